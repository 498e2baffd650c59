"""What a rule found: label or flag, where in the raw text, why, and how far the rule alone may go."""

from dataclasses import dataclass
from enum import StrEnum

from classifier.taxonomy import Flag, Label


class Strength(StrEnum):
    """How far a finding reaches by itself."""

    CERTAIN = "certain"
    """Asserts its label."""
    LIKELY = "likely"
    """Sends the comment to a person unless the model is sure as well."""
    HINT = "hint"
    """Shown as evidence where the label stands for other reasons."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One hit. `start` and `end` are half-open code-point offsets into the text as sent."""

    code: Label | Flag
    category: str
    rule: str
    start: int
    end: int
    text: str
    reason: str
    strength: Strength
