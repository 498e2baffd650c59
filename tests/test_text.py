"""Normalising: what was meant is read, and every offset points back into what was written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.text import MAX_CHARS, default_normalizer

normalize = default_normalizer()

MEANT = [
    ("Du är en f1tta", "du är en fitta"),
    ("vilken f*tta", "vilken fitta"),
    ("sk*uta", "skjuta"),
    ("d ö d a dig", "döda dig"),
    ("i.d.i.o.t", "idiot"),
    ("i-d-i-o-t", "idiot"),
    ("fiiittta", "fitta"),
    ("idiottttt", "idiot"),
    ("1d10t", "idiot"),
    ("$vin", "svin"),
    ("fіttа", "fitta"),
    ("ＦＵＬＬ bredd", "full bredd"),
    ("dö\u200bda", "döda"),
    ("\u202edöda\u202c", "döda"),
    ("do\u0308da", "döda"),
    ("a\u030aska", "åska"),
    ("fÃ¥r jag", "får jag"),
    ("doeda dig", "döda dig"),
    ("jag vill doda dig", "jag vill döda dig"),
    ("snorojningen pa skolvagen", "snöröjningen pa skolvägen"),
    ("mo\u0337r\u0334d", "mord"),
    ("𝓯𝓲𝓽𝓽𝓪", "fitta"),
    ("hej    du\n\nlilla", "hej du lilla"),
]
LEFT_ALONE = [
    "åäö är egna bokstäver",
    "får jag gå på båten",
    "3b och 4a har idrott",
    "v35 kl 10 t.ex. f.d. bl.a.",
    "2 st à 15 kr",
    "жизнь и мир",
    "مرحبا كيف حالك",
    "tackarna och hattarna",
    "070-174 06 05",
]


@pytest.mark.parametrize(("raw", "meant"), MEANT)
def test_disguises_are_undone(raw: str, meant: str) -> None:
    assert normalize(raw).skeleton.text == meant


@pytest.mark.parametrize("raw", LEFT_ALONE)
def test_ordinary_text_is_left_alone(raw: str) -> None:
    assert normalize(raw).skeleton.text == raw


def test_swedish_letters_are_never_folded_away() -> None:
    assert normalize("ÅÄÖ åäö").plain.text == "åäö åäö"


@pytest.mark.parametrize("emoji", ["🔫", "🔪", "⚰", "🪢", "🐒", "🐷", "🔞"])
def test_emoji_with_meaning_survive(emoji: str) -> None:
    assert emoji in normalize(f"hej {emoji}\ufe0f du").skeleton.text


def test_a_finding_in_a_disguised_word_covers_the_word_as_sent() -> None:
    raw = "Sluta nu, f*tt\u200ba där"
    text = normalize(raw)
    start = text.skeleton.text.index("fitta")
    low, high = text.skeleton.raw_span(start, start + 5)
    assert raw[low:high] == "f*tt\u200ba"


def test_long_text_is_capped_and_said_to_be() -> None:
    text = normalize("a b " * MAX_CHARS)
    assert text.truncated
    assert len(text.plain.text) <= MAX_CHARS


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_normalising_twice_changes_nothing(raw: str) -> None:
    once = normalize(raw)
    assert normalize(once.plain.text).plain.text == once.plain.text
    assert normalize(once.skeleton.text).skeleton.text == once.skeleton.text


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_every_character_of_a_view_has_a_span_in_the_raw_text(raw: str) -> None:
    for view in (normalize(raw).plain, normalize(raw).skeleton):
        assert len(view.text) == len(view.starts) == len(view.ends)
        assert all(0 <= s < e <= len(raw) for s, e in zip(view.starts, view.ends, strict=True))
        assert view.starts == sorted(view.starts)


@given(st.text(alphabet="!?😀🔪aA1 .\u0301\u200b", min_size=2_000, max_size=3_000))
@settings(max_examples=10, deadline=None)
def test_runs_are_capped(raw: str) -> None:
    text = normalize(raw).plain.text
    assert all(len(set(text[i : i + 4])) > 1 or text[i].isdigit() for i in range(len(text) - 3))
