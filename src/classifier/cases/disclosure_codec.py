"""A request for disclosure as JSON text and back, without loss."""

from typing import Final

from pydantic import TypeAdapter

from classifier.cases.disclosure_parts import Disclosure

_DISCLOSURE: Final = TypeAdapter(Disclosure)


def disclosure_to_json(disclosure: Disclosure) -> str:
    """Return the request as JSON."""
    return _DISCLOSURE.dump_json(disclosure).decode("utf-8")


def disclosure_from_json(text: str) -> Disclosure:
    """Read a request. Raises pydantic's ValidationError (a ValueError) where the text is none."""
    return _DISCLOSURE.validate_json(text)
