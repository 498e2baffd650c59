"""A case and an audit event as JSON text and back, without loss, for whoever stores them."""

from typing import Final

from pydantic import TypeAdapter

from classifier.cases.audit import AuditEvent
from classifier.cases.case import Case

_CASE: Final = TypeAdapter(Case)
_EVENT: Final = TypeAdapter(AuditEvent)


def case_to_json(case: Case) -> str:
    """Return the case as JSON."""
    return _CASE.dump_json(case).decode("utf-8")


def case_from_json(text: str) -> Case:
    """Read a case. Raises pydantic's ValidationError (a ValueError) where the text is no case."""
    return _CASE.validate_json(text)


def event_to_json(event: AuditEvent) -> str:
    """Return an audit event as JSON; one without seals is spelt as before there were any."""
    return _EVENT.dump_json(event, exclude=None if event.seals else {"seals"}).decode("utf-8")


def event_from_json(text: str) -> AuditEvent:
    """Read an audit event. Its digest is the same as before it was written."""
    return _EVENT.validate_json(text)
