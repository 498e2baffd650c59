"""Forms as browsers send them without script: fields by name, cleaned of what no text of a person holds."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request

from classifier.cases.moments import STOCKHOLM

MOST_CHARACTERS: Final = 5_000
_MOST_FIELDS: Final = 1_000
_Code = TypeVar("_Code", bound=StrEnum)


class Form:
    """The fields of a sent form. What is missing is empty."""

    def __init__(self, pairs: Sequence[tuple[str, str]] = ()) -> None:
        self._fields: dict[str, list[str]] = {}
        for name, value in pairs:
            self._fields.setdefault(name, []).append(_clean(value))

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def text(self, name: str) -> str:
        """Return a field without the space around it."""
        return self._fields.get(name, [""])[0].strip()

    def many(self, name: str) -> tuple[str, ...]:
        """Return every value of a field that may be given more than once."""
        return tuple(self._fields.get(name, ()))

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number, the default where there is none."""
        value = self.text(name)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else default

    def on(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.text(name) in {"1", "on", "ja"}

    def yes_or_no(self, name: str) -> bool | None:
        """Return the answer to a question, None where none is given."""
        return {"ja": True, "nej": False}.get(self.text(name))

    def codes(self, name: str, kind: type[_Code]) -> tuple[_Code, ...]:
        """Return the known codes of a field; a value that no form of ours sends is refused (422)."""
        try:
            return tuple(dict.fromkeys(kind(value) for value in self.many(name)))
        except ValueError as error:
            raise HTTPException(422, f"{name}: okänt värde") from error

    def code(self, name: str, kind: type[_Code]) -> _Code | None:
        """Return one known code, None where the field is empty."""
        if not self.text(name):
            return None
        return self.codes(name, kind)[0]

    def moment(self, name: str) -> datetime | None:
        """Return a local Swedish time as `datetime-local` sends it; None where there is none or it is no time."""
        try:
            given = datetime.fromisoformat(self.text(name))
        except ValueError:
            return None
        return given if given.tzinfo else given.replace(tzinfo=STOCKHOLM)


async def read_form(request: Request) -> Form:
    """Read a form of ours (`application/x-www-form-urlencoded`). Raises 422 where it is none or a field is too long."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        form = Form(parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise HTTPException(422, "formuläret har för många fält") from error
    if any(len(value) > MOST_CHARACTERS for values in form._fields.values() for value in values):
        raise HTTPException(422, f"ett fält är för långt: högst {MOST_CHARACTERS} tecken")
    return form


def _clean(value: str) -> str:
    return value.replace("\x00", "\ufffd").replace("\r\n", "\n")


CurrentForm = Annotated[Form, Depends(read_form)]
