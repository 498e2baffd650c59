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
_CAPITAL: Final = re.compile(r"(?<!\\)(?<!\\p\{)[A-ZÅÄÖ](?!\w*\})")
_PROPERTY: Final = re.compile(r"\\p\{\w+\}")
_MAX_SETS: Final = 3
_GAP: Final = r"(?:\W+\w+){0,3}?\W+"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern and the literals that must stand in the text for it to be worth searching."""

    source: str
    compiled: regex.Pattern[str]
    needs: tuple[frozenset[str], ...]
    """Every match contains at least one literal of each set; empty where none can be told."""

    def spans(self, text: str, low: int = 0, high: int | None = None) -> list[tuple[int, int]]:
        """Return non-empty spans in `text[low:high]`; raises TimeoutError after `TIMEOUT_SECONDS`."""
        found = []
        end = len(text) if high is None else high
        for match in self.compiled.finditer(text, low, end, timeout=TIMEOUT_SECONDS):
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
    if _CAPITAL.search(source):
        raise ValueError("patterns meet the text in lower case: write small letters")
    expanded = expand(source, macros)
    return Pattern(source, regex.compile(expanded, regex.V1), needed_literals(expanded))


def phrase_to_pattern(phrase: str) -> str:
    """Turn a phrase with `...` (a gap of up to three words) or inner `*` into a pattern."""
    parts = [re.escape(p.strip()).replace(r"\ ", r"\W+").replace(r"\*", r"\w*") for p in phrase.split("...")]
    return r"\b" + _GAP.join(parts) + r"\b"


def needed_literals(source: str) -> tuple[frozenset[str], ...]:
    """Return sets of literals; every match contains one of each set. Empty where none can be told."""
    try:
        parsed = _parser.parse(_PROPERTY.sub(r"\\w", source))
    except (re.error, OverflowError, RecursionError):
        return ()
    sets = sorted(_conjunction(parsed), key=lambda options: (-min(map(len, options)), len(options)))
    return tuple(frozenset(options) for options in sets[:_MAX_SETS])


def _conjunction(sequence: Any) -> list[set[str]]:
    """Return, for one parsed sequence, the sets of alternatives that every match must draw from."""
    found: list[set[str]] = []
    literal = ""
    for op, argument in [*sequence, (None, None)]:
        if op is _constants.LITERAL:
            literal += chr(argument)
            continue
        if op is _constants.AT:
            continue
        if literal.strip():
            found.append({literal})
        literal = ""
        if op is _constants.SUBPATTERN:
            found += _conjunction(argument[-1])
        elif op is _constants.BRANCH:
            branches = [_strongest(branch) for branch in argument[1]]
            if all(branches):
                found.append(set().union(*branches))
        elif op is _constants.IN:
            chars = {chr(a) for o, a in argument if o is _constants.LITERAL}
            if len(chars) == len(argument):
                found.append(chars)
        elif op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and argument[0] >= 1:
            found += _conjunction(argument[2])
    return found


def _strongest(sequence: Any) -> set[str]:
    """Return the set whose shortest literal is longest, or an empty set."""
    return max(_conjunction(sequence), key=lambda options: min(map(len, options)), default=set())
