"""Care for the reader: the worst words of a text are masked until asked for, alike in a case and in every list."""

import re
from collections.abc import Collection
from typing import Final

import regex
import structlog

from classifier.masking import PLACEHOLDER
from classifier.rules.finding import Finding, Strength
from classifier.services.desk import Desk
from classifier.taxonomy import Flag, Label

WORST: Final = frozenset({Label.HATE_SPEECH, Label.INSULT, Flag.OBSCENE, Flag.PROFANITY})
"""Whose words are masked for the reader. Threats and cries for help are read as they are written."""
_WORD: Final = regex.compile(rf"{PLACEHOLDER.pattern}|(?P<first>\w)(?P<rest>\w*)")
_PERSON: Final = re.compile(r"\[namn \d+\]")
_log = structlog.get_logger("lathund.care")


def telling(finding: Finding, wanted: Collection[str]) -> bool:
    """Whether a finding is shown: a mere hint only where its label or flag is held to be there."""
    return finding.strength is not Strength.HINT or finding.code in wanted


def blotted(text: str) -> str:
    """Return the first letter of each word and dots for the rest: enough to know what stands there. Masks stay."""
    shown: str = _WORD.sub(lambda m: m["first"] + "•" * min(len(m["rest"]), 6) if m["first"] else m[0], text)
    return shown


def softened(desk: Desk, text: str, wanted: Collection[str] = ()) -> str:
    """Return a masked text with its worst words masked too; all of it where the rules cannot read it.

    `wanted`: the labels and flags that the comment is held to have.
    """
    # Rules that look for what is said of a person need one to stand there; the stand-in is as long as its mask.
    read = _PERSON.sub(lambda m: "Annelise".ljust(len(m[0]), "s"), text)
    try:
        findings = desk.pipeline.matcher.match(desk.pipeline.normalizer(read)).findings if text else ()
    except Exception as error:  # noqa: BLE001 (a list is shown all the same, nothing of this text in the open)
        _log.error("softening_failed", error=type(error).__name__)
        return blotted(text)
    spans = sorted((f.start, f.end) for f in findings if f.code in WORST and telling(f, wanted))
    shown, at = [], 0
    for start, end in spans:
        shown += [text[at:start], blotted(text[max(at, start) : end])]
        at = max(at, end)
    return "".join([*shown, text[at:]])
