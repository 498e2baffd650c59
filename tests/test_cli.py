"""The command line: formats in and out, bad rows reported and kept, exit codes."""

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from classifier.cli.main import app
from classifier.tables import Options, TableError, read_rows
from tests.conftest import ROOT

runner = CliRunner()
EXAMPLE = ROOT / "datasets/examples/kommentarer.csv"


def run(*args: str, stdin: str | None = None):
    return runner.invoke(app, [*args], input=stdin, catch_exceptions=False)


@pytest.mark.parametrize(
    ("name", "content", "texts"),
    [
        ("a.csv", "id;text\n1;Hej\n2;Då\n", ["Hej", "Då"]),
        ("a.csv", 'id,Kommentar\n1,"Hej, du"\n', ["Hej, du"]),
        ("a.tsv", "id\tmessage\n1\tHej\n", ["Hej"]),
        ("a.csv", "text\nHej\n", ["Hej"]),
        ("a.jsonl", '{"text": "Hej", "id": 7}\n{"text": "Då"}\n', ["Hej", "Då"]),
        ("a.txt", "Hej\n\nDå\n", ["Hej", "Då"]),
        ("a.csv", "\ufeffid;text\n1;Åäö\n", ["Åäö"]),
        ("a.csv", 'id;text\n1;"rad ett\nrad två"\n', ["rad ett\nrad två"]),
    ],
)
def test_formats_are_recognised(tmp_path: Path, name: str, content: str, texts: list[str]) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert [r.text for r in read_rows(path, Options())] == texts


def test_windows_1252_and_utf_16_are_read(tmp_path: Path) -> None:
    for encoding in ("cp1252", "utf-16"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes("id;text\n1;Snöröjning på Åsgatan\n".encode(encoding))
        assert [r.text for r in read_rows(path, Options())] == ["Snöröjning på Åsgatan"]


def test_a_file_without_a_text_column_says_which_columns_there_are(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(TableError, match="a, b"):
        list(read_rows(path, Options()))
    assert [r.text for r in read_rows(path, Options(column="b"))] == ["2"]


def test_bad_rows_are_reported_with_their_number_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "När öppnar ni?"}\nnej\n{"text": ""}\n[1]\n{"text": "Tack!"}\n', encoding="utf-8")
    result = run("classify", str(path), "--format", "jsonl")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert len(lines) == 5
    assert ["error" in line for line in lines] == [False, True, True, True, False]
    assert "rad 2: inte JSON" in result.stderr
    assert "3 rader kunde inte läsas" in result.stderr


@pytest.mark.parametrize("fmt", ["csv", "jsonl", "parquet"])
def test_every_row_of_the_example_comes_out_again(tmp_path: Path, fmt: str) -> None:
    out = tmp_path / f"svar.{fmt}"
    result = run("classify", str(EXAMPLE), "--policy", "lilla-edet", "--out", str(out))
    assert result.exit_code == 0, result.output
    if fmt == "csv":
        ids = [r["id"] for r in csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig")), delimiter=";")]
    elif fmt == "jsonl":
        ids = [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()]
    else:
        ids = pq.read_table(out).column("id").to_pylist()
    with EXAMPLE.open(encoding="utf-8", newline="") as stream:
        assert ids == [r["id"] for r in csv.DictReader(stream, delimiter=";")]
    assert "120 kommentarer:" in result.stderr


def test_parquet_in(tmp_path: Path) -> None:
    out = tmp_path / "a.parquet"
    run("classify", str(EXAMPLE), "--out", str(out))
    result = run("classify", str(out), "--format", "jsonl")
    assert len(result.stdout.splitlines()) == 120


def test_stdin_and_table() -> None:
    result = run("classify", "-", stdin="Jag ska döda dig\nFin bild\n")
    assert result.exit_code == 0
    assert "L4" in result.stdout
    assert "Akuta: 1" in result.stderr


def test_a_comment_that_looks_like_a_formula_is_made_harmless(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    run("classify", "-", "--out", str(out), stdin='=HYPERLINK("http://x")\n')
    assert "'=HYPERLINK" in out.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["classify", "-", "--policy", "atlantis"], 2, "lilla-edet"),
        (["classify", "-", "--format", "doc"], 2, "jsonl"),
        (["classify", "-", "--format", "parquet"], 2, "--out"),
        (["classify", "finns-inte.csv"], 1, "kan inte läsas"),
        (["policies", "show", "atlantis"], 2, "lilla-edet"),
        (["check-rules", "finns-inte"], 1, "no rule files"),
        (["nonsense"], 2, ""),
    ],
)
def test_exit_codes_and_messages(args: list[str], code: int, says: str) -> None:
    result = run(*args, stdin="hej\n")
    assert result.exit_code == code
    assert says in result.output


def test_policies_are_shown_as_a_table_with_house_rules() -> None:
    result = run("policies", "show", "lilla-edet")
    assert result.exit_code == 0
    assert "Dölj genast" in result.stdout
    assert "Det här får inte förekomma" in result.stdout
    assert all(code in run("policies", "list").stdout for code in ("nybro", "liljeholmen"))


def test_check_rules_passes_for_the_shipped_rules() -> None:
    result = run("check-rules")
    assert result.exit_code == 0
    assert "inga fel" in result.stdout


@pytest.mark.parametrize(
    "command",
    [["classify"], ["serve"], ["check-rules"], ["policies", "show"], ["train"], ["evaluate"], ["datasets", "check"]],
)
def test_every_command_has_help_with_an_example(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Exempel:" in result.output
