"""Sealed evidence: any change is found, any text survives, images are judged by their bytes, no copy of child abuse."""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.cases import evidence as proof
from classifier.cases.actors import SYSTEM
from classifier.cases.codes import Refusal
from classifier.cases.evidence import MAX_SCREENSHOT_BYTES, Screenshot, Sealed, check_screenshot
from classifier.cases.intake import flag_child_abuse, open_case, reclassify, renew_evidence
from classifier.cases.parts import Reached
from classifier.cases.refusal import Refused
from classifier.cases.snapshot import snapshot
from classifier.lathund.profile import StepCode
from classifier.taxonomy import Flag, Label
from tests.cases.world import ANNA, NOW, PROFILES, READER, classified, filed, later, ref

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 20
SHOT = Screenshot("image/png", 3, "ab" * 32)


def sealed(text: str = "hej", **extra: object) -> Sealed:
    said = snapshot(classified("lilla-edet", Label.THREAT, **extra))  # type: ignore[arg-type]
    return proof.build(
        ref(), text=text, author="@a", classification=said, now=NOW, post="inlägget", parent="tråden", screenshot=SHOT
    )


def test_the_package_holds_all_that_is_asked_for() -> None:
    kept = sealed().evidence
    assert (kept.text, kept.author, kept.post, kept.parent) == ("hej", "@a", "inlägget", "tråden")
    assert (kept.permalink, kept.platform, kept.capabilities) == (
        "https://example.org/1",
        "facebook",
        ("hide", "delete"),
    )
    assert kept.classification is not None
    assert {"labels", "scores", "model", "rules", "policy", "policy_version", "row"} <= set(kept.classification)


@pytest.mark.parametrize("name", [f.name for f in fields(proof.Evidence)])
def test_every_changed_field_breaks_the_seal(name: str) -> None:
    one = sealed()
    value = getattr(one.evidence, name)
    other = {bool: not value, int: 2, str: f"{value}x", tuple: ("hide",)}.get(type(value))  # type: ignore[call-overload]
    assert proof.verify(one)
    assert not proof.verify(replace(one, evidence=replace(one.evidence, **{name: other})))


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=60))
@settings(max_examples=200)
def test_any_text_is_sealed_stored_and_read_back(text: str) -> None:
    one = sealed(text)
    data = proof.to_bytes(one.evidence)
    assert proof.from_bytes(data) == one.evidence
    assert proof.verify(Sealed(proof.from_bytes(data), one.digest))


def test_a_byte_that_leaves_the_content_as_it_was_is_found_too() -> None:
    one = sealed("ö")
    stored = proof.to_bytes(one.evidence).replace(b"\\u00f6", b"\\u00F6")
    assert not proof.verify_bytes(stored, one.digest)
    with pytest.raises(ValueError, match="canonical"):
        proof.from_bytes(stored)


@given(st.data())
@settings(max_examples=300)
def test_one_changed_byte_is_found(data: st.DataObject) -> None:
    one = sealed("ett hot 🔪")
    stored = bytearray(proof.to_bytes(one.evidence))
    at = data.draw(st.integers(0, len(stored) - 1))
    stored[at] ^= data.draw(st.integers(1, 127))
    assert not proof.verify_bytes(bytes(stored), one.digest)
    try:
        read = proof.from_bytes(bytes(stored))
    except ValueError:
        return
    assert not proof.verify(Sealed(read, one.digest))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'{"screenshot":null,"capabilities":[],"x":1}'])
def test_what_is_no_evidence_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        proof.from_bytes(data)


@pytest.mark.parametrize(("data", "media_type"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp")])
def test_images_are_known_by_their_bytes(data: bytes, media_type: str) -> None:
    shot = check_screenshot(data, child_abuse=False)
    assert (shot.media_type, shot.size, len(shot.sha256)) == (media_type, len(data), 64)


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"%PDF-1.7", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"RIFF....WAVE", b"x" + PNG, b"MZ\x90",
     PNG + b"\x00" * MAX_SCREENSHOT_BYTES],
)  # fmt: skip
def test_what_is_no_image_or_too_large_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        check_screenshot(data, child_abuse=False)
    assert (caught.value.code, caught.value.status_hint) == (Refusal.BAD_SCREENSHOT, 422)


