"""Masking: every identifier and every name of a person is replaced by its kind, so that a text may leave the system.

`Kalle … Kalles … kalle` becomes `[namn 1] … [namn 1]s … [namn 1]`. Masking a masked text changes nothing: the text is
read again until nothing more is found, and what stands between brackets is left as it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import regex

from classifier.names import Recogniser
from classifier.names.gate import everyday
from classifier.names.words import links
from classifier.rules.identifiers import KINDS, PublicContacts, all_identifiers, of_the_public, public_contacts
from classifier.text import MAX_CHARS, Normalizer

NAME: Final = "namn"
MASKS: Final = frozenset({NAME, *(info.mask for info in KINDS.values())})
PLACEHOLDER: Final = regex.compile(
    rf"\[(?:{'|'.join(map(regex.escape, sorted(MASKS)))})(?:[ ](?P<number>\d{{1,4}}))?\]"
)
"""What stands in the place of what was masked; any other bracket is the writer's own."""
_MAX_ROUNDS: Final = 50
"""Far more than any text has needed (three): each round hides letters, so the reading ends by itself."""
_WORD: Final = regex.compile(r"\p{L}[\p{L}\p{M}'’-]*")
_HANDLE: Final = regex.compile(
    r"(?:(?<![\w.])[@#]|(?<![\w@#])(?=\p{L}+[_]\p{L}))(?P<handle>[\p{L}\d][\p{L}\d._-]{2,40})"
)
_HANDLE_PART: Final = regex.compile(r"\p{L}{3,}")
_BREAK: Final = regex.compile(r"\s")
_PIECE: Final = 8_000
_OVERLAP: Final = 300
_NAME_LIKE: Final = frozenset("3456")


@dataclass(frozen=True, slots=True)
class MaskedSpan:
    """What was replaced: half-open code-point offsets into the text as sent, and the kind without its number."""

    start: int
    end: int
    kind: str
    mask: str
    """What stands in its place, brackets included."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A text that may leave the system."""

    text: str
    spans: tuple[MaskedSpan, ...]


