"""Triggers of the floor under gallring and disclosure, for both databases.

* a package is replaced by its digest only where a destruction with a named person and a protocol stands for it
* nothing is destroyed under a hold, under a standing request for disclosure, nor while its case is open
* destructions, exports and requests are never removed; what a destruction or an export says never changes
"""

from typing import Final

from classifier.storage.guards import dropped, trigger

TOMBSTONE: Final = "gallrad:"
"""What stands in the place of a destroyed package, followed by its digest."""

_DESTROYED: Final = "EXISTS (SELECT 1 FROM evidence_destructions d WHERE d.comment_id = OLD.comment_id{and_digest})"
_TOMB: Final = {
    "sqlite": f"CAST('{TOMBSTONE}' || OLD.digest AS BLOB)",
    "postgresql": f"convert_to('{TOMBSTONE}' || OLD.digest, 'UTF8')",
}
_NOT_DUE: Final = (
    "NOT EXISTS (SELECT 1 FROM gallring_protocols p WHERE p.id = NEW.protocol_id AND p.confirmed_by = NEW.confirmed_by)"
    " OR NOT EXISTS (SELECT 1 FROM evidence e JOIN comments c ON c.id = e.comment_id WHERE e.digest = NEW.digest"
    " AND e.comment_id = NEW.comment_id AND c.status = 'classified')"
    " OR EXISTS (SELECT 1 FROM cases c WHERE c.comment_id = NEW.comment_id AND c.state <> 'closed')"
    " OR EXISTS (SELECT 1 FROM holds h JOIN cases c ON c.id = h.case_id"
    " WHERE c.comment_id = NEW.comment_id AND h.lifted_by = '')"
    " OR EXISTS (SELECT 1 FROM disclosure_items i JOIN disclosures d ON d.id = i.disclosure_id"
    " WHERE i.comment_id = NEW.comment_id AND d.standing)"
)
_NOT_REMOVED: Final = "NOT EXISTS (SELECT 1 FROM evidence_removals r WHERE r.comment_id = OLD.comment_id)"
_REPLACED: Final = (("evidence_unchanged", "evidence", "UPDATE"), ("screenshots_kept", "screenshots", "DELETE"))


def statements(dialect: str) -> list[str]:
    """Return the statements that bring a database of this dialect under these triggers."""
    found = [line for name, table, verb in _REPLACED for line in dropped(dialect, name, table, verb)]
    for name, table, verb, condition, message in _refusals(dialect):
        found += trigger(dialect, name, table, verb, condition, message)
    return found


def _refusals(dialect: str) -> list[tuple[str, str, str, str, str]]:
    by_digest = _DESTROYED.format(and_digest=" AND d.digest = OLD.digest")
    by_comment = _DESTROYED.format(and_digest="")
    changed = f"NEW.digest <> OLD.digest OR NEW.comment_id <> OLD.comment_id OR NEW.content <> {_TOMB[dialect]}"
    return [
        (
            "evidence_unchanged",
            "evidence",
            "UPDATE",
            f"{changed} OR NEW.reduced <> OLD.reduced OR NOT {by_digest}",
            "a sealed package is never changed",
        ),
        (
            "screenshots_kept",
            "screenshots",
            "DELETE",
            f"{_NOT_REMOVED} AND NOT {by_comment}",
            "a screenshot is removed only as R10 or a decision on gallring demands",
        ),
        ("destruction_due", "evidence_destructions", "INSERT", _NOT_DUE, "not to be destroyed"),
        ("destructions_unchanged", "evidence_destructions", "UPDATE", "", "a destruction is never changed"),
        ("destructions_kept", "evidence_destructions", "DELETE", "", "a destruction is never taken back"),
        ("loose_unchanged", "loose_gallring", "UPDATE", "", "a gallring is never changed"),
        ("loose_kept", "loose_gallring", "DELETE", "", "a gallring is never taken back"),
        ("exports_unchanged", "exports", "UPDATE", "", "an export is never changed"),
        ("exports_kept", "exports", "DELETE", "", "an export is never removed"),
        (
            "disclosures_forward",
            "disclosures",
            "UPDATE",
            "NEW.version <= OLD.version OR NEW.opened_by <> OLD.opened_by OR NEW.opened_at <> OLD.opened_at"
            " OR (NEW.standing AND NOT OLD.standing)",
            "a request for disclosure only moves forward",
        ),
        ("disclosures_kept", "disclosures", "DELETE", "", "a request for disclosure is never removed"),
        ("disclosure_items_unchanged", "disclosure_items", "UPDATE", "", "what was asked for never changes"),
        ("disclosure_items_kept", "disclosure_items", "DELETE", "", "what was asked for never changes"),
    ]
