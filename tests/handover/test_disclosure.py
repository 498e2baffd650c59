"""Disclosure: a hold, proposals, a person's word on each, and no trace of what is masked in any byte given out."""

import re
import shutil
import subprocess

import pytest
from sqlalchemy.exc import DBAPIError

from classifier.cases.codes import Refusal
from classifier.cases.disclosure import occurrences
from classifier.cases.disclosure_parts import Appeal, Outcome, Said, Status
from classifier.cases.packages.files import MANIFEST, Form, problems, unpacked
from classifier.cases.refusal import Refused
from classifier.services import disclosures, thinning
from classifier.services.disclosures import Asked, Seen
from tests.cases.test_evidence_pdf import streams
from tests.cases.world import ANNA, KEY, READER, REGISTRAR
from tests.handover.conftest import closed, decision, gallra
from tests.services.office import Office
from tests.services.test_record import run

TEXT = "Kalle Lindqvist på Storgatan 12 ljuger, ring honom på 070-1740605. Kalles hund också! 🔪"
LAW = {"law": "21 kap. 1 § OSL", "reason": "uppgift om enskilds hälsa"}
APPEAL = Appeal("Lilla Edets kommun", "463 80 Lilla Edet", "Kammarrätten i Göteborg")


@pytest.fixture
def seen(office: Office) -> Seen:
    case = closed(
        office,
        TEXT,
        author="@kalle_berg",
        external_id="fb-99887766-1",
        permalink="https://exempel.se/kalle/1",
        post="Ny väg",
    )
    second = closed(office, "Skandal att kommunen aldrig svarar!", author="@elsa", external_id="fb-99887766-2")
    said = Asked("Allt om vägen", (case.id, second.id), requester="", reference="KS 2026:77")
    return disclosures.open_request(office.desk, said, actor=REGISTRAR)


def texts_of(seen: Seen, said: Said | None = None) -> dict[str, str]:
    return {
        p.id: seen.texts[item.comment][p.field][p.start : p.end]
        for item in seen.disclosure.items
        for p in item.passages
        if said is None or p.said is said
    }


def settle(office: Office, seen: Seen, ids: list[str], *, mask: bool = True) -> Seen:
    said = {"mask": mask, **(LAW if mask else {"law": "", "reason": ""})}
    return disclosures.settle(office.desk, seen.disclosure.id, ids, actor=REGISTRAR, **said)  # type: ignore[arg-type]


def settle_all(office: Office, seen: Seen, *, mask: bool = True) -> Seen:
    while ids := list(texts_of(seen, Said.PROPOSED)):
        seen = settle(office, seen, ids, mask=mask)
    return seen


def decide(office: Office, seen: Seen, **more: object) -> Seen:
    said = {"motivation": "Uppgifterna rör enskilds personliga förhållanden.", "appeal": APPEAL, "actor": REGISTRAR}
    return disclosures.decide(office.desk, seen.disclosure.id, **(said | more))  # type: ignore[arg-type]


def bytes_of(package: bytes) -> str:
    """Return every byte given out as text: files, their streams unpacked, glyphs mapped back, in likely encodings."""
    _, files = unpacked(package)
    found = [package, *files.values()]
    for content in files.values():
        if content.startswith(b"%PDF"):
            found += streams(content)
            done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
            found += [done.stdout, *glyphs(content)]
    encodings = ("utf-8", "latin-1", "utf-16-be", "utf-16-le")
    return "\n".join(raw.decode(name, "ignore") for raw in found for name in encodings)


