"""`lathund diarium`, `lathund snapshot`, `lathund audit verify --snapshot`: on the service's own database."""

from pathlib import Path

from tests.services.office import THREAT, Office
from tests.test_case_cli import office, run

__all__ = ["office"]


def test_a_package_from_the_command_line_is_checked_and_acknowledged(office: Office, tmp_path: Path) -> None:
    case = office.decided(THREAT)
    out = tmp_path / "p.zip"
    made = run("diarium", "export", "--case", case.id, "--out", str(out), "--person", "Rut Berg")
    assert made.exit_code == 0, made.output
    export = made.output.split(":")[0]
    checked = run("diarium", "check", str(out))
    assert (checked.exit_code, "filer stämmer" in checked.output) == (0, True)
    out.write_bytes(out.read_bytes()[:-40])
    assert run("diarium", "check", str(out)).exit_code == 1
    given = run("diarium", "receipt", export, "--number", "KS 2026:1")
    assert (given.exit_code, "KS 2026:1" in given.output) == (0, True)
    assert run("diarium", "receipt", export, "--number", "KS 2026:2").exit_code == 1
    assert run("diarium", "receipt", export).exit_code == 2
    assert run("diarium", "export", "--case", case.id, "--out", str(out)).exit_code == 2, "nothing is written over"
    assert run("diarium", "export", "--row", "L9", "--out", str(tmp_path / "x.zip")).exit_code == 2
    assert run("diarium", "export", "--out", str(tmp_path / "x.zip")).exit_code == 2
    assert run("diarium", "export", "--case", "none", "--out", str(tmp_path / "x.zip")).exit_code == 1
    folder = tmp_path / "aip"
    archive = run("diarium", "export", "--row", "L4", "--archive", "--creator", "Kommunen", "--out", str(folder))
    assert (archive.exit_code, (folder / "METS.xml").exists()) == (0, True)
    assert run("diarium", "check", str(folder)).exit_code == 0
    assert office.wrong() == []


def test_a_snapshot_from_the_command_line_is_verified_later(office: Office, tmp_path: Path) -> None:
    office.decided(THREAT)
    done = run("snapshot", "--out", str(tmp_path / "arkiv"))
    assert done.exit_code == 0, done.output
    (folder,) = (tmp_path / "arkiv").iterdir()
    fine = run("audit", "verify", "--snapshot", str(folder))
    assert (fine.exit_code, "inget är ändrat" in fine.output) == (0, True)
    (folder / "tables" / "labels.jsonl").write_text("")
    wrong = run("audit", "verify", "--snapshot", str(folder))
    assert (wrong.exit_code, "tables/labels.jsonl: Filen har ändrats" in wrong.output) == (1, True)
    none = run("audit", "verify", "--snapshot", str(tmp_path))
    assert (none.exit_code, "ingen ögonblicksbild" in none.output) == (1, True)
