"""Patterns written by people: macros expanded, compiled with `regex`, pre-filtered by literals they need.

A pattern is searched only where at least one of its needed literals stands in the text; the literals of
all patterns are found in one Aho-Corasick pass. A search that takes too long is stopped, never awaited.
"""

import re
from dataclasses import dataclass
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, Final

import regex

TIMEOUT_SECONDS: Final = 0.02
MAX_MATCHES: Final = 20
_MACRO: Final = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_GAP: Final = r"(?:\W+\w+){0,3}?\W+"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern and the literals of which one must stand in the text (empty: always search)."""

    source: str
    compiled: regex.Pattern[str]
    needs: frozenset[str]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return non-empty spans; raises TimeoutError when the search exceeds `TIMEOUT_SECONDS`."""
        found = []
        for match in self.compiled.finditer(text, timeout=TIMEOUT_SECONDS):
            if match.end() > match.start():
                found.append(match.span())
                if len(found) >= MAX_MATCHES:
                    break
        return found


def expand(source: str, macros: dict[str, str]) -> str:
    """Replace {name} by its macro; raises KeyError with the name when there is none."""
    for _ in range(5):
        if not _MACRO.search(source):
            return source
        source = _MACRO.sub(lambda m: f"(?:{macros[m.group(1)]})", source)
    raise ValueError("macros refer to each other in a circle")


def compile_pattern(source: str, macros: dict[str, str]) -> Pattern:
    """Compile one pattern; raises regex.error, KeyError (unknown macro) or ValueError."""
    expanded = expand(source, macros)
    return Pattern(source, regex.compile(expanded, regex.V1 | regex.IGNORECASE), needed_literals(expanded))


def phrase_to_pattern(phrase: str) -> str:
    """Turn a phrase with `...` (a gap of up to three words) or inner `*` into a pattern."""
    parts = [re.escape(p.strip()).replace(r"\ ", r"\W+").replace(r"\*", r"\w*") for p in phrase.split("...")]
    return r"\b" + _GAP.join(parts) + r"\b"


def needed_literals(source: str) -> frozenset[str]:
    """Return literals of which every match contains at least one; empty where none can be told."""
    try:
        return frozenset(_needed(_parser.parse(source, re.IGNORECASE)) or ())
    except (re.error, OverflowError, RecursionError):
        return frozenset()


def _needed(sequence: Any) -> set[str] | None:
    """Best set of alternatives for one parsed sequence: the one whose shortest literal is longest."""
    best: set[str] | None = None
    literal = ""

    def offer(options: set[str] | None) -> None:
        nonlocal best
        if options and all(options) and (best is None or min(map(len, options)) > min(map(len, best))):
            best = options

    for op, argument in sequence:
        if op is _constants.LITERAL:
            literal += chr(argument).lower()
            continue
        if op is _constants.AT:
            continue
        offer({literal} if literal else None)
        literal = ""
        if op is _constants.SUBPATTERN:
            offer(_needed(argument[-1]))
        elif op is _constants.BRANCH:
            options = [_needed(branch) for branch in argument[1]]
            if all(options):
                offer(set().union(*[o for o in options if o]))
        elif op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and argument[0] >= 1:
            offer(_needed(argument[2]))
    offer({literal} if literal else None)
    return best
