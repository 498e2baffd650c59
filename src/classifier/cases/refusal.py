"""The one way a command says no: a stable code, a plain Swedish sentence and a hint of the HTTP status."""

from collections.abc import Iterable
from dataclasses import dataclass

from classifier.cases.codes import Refusal
from classifier.cases.texts import REFUSALS


@dataclass(frozen=True, slots=True)
class Point:
    """One item of a list that a person reads: what is missing, or what is still open."""

    code: str
    text: str


class Refused(Exception):
    """A command that may not be carried out. 403 not allowed, 409 the case moved, 422 bad input."""

    def __init__(self, code: Refusal, message: str, status_hint: int, details: tuple[Point, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status_hint = status_hint
        self.details = details


def refuse(code: Refusal, *, details: Iterable[Point] = (), status: int = 0, **values: object) -> Refused:
    """Return the refusal with its sentence filled in, to be raised by the caller."""
    hint, text = REFUSALS[code]
    return Refused(code, text.format(**values), status or hint, tuple(details))


def given(text: str, code: Refusal = Refusal.REASON_MISSING) -> str:
    """Return the text without surrounding space, or refuse where nothing was written."""
    stripped = text.strip()
    if not stripped:
        raise refuse(code)
    return stripped
