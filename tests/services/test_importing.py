"""Import of a file: columns guessed and previewed, rows taken in, bad ones kept, work taken up again after a stop."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from classifier.cases.codes import Refusal
from classifier.cases.refusal import Refused
from classifier.services import importing, searching
from classifier.services.import_rows import Columns, Target, guessed
from classifier.services.importing import ImportStatus
from classifier.services.searching import Sought
from classifier.storage import imports as store
from tests.cases.world import ANNA, READER
from tests.conftest import ROOT
from tests.services.office import Office

CSV = "id;konto;tid;post;svar_på;text\n" + "".join(
    f"k{n};Malin Åkerby;2026-11-09T06:{n:02}:14+01:00;Plogning;;{text}\n"
    for n, text in enumerate(["Äntligen snö", "När plogas vår gata?", "", "Jag vet var du bor, vänta bara"])
) + "k4;A;igår;;;Tiden är fel\nk5;B;;;;Ring 070-1740605;en;för;mycket\n"  # fmt: skip


def handed(office: Office, content: str | bytes = CSV, name: str = "export.csv") -> importing.ImportJob:
    data = content if isinstance(content, bytes) else content.encode()
    return importing.hand_over(office.desk, name, data, actor=ANNA)


def begun(office: Office, content: str | bytes = CSV, name: str = "export.csv") -> str:
    job = handed(office, content, name)
    shown = importing.preview(office.desk, job.id, None, None, actor=ANNA)
    importing.begin(office.desk, job.id, shown.chosen, replace(shown.target, account="skolan"), actor=ANNA)
    return job.id


def test_columns_are_guessed_and_what_would_be_taken_in_is_shown_first(office: Office) -> None:
    job = handed(office)
    shown = importing.preview(office.desk, job.id, None, None, actor=ANNA)
    assert shown.chosen == Columns("text", "id", "konto", "tid", "post", "svar_på")
    assert (shown.job.total, shown.bad) == (6, 3)
    assert [row.problem for row in shown.rows] == [
        "", "", "raden har ingen text", "", "tiden 'igår' går inte att läsa; skriv den som 2026-11-21 13:45",
        "raden har 9 fält men rubriken 6",
    ]  # fmt: skip
    first = shown.rows[0].incoming
    assert first is not None
    assert (first.external_id, first.text) == ("k0", "Äntligen snö")
    assert "Malin" not in first.author, "people are masked"
    assert searching.search(office.desk, Sought(), actor=READER)[1] == 0, "nothing is taken in yet"


def test_rows_are_taken_in_and_bad_ones_are_kept_as_they_stood(office: Office) -> None:
    job_id = begun(office)
    assert importing.work(office.desk)
    assert not importing.work(office.desk), "nothing more waits"
    job, problems = importing.show(office.desk, job_id, actor=ANNA)
    assert (job.status, job.total, job.done, job.taken, job.known, job.bad) == (ImportStatus.DONE, 6, 6, 3, 0, 3)
    assert [p.number for p in problems] == [4, 6, 7]
    assert "1740605" not in json.dumps([dict(p.fields) for p in problems])
    page, count = searching.search(office.desk, Sought(account="skolan"), actor=READER)
    assert count == 3
    assert [c.text for c in page.comments][-1] == "Äntligen snö", "listed under the time they were written"
    with office.desk.storage.read() as unit:
        assert store.content(unit.session, job_id) == b"", "the file is not kept"
        assert [p.fields["text"] for p in store.problems(unit.session, job_id, limit=9)][1] == "Tiden är fel"
    assert office.wrong() == []


def test_the_same_file_again_takes_nothing_in_twice(office: Office) -> None:
    lines = "Hej på er\nNär öppnar badhuset?\n"
    for taken, known in ((2, 0), (0, 2)):
        job_id = begun(office, lines, "rader.txt")
        importing.work(office.desk)
        job, _ = importing.show(office.desk, job_id, actor=ANNA)
        assert (job.taken, job.known) == (taken, known)


def test_work_that_was_stopped_goes_on_where_it_was_and_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    job_id = begun(office)
    rounds = iter([False, False, True])
    assert importing.work(office.desk, stopped=lambda: next(rounds))
    job, _ = importing.show(office.desk, job_id, actor=ANNA)
    assert (job.status, job.done, job.taken) == (ImportStatus.RUNNING, 3, 2), "one row first, then two"
    assert not importing.work(office.desk), "another process waits for the lease"
    office.clock.now += importing.LEASE
    assert importing.work(office.desk)
    job, problems = importing.show(office.desk, job_id, actor=ANNA)
    assert (job.status, job.done, job.taken, job.bad, job.interruptions) == (ImportStatus.DONE, 6, 3, 3, 1)
    assert len(problems) == 3


def test_a_stopped_import_leaves_what_is_in_and_throws_the_rest_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 1)
    job_id = begun(office)
    importing.work(office.desk, stopped=iter([False, True]).__next__)
    importing.cancel(office.desk, job_id, actor=ANNA)
    office.clock.now += importing.LEASE
    assert not importing.work(office.desk)
    job, _ = importing.show(office.desk, job_id, actor=ANNA)
    assert (job.status, job.done) == (ImportStatus.CANCELLED, 1)
    assert searching.search(office.desk, Sought(), actor=READER)[1] == 1


ODD = (
    ("x.jsonl", b'{"id": "1", "text": "Hej"}\n[1]\n{"text": '),
    ("x.csv", "text\nHej på åäö\n".encode("cp1252")),
    ("utan-namn", b"\xff\xfeH\x00e\x00j\x00"),
    ("x.csv", b"text\nHej \x00 du\n"),
    ("<script>.csv", b"text;id\n=1+1;\n"),
)


def test_odd_files_are_read(office: Office) -> None:
    for name, content in ODD:
        job_id = begun(office, content, name)
        importing.work(office.desk)
        job, _ = importing.show(office.desk, job_id, actor=ANNA)
        assert job.status is ImportStatus.DONE
        assert (job.taken, job.done) == (1, job.total)


def test_what_cannot_be_read_is_refused_with_the_why(office: Office) -> None:
    for name, content in (("tom.csv", b""), ("fel.parquet", b"PAR1 nonsense"), ("bara-rubrik.csv", b"id;text\n")):
        with pytest.raises(Refused) as refused:
            handed(office, content, name)
        assert refused.value.code is Refusal.FILE_UNREADABLE
    job = handed(office)
    for columns in (Columns(), Columns(text="finns inte")):
        with pytest.raises(Refused) as refused:
            importing.begin(office.desk, job.id, columns, Target("nybro"), actor=ANNA)
        assert refused.value.code is Refusal.COLUMN_MISSING
    with pytest.raises(Refused):
        importing.begin(office.desk, job.id, Columns("text"), Target("finns-inte"), actor=ANNA)
    with pytest.raises(Refused):
        importing.show(office.desk, "finns-inte", actor=ANNA)
    with pytest.raises(Refused):
        importing.hand_over(office.desk, "x.csv", b"text\nhej\n", actor=READER)


def test_the_example_week_is_understood_without_help() -> None:
    path: Path = ROOT / "datasets" / "examples" / "kommentarer.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0].split(";")
    assert guessed(header) == Columns("text", "id", "konto", "tid", "post", "svar_på")