@dataclass(frozen=True, slots=True)
class Masker:
    """Masks texts. Without a recogniser only identifiers are masked: callers must say so or refuse."""

    normalizer: Normalizer
    recogniser: Recogniser | None = None
    public: PublicContacts | None = None

    def masked(self, text: str) -> str:
        """Return only the masked text."""
        return self.mask(text).text

    def mask(self, text: str) -> Masked:
        """Return the text with every identifier and name replaced, and where they stood. Any length, any characters."""
        spans: list[MaskedSpan] = []
        people = _People(text)
        for _ in range(_MAX_ROUNDS):
            current = _apply(text, spans)
            found = [s for s in self._found(current, people) if s[1] > s[0]]
            fresh = [MaskedSpan(*_raw(spans, start, end), kind, mask) for start, end, kind, mask in found]
            if not fresh:
                break
            spans = _merged([*spans, *fresh])
        return Masked(_apply(text, spans), tuple(spans))

    def _found(self, text: str, people: "_People") -> list[tuple[int, int, str, str]]:
        kept = [m.span() for m in PLACEHOLDER.finditer(text)]
        names = self._names(text)
        named = bool(names) or f"[{NAME} " in text
        identifiers = list(self._identifiers(text, people=named))
        found = [(start, end, kind, f"[{kind}]") for start, end, kind in _outside(identifiers, kept)]
        names = _outside(names, [*kept, *((s, e) for s, e, _, _ in found)])
        found += [(start, end, NAME, people.mask(text[start:end])) for start, end, _ in names]
        return sorted(found)

    def _identifiers(self, text: str, *, people: bool) -> Iterator[tuple[int, int, str]]:
        for low, high in _pieces(text):
            for identifier in all_identifiers(self.normalizer(text[low:high]), self.public, people=people):
                yield low + identifier.start, low + identifier.end, KINDS[identifier.kind].mask

    def _names(self, text: str) -> list[tuple[int, int, str]]:
        if self.recogniser is None:
            return []
        names = [(n.start, n.end, NAME) for n in self.recogniser.find(text)]
        handles = [(s, e, NAME) for s, e in self._handles(text) if not any(a <= s and e < b for a, b, _ in names)]
        taken = [(start, end) for start, end, _ in handles]
        found = _outside(names, taken)
        words = {w.lower() for start, end, _ in found for w in _WORD.findall(text[start:end]) if len(w) > 2}
        taken += [*((start, end) for start, end, _ in found), *links(text)]
        again = _outside(((start, end, NAME) for start, end in self._again(text, words)), taken)
        return sorted([*handles, *found, *again])

    def _handles(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield handles and tags that hold a name: `@kalle_95`, `#malinfridell`."""
        for match in _HANDLE.finditer(text):
            handle = match["handle"].rstrip(".-_")
            if self._named(handle) and not of_the_public(handle.lower(), self.public or public_contacts()):
                yield match.start("handle"), match.start("handle") + len(handle)

    def _again(self, text: str, words: set[str]) -> Iterator[tuple[int, int]]:
        """Yield further mentions of names found elsewhere in the text, where they may be names."""
        assert self.recogniser is not None
        for match in _WORD.finditer(text) if words else ():
            word = match.group().lower()
            base = word if word in words else word[:-1] if word.endswith("s") and word[:-1] in words else ""
            kind = self.recogniser.kind(base) if base else "000"
            if base and not match.group()[0].isupper() and everyday(base):
                continue
            if base and (match.group()[0].isupper() or kind[0] in _NAME_LIKE or kind[1] in _NAME_LIKE):
                yield match.start(), match.start() + len(base)

    def _named(self, handle: str) -> bool:
        """Tell whether a handle (`@kalle_95`) holds what looks like a name."""
        assert self.recogniser is not None
        if handle.isupper():
            return False
        kinds = [self.recogniser.kind(part.lower()) for part in _HANDLE_PART.findall(handle)]
        return any(k[0] in "456" or k[1] in "456" for k in kinds)


class _People:
    """Numbers the persons of one text: mentions that share a name are the same person."""

    def __init__(self, text: str) -> None:
        numbers = [int(m["number"]) for m in PLACEHOLDER.finditer(text) if m["number"]]
        self._last = max(numbers, default=0)
        self._numbers: dict[str, int] = {}

    def mask(self, name: str) -> str:
        """Return the placeholder of a name; remembers it."""
        words = [w.lower() for w in _WORD.findall(name) if len(w) > 1] or [name.lower()]
        known = [self._numbers[w] for w in words if w in self._numbers]
        # `Anna Berg` after `Nils Berg` is somebody else: the first name decides where it is new.
        same = known[0] if known and (words[0] in self._numbers or len(words) == 1) else 0
        if not same:
            self._last += 1
            same = self._last
        for word in words:
            self._numbers.setdefault(word, same)
        return f"[{NAME} {same}]"


def _outside(spans: Iterable[tuple[int, int, str]], kept: Iterable[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Return the spans that touch none of the kept ones nor an earlier span."""
    taken = sorted(kept)
    out: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(spans, key=lambda s: (s[0], -s[1])):
        if out and start < out[-1][1]:
            continue
        if not any(low < end and start < high for low, high in taken):
            out.append((start, end, kind))
    return out


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield stretches that the normaliser reads whole, cut at white space and overlapping."""
    low = 0
    while len(text) - low > MAX_CHARS:
        cut = low + _PIECE
        space = _BREAK.search(text, cut, low + MAX_CHARS)
        high = space.start() if space is not None else low + MAX_CHARS
        yield low, high
        low = max(low + 1, high - _OVERLAP)
    yield low, len(text)


def _apply(text: str, spans: Iterable[MaskedSpan]) -> str:
    out, position = [], 0
    for span in spans:
        out += [text[position : span.start], span.mask]
        position = span.end
    return "".join([*out, text[position:]])


def _raw(spans: list[MaskedSpan], start: int, end: int) -> tuple[int, int]:
    """Return where a stretch of the masked text stood in the text as sent."""
    return _raw_at(spans, start, first=True), _raw_at(spans, end, first=False)


def _raw_at(spans: list[MaskedSpan], at: int, *, first: bool) -> int:
    shift = 0
    for span in spans:
        low = span.start + shift
        high = low + len(span.mask)
        if at <= low if not first else at < low:
            break
        if at < high or (not first and at == high):
            return span.start if first else span.end
        shift += len(span.mask) - (span.end - span.start)
    return at - shift


def _merged(spans: list[MaskedSpan]) -> list[MaskedSpan]:
    """Return the spans in order; one that reaches over another takes it in."""
    out: list[MaskedSpan] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if out and span.start < out[-1].end:
            if span.end > out[-1].end:
                out[-1] = replace(out[-1], end=span.end)
            continue
        out.append(span)
    return out
