"""Writers' files are read as they were meant, and a writer is told what the live model judges otherwise."""

from pathlib import Path

import pytest

from classifier.taxonomy import Label
from training.corpus_build import parse_tsv
from training.misjudged import main, read_with_model, told

FILE = """\
#post\tBadhuset är stängt
#parent\tVem har nyckeln?
threat,criticism\tthreat.x\tbad\tplain\tJag vet var du bor, vänta bara
-\tnone.chat\tbad\tOj vad kallt
#post\t-
question,!profanity\tq\tbad\tteen\tNär fan öppnar badhuset?
broken row
"""


def test_posts_stand_until_the_next_and_parents_for_one_row(tmp_path: Path) -> None:
    path = tmp_path / "w99.tsv"
    path.write_text(FILE, encoding="utf-8")
    rows = parse_tsv(path)
    assert [(r["post"], r["parent"]) for r in rows] == [
        ("Badhuset är stängt", "Vem har nyckeln?"),
        ("Badhuset är stängt", ""),
        ("", ""),
    ]
    assert [r["labels"] for r in rows] == [[Label.THREAT, Label.CRITICISM], [], [Label.QUESTION]]
    assert rows[2]["flags"] == ["profanity"]


def test_a_writer_is_told_what_the_model_judges_otherwise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "w99.tsv"
    path.write_text("spam\tx\tbad\tplain\tJag vet var du bor, vänta bara\n", encoding="utf-8")
    ((row, said),) = read_with_model(parse_tsv(path))
    assert told(row, said, frozenset(Label)) == "MISSED spam; FALSE threat"
    assert told(row, said, frozenset({Label.SPAM})) == "MISSED spam"
    assert told(row, said, frozenset({Label.HATE_SPEECH})) == ""
    main(path, 10, frozenset(Label))
    assert "1 judged otherwise" in capsys.readouterr().out
