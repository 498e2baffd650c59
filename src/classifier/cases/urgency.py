"""What makes a case urgent, by kind: threat, suicide risk, protected identity. A new kind is a new alarm."""

from classifier.cases.case import Case
from classifier.lathund.planner import PROTECTED_IDENTITY
from classifier.taxonomy import URGENT_LABELS


def urgent_kinds(case: Case) -> tuple[str, ...]:
    """Return the codes of what is urgent in the case as it stands, gravest first; none where it is not urgent."""
    if not case.urgent:
        return ()
    labels = tuple(label.value for label in case.labels if label in URGENT_LABELS)
    return (*labels, PROTECTED_IDENTITY) if case.protected_identity else labels


def alarms(before: Case | None, after: Case) -> bool:
    """Whether people are to be told: the case is urgent, and was not, or not of every kind that it is now.

    The floor: an alarm reaches a person at once, whether the machine saw it or a person did, at intake or later.
    """
    if not after.urgent:
        return False
    known = () if before is None else urgent_kinds(before)
    return before is None or not before.urgent or not set(urgent_kinds(after)) <= set(known)