def test_the_size_limit_itself_is_allowed() -> None:
    data = PNG + b"\x00" * (MAX_SCREENSHOT_BYTES - len(PNG))
    assert check_screenshot(data, child_abuse=False).size == MAX_SCREENSHOT_BYTES


def test_a_later_screenshot_makes_a_new_package_that_names_the_old() -> None:
    world = filed("lilla-edet", Label.THREAT)
    completed = proof.with_screenshot(world.sealed, SHOT, now=later(1))
    assert completed.evidence.previous == world.sealed.digest
    world.do(renew_evidence, args=(completed,))
    assert world.case.evidence_digest == completed.digest
    world.refused(Refusal.NO_EVIDENCE, renew_evidence, args=(completed,))
    other = replace(completed, digest="0" * 64)
    world.refused(Refusal.NO_EVIDENCE, renew_evidence, args=(other,))


def test_R10_the_reduced_form_holds_id_link_and_time_only() -> None:
    said = snapshot(classified("lilla-edet", Flag.OBSCENE, categories=("obscene.child_abuse",)))
    kept = proof.build(
        ref(), text="t", author="a", classification=said, now=NOW, post="p", parent="q", screenshot=SHOT
    ).evidence
    filled = {f.name for f in fields(kept) if getattr(kept, f.name) not in ("", (), None)}
    assert filled == {
        "format", "reduced", "comment", "external_id", "permalink", "received_at", "published_at", "sealed_at",
    }  # fmt: skip
    with pytest.raises(Refused):
        proof.with_screenshot(proof.seal(kept), SHOT, now=NOW)


def test_R10_what_a_person_finds_later_is_reduced_too() -> None:
    world = filed("lilla-edet", Flag.OBSCENE).claim()
    reduced = proof.reduce(world.sealed, now=later(1))
    world.refused(Refusal.COPY_FORBIDDEN, flag_child_abuse, args=(world.sealed,), reason="bilden")
    world.refused(Refusal.NOT_ALLOWED, flag_child_abuse, args=(reduced,), reason="bilden", actor=READER)
    world.refused(Refusal.REASON_MISSING, flag_child_abuse, args=(reduced,), reason=" ")
    world.do(flag_child_abuse, args=(reduced,), reason="bilden")
    assert world.case.child_abuse
    assert world.case.evidence_reduced
    assert world.case.steps[0].code is StepCode.NOTE_LINK
    world.decide()
    assert world.case.steps[0].code is StepCode.NOTE_LINK


def test_R20_there_is_no_case_without_sealed_evidence() -> None:
    classification = classified("lilla-edet", Label.THREAT)
    good = sealed()
    changed = replace(good, evidence=replace(good.evidence, text="annat"))
    elsewhere = proof.seal(replace(good.evidence, comment="fb:2"))
    for bad in (changed, elsewhere):
        with pytest.raises(Refused) as caught:
            open_case(
                "c",
                comment=ref(),
                classification=classification,
                profile=PROFILES["lilla-edet"],
                sealed=bad,
                reached=Reached.URGENT,
                actor=SYSTEM,
                now=NOW,
            )
        assert caught.value.code is Refusal.NO_EVIDENCE
    assert ANNA.name


def test_R10_a_new_verdict_of_the_machine_waits_until_the_copy_is_gone() -> None:
    world = filed("lilla-edet", Label.INSULT)
    new = (classified("lilla-edet", Flag.OBSCENE, categories=("obscene.child_abuse",)), world.profile)
    world.refused(Refusal.COPY_FORBIDDEN, reclassify, args=new, actor=SYSTEM)
    reduced = proof.reduce(world.sealed, now=later(1))
    world.do(flag_child_abuse, args=(reduced,), reason="regelträff", actor=SYSTEM).do(
        reclassify, args=new, actor=SYSTEM
    )
    assert (world.case.child_abuse, world.case.steps[0].code) == (True, StepCode.NOTE_LINK)
