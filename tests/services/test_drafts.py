"""Drafts, later screenshots, reports; and what becomes of copies that R10 forbids."""

from datetime import timedelta
from pathlib import Path

import pytest

from classifier.cases.codes import Refusal
from classifier.cases.deadlines import DueKind
from classifier.cases.letters import placeholders
from classifier.cases.parts import ReplyKind
from classifier.cases.refusal import Refused
from classifier.services import drafts, labels, reading, removal
from classifier.taxonomy import LegalBasis
from tests.cases.world import ANNA, DATA, KEY, READER, l5
from tests.services.office import QUESTION, THREAT, Office

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20


def test_r29_r44_drafts_are_given_to_complete_and_a_notice_only_for_l5(office: Office) -> None:
    asked = office.decided(QUESTION)
    kept = {kind: drafts.draft(office.desk, asked.id, kind, actor=ANNA) for kind in ReplyKind if kind != "notice"}
    assert placeholders(kept[ReplyKind.HOLDING]) == ("[när]",)
    assert placeholders(kept[ReplyKind.FORWARD_NOTICE]) == ("[verksamhet]",)
    assert "90101" in kept[ReplyKind.SUPPORT]
    when = office.clock.now + timedelta(days=1)
    holding = drafts.draft(office.desk, asked.id, ReplyKind.HOLDING, actor=ANNA, follow_up_at=when)
    assert "2026-11-17" in holding
    with pytest.raises(Refused) as refused:
        drafts.draft(office.desk, asked.id, ReplyKind.NOTICE, actor=ANNA)
    assert refused.value.code is Refusal.NOTICE_NOT_ASKED
    broken = office.decided("De där råttorna ska bort härifrån", l5("hets"))
    notice = drafts.draft(office.desk, broken.id, ReplyKind.NOTICE, actor=ANNA, facts="hets", contact="oss")
    assert placeholders(notice) == ()
    assert "R17" in notice
    with pytest.raises(Refused):
        drafts.draft(office.desk, asked.id, ReplyKind.ANSWER, actor=READER)


def test_r20_a_screenshot_that_comes_later_completes_the_sealed_package(office: Office) -> None:
    case = office.decided(THREAT)
    done = drafts.add_screenshot(office.desk, case.id, PNG, actor=KEY)
    sealed = reading.evidence(office.desk, case.id, actor=ANNA)
    assert (sealed.digest, sealed.evidence.previous) == (done.evidence_digest, case.evidence_digest)
    assert sealed.evidence.text == THREAT
    assert reading.screenshot(office.desk, sealed, actor=ANNA) == PNG
    for image, code in [(b"GIF89a", Refusal.BAD_SCREENSHOT), (b"", Refusal.BAD_SCREENSHOT)]:
        with pytest.raises(Refused) as refused:
            drafts.add_screenshot(office.desk, case.id, image, actor=ANNA)
        assert refused.value.code is code
    assert office.wrong() == []


def test_a_report_starts_the_clock_of_bbs_lagen_before_anybody_has_looked(office: Office) -> None:
    taken = office.take_in("Jag ska döda dig i kväll din jävel")
    assert taken.case is not None
    assert LegalBasis.BBS in taken.case.legal_basis
    assert DueKind.BBS not in [d.kind for d in reading.case(office.desk, taken.case.id, actor=ANNA).shown.dues]
    seen = office.clock.now - timedelta(hours=2)
    for at in (seen, office.clock.now):
        drafts.report(office.desk, taken.case.id, reported_at=at, reason="ringde växeln", actor=ANNA)
    (due,) = [d for d in reading.case(office.desk, taken.case.id, actor=ANNA).shown.dues if d.kind is DueKind.BBS]
    assert due.at == seen + timedelta(hours=24)
    with pytest.raises(Refused):
        drafts.report(office.desk, taken.case.id, reported_at=None, reason=" ", actor=ANNA)
    assert office.wrong() == []


def test_r10_what_a_person_flags_later_is_gone_from_files_labels_and_later_screenshots(
    office: Office, tmp_path: Path
) -> None:
    words = "Vilken jävla idiot du är kvistfjärilsbro"
    case = office.decided(words, l5("hets"), screenshot=PNG, author="@någon")
    removal.flag_abuse(office.desk, case.id, reason="bilden visar ett barn", actor=ANNA)
    with pytest.raises(Refused) as refused:
        drafts.add_screenshot(office.desk, case.id, PNG, actor=ANNA)
    assert refused.value.code is Refusal.COPY_FORBIDDEN
    with pytest.raises(Refused) as again:
        removal.flag_abuse(office.desk, case.id, reason="samma sak", actor=ANNA)
    assert again.value.code is Refusal.ALREADY_DONE
    assert labels.export(office.desk, actor=DATA).lines == ()
    with office.desk.storage.read() as unit:
        assert [row.reduced for row in unit.evidence.every()] == [True]
    if office.database.engine.dialect.name == "sqlite":
        stored = b"".join(path.read_bytes() for path in tmp_path.glob("lathund.sqlite*"))
        assert b"kvistfj" not in stored, "freed pages and the write-ahead log hold nothing either"
    assert office.wrong() == []


def test_r68_archiving_is_continuous_every_comment_is_sealed_as_it_comes(office: Office) -> None:
    taken = [office.take_in(text) for text in ("Fint väder i dag", QUESTION, THREAT)]
    with office.desk.storage.read() as unit:
        kept = [unit.evidence.sealed(t.evidence_digest) for t in taken]
    assert [sealed.evidence.text for sealed in kept if sealed] == ["Fint väder i dag", QUESTION, THREAT]
    assert office.wrong() == []
