"""Finds what is said of a pointed-out person and should not stand in public, without any number or address.

A person is pointed out by name, by relation (`min chef på Solgården`), by place (`grannen i röda huset`), by class
(`7C`), or is the writer. A predicate of a sensitive class in the same sentence makes the statement. People in general,
public persons in role, fiction and history lift it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import regex

from classifier.names import Recogniser
from classifier.rules.finding import Finding, Strength
from classifier.rules.statements.classes import Mention, mentions
from classifier.taxonomy import CATEGORIES, Label
from classifier.text import NormalizedText, View

_SENTENCE_END: Final = regex.compile(r"[.!?\n]+(?=\s|$)|\n")
_CLASS: Final = regex.compile(
    r"(?<![\w])(?:i |klass )?(?:f|[1-9])[ ]?[a-f](?![\w])"
    r"|\bi (?:ettan|tvåan|trean|fyran|femman|sexan|sjuan|åttan|nian)\b|\b(?:[1-9]:an)\b"
)
_CLASS_SIGN: Final = regex.compile(r"[1-9][ ]?[a-f]")
_PUPIL: Final = regex.compile(
    r"\b(?!(?:elever|föräldrar|klass|alla|barnen|eleverna|vi)\b)\p{L}{3,}(?: \p{L})? i (?:klass )?[1-9][ ]?[a-f](?!\w)"
)
_NAMED_FAMILY: Final = regex.compile(r"\bfamiljen \p{L}{3,}|\bhos \p{L}{3,}s\b")
_REACH: Final = 110
_MOST: Final = 6
_MOST_PREDICATES, _MOST_POINTERS = 30, 60
"""What is looked at in a sentence: more than any sentence has."""
_NAMES_READ: Final = 1_500
"""Names are looked for in the first part of a comment, so that the worst input stays cheap."""
_DROPS: Final = ("fiction", "history", "public_person", "reported")
_WEAKENS: Final = ("general", "asking", "event", "praise")
STRONG, LOOSE, SELF, WEAK = 3, 2, 2, 1


@dataclass(frozen=True, slots=True)
class Pointer:
    """Who a statement may be about: how plainly pointed out, and where."""

    weight: int
    kind: str
    start: int
    end: int


def find_statements(text: NormalizedText, names: Recogniser | None) -> Iterator[Finding]:
    """Yield a finding for every sensitive statement about somebody pointed out, at most six a comment."""
    view = text.skeleton
    found = mentions(view.text)
    yield from _pupil(text, view)
    predicates = [m for name, ms in found.items() if "." in name for m in ms]
    if not predicates:
        return
    pointers = sorted([*_pointers(view.text, found), *_named(text, view, names)], key=lambda p: p.start)
    count = 0
    for low, high in _sentences(view.text, predicates):
        inside = [p for p in predicates if low <= p.start < high]
        here = [p for p in pointers if low <= p.start < high]
        lifts = {n for n in (*_DROPS, *_WEAKENS) if any(low <= m.start < high for m in found.get(n, ()))}
        best = _strongest(inside, here, lifts)
        if best is None:
            continue
        predicate, pointer, strength = best
        start, end = min(predicate.start, pointer.start), max(predicate.end, pointer.end)
        raw_start, raw_end = view.raw_span(start, end)
        group = predicate.name.partition(".")[0]
        category = f"personal_data.{_CATEGORY_OF.get(group, group)}"
        reason = f"{CATEGORIES[category].capitalize()} om {_WHOM[pointer.kind]}"
        yield Finding(
            Label.PERSONAL_DATA,
            category,
            f"statement-{group.replace('_', '-')}",
            raw_start,
            raw_end,
            text.raw[raw_start:raw_end],
            reason,
            strength,
        )
        count += 1
        if count >= _MOST:
            return


_CATEGORY_OF: Final = {"child_danger": "child", "pupil_wronged": "school"}
_WHOM: Final = {
    "name": "någon som nämns vid namn",
    "kin": "en anhörig eller någon som pekas ut genom skribenten",
    "place": "någon som går att peka ut",
    "class": "en elev som går att peka ut",
    "someone": "någon som kan gå att peka ut",
    "self": "skribenten själv",
    "he_she": "någon som kan gå att peka ut",
}


def _pupil(text: NormalizedText, view: View) -> Iterator[Finding]:
    """Yield a hint where a pupil is pointed out by class: with an insult or a threat the school must act."""
    match = _PUPIL.search(view.text) if _CLASS_SIGN.search(view.text) else None
    if match is not None:
        start, end = view.raw_span(*match.span())
        rule, category = "statement-pupil", "personal_data.child"
        reason = "En elev pekas ut genom sin klass"
        yield Finding(Label.PERSONAL_DATA, category, rule, start, end, text.raw[start:end], reason, Strength.HINT)


def _strongest(
    predicates: list[Mention], pointers: list[Pointer], lifts: set[str]
) -> tuple[Mention, Pointer, Strength] | None:
    """Return the plainest statement of a sentence, or None where none reaches a person."""
    best: tuple[int, Mention, Pointer] | None = None
    starts = [p.start for p in pointers]
    for predicate in predicates[:_MOST_PREDICATES]:
        if best is not None and best[0] >= CERTAIN_FROM:
            break
        low = bisect_left(starts, predicate.start - 2 * _REACH)
        for pointer in pointers[low : low + _MOST_POINTERS]:
            weight = _weight(predicate, pointer)
            if weight and (best is None or weight > best[0]):
                best = weight, predicate, pointer
    if best is None:
        return None
    weight, predicate, pointer = best
    if any(name in lifts for name in _DROPS):
        weight -= 3
    weight -= any(name in lifts for name in _WEAKENS)
    if weight >= CERTAIN_FROM:
        return predicate, pointer, Strength.CERTAIN
    return (predicate, pointer, Strength.LIKELY) if weight >= LIKELY_FROM else None


CERTAIN_FROM: Final = 6
LIKELY_FROM: Final = 3


def _weight(predicate: Mention, pointer: Pointer) -> int:
    """Return how plain a statement is: 1 or 3 for the predicate, 1 to 3 for the pointer, less where far apart."""
    if pointer.start < predicate.end and predicate.start < pointer.end and pointer.kind != "kin":
        return 0
    gap = max(pointer.start - predicate.end, predicate.start - pointer.end)
    if gap > _REACH:
        return 0
    hard = predicate.name.endswith(".hard")
    after = pointer.start > predicate.start
    if not hard and (pointer.weight < STRONG or after):
        return 0
    if pointer.kind == "self" and after and gap > 25:
        return 1
    return (3 if hard else 1) + pointer.weight - (gap > 60) - 2 * after


def _sentences(text: str, predicates: Iterable[Mention]) -> Iterator[tuple[int, int]]:
    bounds = [0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]
    wanted = {bisect_left(bounds, p.start + 1) - 1 for p in predicates}
    for index in sorted(wanted):
        if 0 <= index < len(bounds) - 1:
            yield bounds[index], bounds[index + 1]


def _named(text: NormalizedText, view: View, names: Recogniser | None) -> Iterator[Pointer]:
    """Yield the persons named, found in the text as sent and placed in the view."""
    if names is None:
        return
    for name in names.find(text.raw[:_NAMES_READ]):
        low, high = bisect_left(view.starts, name.start), bisect_left(view.starts, name.end)
        if low < high:
            yield Pointer(STRONG, "name", low, high)


def _pointers(text: str, found: dict[str, list[Mention]]) -> Iterator[Pointer]:
    kin = found.get("kin", [])
    starts = [m.start for m in kin]
    for own in found.get("possessive", ()):
        index = bisect_left(starts, own.end)
        if index < len(kin) and kin[index].start - own.end <= 24 and text.count(" ", own.end, kin[index].start) <= 3:
            yield Pointer(STRONG, "kin", own.start, kin[index].end)
    follow = {m.start for m in found.get("place_after", ())}
    for name, alone in (("someone", LOOSE), ("he_she", WEAK)):
        for who in found.get(name, ()):
            placed = who.end + 1 in follow or (any(who.end < f <= who.end + 16 for f in follow) and name == "someone")
            kind = "place" if placed else name
            yield Pointer(STRONG if placed else alone, kind, who.start, who.end)
    for match in _CLASS.finditer(text):
        yield Pointer(STRONG, "class", *match.span())
    for match in _NAMED_FAMILY.finditer(text):
        yield Pointer(STRONG, "name", *match.span())
    for own in found.get("self", ()):
        yield Pointer(SELF, "self", own.start, own.end)
    for adjective in found.get("pointing_adjective", ()):
        if text[adjective.start : adjective.start + 3] in {"den", "vår", "er "}:
            yield Pointer(LOOSE, "someone", adjective.start, adjective.end)