def glyphs(pdf: bytes) -> list[bytes]:
    """Return the shown text by the fonts' own ToUnicode tables, font after font, without pdftotext's layout."""
    tables = [s for s in streams(pdf) if b"begincmap" in s]
    pages = [s for s in streams(pdf) if b" Tj" in s or b" TJ" in s]
    found = []
    for table in tables:
        known = {int(a, 16): b for a, b in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", table)}
        for page in pages:
            shown = b"".join(
                known.get(int.from_bytes(raw[i : i + 2], "big"), b"")
                for raw in re.findall(rb"\((.*?)\) ?Tj", page, re.DOTALL)
                for i in range(0, len(raw) - 1, 2)
            )
            found.append(bytes.fromhex(shown.decode("ascii")).decode("utf-16-be", "ignore").encode())
    return found


def test_a_request_proposes_names_numbers_and_links_and_stops_gallring(office: Office, seen: Seen) -> None:
    proposed = set(texts_of(seen).values())
    assert {"Kalle Lindqvist", "Storgatan 12", "070-1740605", "@kalle_berg", "https://exempel.se/kalle/1"} <= proposed
    assert {p.said for p in seen.disclosure.passages} == {Said.PROPOSED}
    assert seen.disclosure.names_read
    office.clock.forward(days=60)
    run_ = thinning.due(office.desk, (decision(),), actor=REGISTRAR)
    assert (run_.due, len(run_.stopped)) == ((), 2)
    assert office.wrong() == []


def test_a_comment_without_a_case_is_stopped_by_the_request_itself(office: Office) -> None:
    loose = office.take_in("Fint väder i dag")
    made = disclosures.open_request(office.desk, Asked("vägen", comments=(loose.comment_id,)), actor=REGISTRAR)
    office.clock.forward(days=60)
    assert thinning.due(office.desk, (decision(),), actor=REGISTRAR).stopped[0].why == "begäran om utlämnande"
    run(
        office, "INSERT INTO gallring_protocols (id, list_digest, confirmed_by, at, text) VALUES ('p1','x','rut',0,'x')"
    )
    with pytest.raises(DBAPIError, match="not to be destroyed"):
        run(
            office,
            "INSERT INTO evidence_destructions (digest, comment_id, protocol_id, decision, reason, confirmed_kind,"
            " confirmed_by, confirmed_name, size, at) SELECT digest, comment_id, 'p1', 'GB', 'x', 'person', 'rut',"
            " 'Rut', 1, 0 FROM evidence",
        )
    disclosures.withdraw(office.desk, made.disclosure.id, reason="ångrade sig", actor=REGISTRAR)
    assert len(thinning.due(office.desk, (decision(),), actor=REGISTRAR).due) == 1


def test_nothing_is_decided_before_a_person_has_said_something_of_every_passage(office: Office, seen: Seen) -> None:
    with pytest.raises(Refused) as caught:
        decide(office, seen)
    assert caught.value.code is Refusal.PASSAGES_OPEN
    first = next(iter(texts_of(seen)))
    for law, reason in (("", "skäl"), ("21 kap. 1 §", " "), ("sekretess", "skäl")):
        with pytest.raises(Refused) as caught:
            disclosures.settle(
                office.desk, seen.disclosure.id, [first], mask=True, law=law, reason=reason, actor=REGISTRAR
            )
        assert caught.value.code is Refusal.LAW_MISSING
    with pytest.raises(Refused) as caught:
        disclosures.package(office.desk, seen.disclosure.id, form=Form.ZIP, actor=REGISTRAR)
    assert caught.value.code is Refusal.DISCLOSURE_MOVED


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_no_byte_of_what_is_given_out_tells_what_is_masked(office: Office, seen: Seen) -> None:
    done = decide(office, settle_all(office, seen))
    assert done.disclosure.decision is not None
    assert done.disclosure.decision.outcome is Outcome.PARTIAL
    data = disclosures.package(office.desk, done.disclosure.id, form=Form.ZIP, actor=REGISTRAR)
    _, files = unpacked(data)
    assert sorted(files) == ["beslut.pdf", "handlingar.json", "handlingar.pdf", MANIFEST]
    assert problems(files) == []
    everything = bytes_of(data)
    folded = re.sub(r"\s+", "", everything).casefold()
    secrets = set(texts_of(done, Said.MASKED).values())
    assert len(secrets) >= 6
    for secret in secrets | {"Kalle", "Lindqvist", "1740605", "kalle_berg", "elsa", "Storgatan"}:
        assert re.sub(r"\s+", "", secret).casefold() not in folded, secret
    for item in done.disclosure.items:
        assert item.evidence not in everything, "no digest of the original: a short text could be guessed from it"
    for kept in ("ljuger", "hund", "[maskat: 21 kap. 1 § OSL]", "Kammarrätten i Göteborg", "tre veckor", "KS 2026:77"):
        assert re.sub(r"\s+", "", kept).casefold() in folded, kept
    assert LAW["reason"] not in everything, "the officer's own reasons stay in the file"
    again = disclosures.package(office.desk, done.disclosure.id, form=Form.ZIP, actor=REGISTRAR)
    assert again == data


def test_what_is_masked_in_one_place_is_proposed_wherever_it_stands(office: Office) -> None:
    first = closed(office, "Torkelsbacka är farlig, akta er!")
    second = closed(office, "Ja, TORKELSBACKA är farlig, akta er där!")
    seen = disclosures.open_request(office.desk, Asked("x", (first.id, second.id)), actor=REGISTRAR)
    seen = settle_all(office, seen, mask=False)
    comment = first.comment.id
    at = seen.texts[comment]["text"].index("Torkelsbacka")
    span = (at, at + len("Torkelsbacka"))
    after = disclosures.add(
        office.desk, seen.disclosure.id, comment=comment, field="text", span=span, actor=REGISTRAR, **LAW
    )
    assert set(texts_of(after, Said.PROPOSED).values()) == {"TORKELSBACKA"}
    with pytest.raises(Refused):
        decide(office, after)
    settled = settle_all(office, after)
    with pytest.raises(Refused) as caught:
        decide(office, settled, motivation="Uppgiften om Torkelsbacka är hemlig.")
    assert (caught.value.code, "beslutet" in caught.value.message) == (Refusal.TRACE_LEFT, True)
    assert decide(office, settled).disclosure.status is Status.DECIDED


def test_a_person_may_show_what_was_proposed_and_gets_a_full_disclosure_without_appeal(
    office: Office, seen: Seen
) -> None:
    done = disclosures.decide(
        office.desk, settle_all(office, seen, mask=False).disclosure.id, motivation="", appeal=None, actor=REGISTRAR
    )
    assert done.disclosure.decision is not None
    assert done.disclosure.decision.outcome is Outcome.FULL
    files = unpacked(disclosures.package(office.desk, done.disclosure.id, form=Form.TAR, actor=REGISTRAR))[1]
    assert "Kalle Lindqvist på Storgatan 12" in files["handlingar.json"].decode()
    given = disclosures.deliver(office.desk, done.disclosure.id, actor=REGISTRAR)
    assert given.disclosure.status is Status.CLOSED
    with office.desk.storage.read() as unit:
        assert not [c for c in unit.cases.every() if c.standing_holds]
    assert office.wrong() == []


def test_a_partial_refusal_says_how_to_appeal_and_holds_until_the_time_is_over(office: Office, seen: Seen) -> None:
    masked = settle_all(office, seen)
    for appeal in (None, Appeal("", "x", "y"), Appeal("K", "x", "[kammarrätt]")):
        with pytest.raises(Refused) as caught:
            decide(office, masked, appeal=appeal)
        assert caught.value.code is Refusal.APPEAL_MISSING
    decide(office, masked)
    with pytest.raises(Refused) as caught:
        settle(office, masked, [next(iter(texts_of(masked)))], mask=False)
    assert caught.value.code is Refusal.DISCLOSURE_MOVED
    disclosures.deliver(office.desk, masked.disclosure.id, actor=REGISTRAR)
    office.clock.forward(days=20)
    with pytest.raises(Refused) as caught:
        disclosures.close(office.desk, masked.disclosure.id, reason="inget överklagande", actor=REGISTRAR)
    assert caught.value.code is Refusal.APPEAL_TIME
    assert thinning.due(office.desk, (decision(),), actor=REGISTRAR).due == ()
    office.clock.forward(days=11)
    disclosures.close(office.desk, masked.disclosure.id, reason="inget överklagande", actor=REGISTRAR)
    assert len(gallra(office, decision()).changes) == 2
    assert (
        disclosures.show(office.desk, masked.disclosure.id, actor=REGISTRAR).texts[masked.disclosure.items[0].comment][
            "text"
        ]
        == ""
    )
    assert office.wrong() == []


def test_a_whole_record_can_be_refused(office: Office) -> None:
    case = closed(office, "Skandal att brevet om allt aldrig kom!")
    seen = settle_all(office, disclosures.open_request(office.desk, Asked("x", (case.id,)), actor=REGISTRAR))
    for field in seen.disclosure.items[0].fields:
        said = {"comment": case.comment.id, "field": field, "span": None, "actor": REGISTRAR, **LAW}
        seen = disclosures.add(office.desk, seen.disclosure.id, **said)  # type: ignore[arg-type]
    done = decide(office, seen)
    assert done.disclosure.decision is not None
    assert done.disclosure.decision.outcome is Outcome.REFUSED


@pytest.mark.parametrize(("actor", "code"), [(ANNA, Refusal.NOT_ALLOWED), (READER, Refusal.NOT_ALLOWED), (KEY, Refusal.PERSON_REQUIRED)])  # fmt: skip  # noqa: E501
def test_only_those_who_keep_the_records_disclose(office: Office, seen: Seen, actor: object, code: Refusal) -> None:
    for call in (
        lambda: disclosures.open_request(office.desk, Asked("x", ("y",)), actor=actor),  # type: ignore[arg-type]
        lambda: disclosures.show(office.desk, seen.disclosure.id, actor=actor),  # type: ignore[arg-type]
        lambda: disclosures.deliver(office.desk, seen.disclosure.id, actor=actor),  # type: ignore[arg-type]
        lambda: disclosures.package(office.desk, seen.disclosure.id, form=Form.ZIP, actor=actor),  # type: ignore[arg-type]
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.code is code


def test_the_log_tells_who_masked_what_under_which_law_and_verification_finds_a_changed_request(
    office: Office, seen: Seen
) -> None:
    done = settle_all(office, seen)
    assert {(p.by.name, p.law) for p in done.disclosure.passages if p.by} == {("Rut Berg", "21 kap. 1 § OSL")}
    assert office.wrong() == []
    with pytest.raises(DBAPIError, match="only moves forward"):
        run(office, "UPDATE disclosures SET document = document || ' '")
    run(office, "UPDATE disclosures SET document = replace(document, '21 kap', '22 kap'), version = version + 1")
    assert any("disclosure:" in line for line in office.wrong())
    for statement in ("DELETE FROM disclosure_items", "DELETE FROM disclosures"):
        with pytest.raises(DBAPIError):
            run(office, statement)


@pytest.mark.parametrize(
    ("masked", "text", "found"),
    [
        ("Bo", "Bo bor på Bogatan med bo", [(0, 2), (22, 24)]),
        ("Kalle", "kalles KALLE", [(0, 5), (7, 12)]),
        ("a  b", "x A\nB", [(2, 5)]),
        (" ", "x y", []),
    ],
)
def test_occurrences_of_a_masked_text(masked: str, text: str, found: list[tuple[int, int]]) -> None:
    assert occurrences(masked, text) == found


def test_a_request_for_what_is_not_there_is_refused(office: Office) -> None:
    case = closed(office, "Skandal att vägen är så dålig!")
    for asked in (
        Asked("x"),
        Asked("x", comments=("finns-inte",)),
        Asked(" ", (case.id,)),
        Asked("x", ("finns-inte",)),
    ):
        with pytest.raises(Refused):
            disclosures.open_request(office.desk, asked, actor=REGISTRAR)
    office.clock.forward(days=31)
    gallra(office, decision())
    with pytest.raises(Refused) as caught:
        disclosures.open_request(office.desk, Asked("x", (case.id,)), actor=REGISTRAR)
    assert caught.value.code is Refusal.GALLRAD
