"""Triggers of the floor, for both databases: what no code path may do, the service's own bugs included.

* audit links and packages are never changed; links never removed; a package only after R10 with a reduced one in place
* the head of the chain only moves forward
* a deleted comment has a carried-out deletion with a person's confirmation, its sealed package, and no standing hold;
  deleted is final; cases and comments are never removed, and what identifies a comment never changes (R60)
* the columns of a case say what its document says
"""

from typing import Final

_REFUSALS: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    ("audit_unchanged", "audit_events", "UPDATE", "", "an audit event is never changed"),
    ("audit_kept", "audit_events", "DELETE", "", "an audit event is never removed"),
    ("evidence_unchanged", "evidence", "UPDATE", "", "a sealed package is never changed"),
    (
        "evidence_kept",
        "evidence",
        "DELETE",
        "NOT EXISTS (SELECT 1 FROM evidence_removals r JOIN evidence e ON e.digest = r.replaced_by"
        " WHERE r.digest = OLD.digest AND e.reduced AND e.comment_id = OLD.comment_id)",
        "a sealed package is removed only as R10 demands",
    ),
    ("removals_unchanged", "evidence_removals", "UPDATE", "", "a removal of evidence is never changed"),
    ("removals_kept", "evidence_removals", "DELETE", "", "a removal of evidence is never taken back"),
    ("screenshots_unchanged", "screenshots", "UPDATE", "", "a screenshot is never changed"),
    (
        "screenshots_kept",
        "screenshots",
        "DELETE",
        "NOT EXISTS (SELECT 1 FROM evidence_removals r WHERE r.comment_id = OLD.comment_id)",
        "a screenshot is removed only as R10 demands",
    ),
    ("head_forward", "audit_head", "UPDATE", "NEW.count <= OLD.count", "the head of the chain only moves forward"),
    ("head_kept", "audit_head", "DELETE", "", "the head of the chain is never removed"),
    ("cases_kept", "cases", "DELETE", "", "a case is never removed"),
    ("comments_kept", "comments", "DELETE", "", "a comment is never removed"),
    ("protocols_unchanged", "gallring_protocols", "UPDATE", "", "a protocol is never changed"),
    ("protocols_kept", "gallring_protocols", "DELETE", "", "a protocol is never removed"),
    (
        "comments_unchanged",
        "comments",
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.platform <> OLD.platform OR NEW.external_id <> OLD.external_id"
        " OR NEW.received_at <> OLD.received_at OR NEW.text_digest <> OLD.text_digest",
        "what identifies a comment never changes",
    ),
    (
        "cases_forward",
        "cases",
        "UPDATE",
        "NEW.version <= OLD.version OR NEW.comment_id <> OLD.comment_id OR NEW.received_at <> OLD.received_at"
        " OR (OLD.visibility = 'deleted' AND NEW.visibility <> 'deleted') OR (OLD.decided AND NOT NEW.decided)",
        "a case only moves forward",
    ),
    (
        "deletions_final",
        "deletions",
        "UPDATE",
        "OLD.status IN ('carried_out', 'withdrawn') OR NEW.case_id <> OLD.case_id"
        " OR NEW.requested_by <> OLD.requested_by",
        "a deletion that is carried out or withdrawn is never changed",
    ),
    ("deletions_kept", "deletions", "DELETE", "", "a deletion is never removed"),
    ("holds_kept", "holds", "DELETE", "", "a hold is lifted, never removed"),
)

_FLOOR: Final = (
    "NEW.visibility = 'deleted' AND (NOT EXISTS (SELECT 1 FROM deletions d JOIN evidence e"
    " ON e.digest = d.evidence_digest WHERE d.case_id = NEW.id AND d.status = 'carried_out'"
    " AND e.comment_id = NEW.comment_id))"
)
_HELD: Final = (
    "NEW.visibility = 'deleted' AND OLD.visibility <> 'deleted'"
    " AND EXISTS (SELECT 1 FROM holds h WHERE h.case_id = NEW.id AND h.lifted_by = '')"
)
_REFUSALS_OF_DELETION: Final = (
    ("floor_insert", "cases", "INSERT", _FLOOR, "deleted without the floor"),
    ("floor_update", "cases", "UPDATE", _FLOOR, "deleted without the floor"),
    ("floor_held", "cases", "UPDATE", _HELD, "deleted under a standing hold"),
)

_SAME: Final = ("id", "version", "state", "visibility", "row")


def _document(dialect: str) -> str:
    """Return the condition under which the columns of a case differ from its document."""
    if dialect == "sqlite":
        return " OR ".join(f"json_extract(NEW.document, '$.{key}') IS NOT NEW.{key}" for key in _SAME)
    return " OR ".join(f"(NEW.document::json ->> '{key}') IS DISTINCT FROM NEW.{key}::text" for key in _SAME)


def statements(dialect: str) -> list[str]:
    """Return the statements that put the triggers into a database of this dialect."""
    drift = _document(dialect)
    same = [(f"document_{verb.lower()}", "cases", verb, drift, "columns and document differ") for verb in _VERBS]
    found = []
    for name, table, verb, condition, message in (*_REFUSALS, *_REFUSALS_OF_DELETION, *same):
        found += trigger(dialect, name, table, verb, condition, message)
    return found


def trigger(dialect: str, name: str, table: str, verb: str, condition: str, message: str) -> list[str]:
    """Return the statements of one trigger that refuses: where the condition holds, or always where it is empty."""
    make = _sqlite if dialect == "sqlite" else _postgresql
    return make(name, table, verb, condition, message)


def dropped(dialect: str, name: str, table: str, verb: str) -> list[str]:
    """Return the statements that take a trigger away, for another one to take its place in the same migration."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER guard_{name}"]
    emptied = [f"DROP TRIGGER guard_{name}_all ON {table}"] if verb == "DELETE" else []
    return [f"DROP TRIGGER guard_{name} ON {table}", *emptied, f"DROP FUNCTION guard_{name}()"]


_VERBS: Final = ("INSERT", "UPDATE")


def _sqlite(name: str, table: str, verb: str, condition: str, message: str) -> list[str]:
    when = f" WHEN {condition}" if condition else ""
    return [
        f"CREATE TRIGGER guard_{name} BEFORE {verb} ON {table} FOR EACH ROW{when}"
        f" BEGIN SELECT RAISE(ABORT, 'lathund: {message}'); END"
    ]


def _postgresql(name: str, table: str, verb: str, condition: str, message: str) -> list[str]:
    back = "OLD" if verb == "DELETE" else "NEW"
    refuse = f"RAISE EXCEPTION 'lathund: {message}' USING ERRCODE = 'integrity_constraint_violation';"
    body = f"IF {condition} THEN {refuse} END IF;" if condition else refuse
    made = [
        f"CREATE FUNCTION guard_{name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $guard$ BEGIN {body} RETURN {back}; END $guard$",
        f"CREATE TRIGGER guard_{name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION guard_{name}()",
    ]
    if verb == "DELETE":
        made.append(
            f"CREATE TRIGGER guard_{name}_all BEFORE TRUNCATE ON {table} EXECUTE FUNCTION guard_never_truncated()"
        )
    return made


def preamble(dialect: str) -> list[str]:
    """Return what the triggers need first."""
    if dialect == "sqlite":
        return []
    return [
        "CREATE FUNCTION guard_never_truncated() RETURNS trigger LANGUAGE plpgsql AS"
        " $guard$ BEGIN RAISE EXCEPTION 'lathund: never emptied'"
        " USING ERRCODE = 'integrity_constraint_violation'; END $guard$"
    ]
