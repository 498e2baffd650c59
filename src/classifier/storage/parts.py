"""What belongs to a case, each in its own table: deletions, holds, replies, labels, alarms, protocols.

The case's document is the truth; these rows are written with it, so that the database can hold the floor by itself.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from classifier.cases.case import Case
from classifier.cases.labels import ConfirmedLabel, confirmed_label
from classifier.cases.moments import iso
from classifier.cases.parts import Deletion, Reply
from classifier.storage.case_tables import (
    CaseRow,
    DeletionRow,
    HoldRow,
    LabelRow,
    ProtocolRow,
    QuestionRow,
    ReplyRow,
)
from classifier.storage.seals import touch
from classifier.storage.tables import table_of


class CaseParts:
    """Writes the parts of a case that differ from before, and reads them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def sync(self, before: Case | None, after: Case) -> None:
        """Bring the rows in line with a changed case. Comes before the case itself is written."""
        self._deletion(before, after)
        if before is None or before.holds != after.holds:
            self._holds(after)
        if before is None or before.replies != after.replies:
            for reply in after.replies:
                self._put(ReplyRow, reply.id, _reply(after, reply))
        for place in range(len(before.questions) if before else 0, len(after.questions)):
            values = {"case_id": after.id, "place": place, "asked": after.questions[place].to}
            self._session.execute(insert(QuestionRow).values(**values))
        known = None if before is None else (before.decision, before.child_abuse)
        if after.decision is not None and known != (after.decision, after.child_abuse):
            self._label(after)

    def _deletion(self, before: Case | None, after: Case) -> None:
        old = before.deletion if before else None
        new = after.deletion
        if old is not None and (new is None or new.id != old.id):
            touch(self._session, DeletionRow, old.id)
            self._session.execute(update(DeletionRow).where(DeletionRow.id == old.id).values(status="withdrawn"))
        moved = before is not None and before.evidence_digest != after.evidence_digest
        if new is not None and (new != old or (moved and new.carried_out_by is None)):
            self._put(DeletionRow, new.id, _deletion(after, new))

    def _holds(self, case: Case) -> None:
        for hold in case.holds:
            values = {
                "case_id": case.id,
                "kind": hold.kind.value,
                "reason": hold.reason,
                "placed_by": hold.placed_by.id,
                "placed_at": hold.placed_at,
                "lifted_by": hold.lifted_by.id if hold.lifted_by else "",
            }
            self._put(HoldRow, hold.id, values)

    def _label(self, case: Case) -> None:
        label = confirmed_label(case)
        assert case.decision is not None
        values = {
            "decided_by_kind": case.decision.by.kind.value,
            "decided_by": case.decision.by.id,
            "decided_at": label.decided_at,
            "trainable": label.trainable,
            "document": label_document(label),
        }
        touch(self._session, LabelRow, case.id)
        labels = table_of(LabelRow)
        done: Any = self._session.execute(update(labels).where(labels.c.case_id == case.id), values)
        if done.rowcount == 0:
            self._session.execute(insert(labels), {"case_id": case.id, **values})

    def _put(self, table: type[DeletionRow | HoldRow | ReplyRow], key: str, values: dict[str, Any]) -> None:
        touch(self._session, table, key)
        rows = table_of(table)
        done: Any = self._session.execute(update(rows).where(rows.c.id == key), values)
        if done.rowcount == 0:
            self._session.execute(insert(rows), {"id": key, **values})

    def case_of_deletion(self, deletion_id: str) -> str:
        """Return the id of the case that a deletion belongs to, empty where there is no such deletion."""
        query = select(DeletionRow.case_id).where(DeletionRow.id == deletion_id)
        return self._session.scalars(query).one_or_none() or ""

    def labels(self) -> Iterator[tuple[dict[str, Any], str, str]]:
        """Yield every trainable label, oldest first, with the digest of the evidence and the id of who decided."""
        query = (
            select(LabelRow.document, CaseRow.evidence_digest, LabelRow.decided_by)
            .join(CaseRow, CaseRow.id == LabelRow.case_id)
            .where(LabelRow.trainable)
            .order_by(LabelRow.decided_at, LabelRow.case_id)
        )
        for document, digest, who in self._session.execute(query):
            yield json.loads(document), digest, who

    def protocol_ids(self) -> set[str]:
        """Return the ids of all protocols."""
        return set(self._session.scalars(select(ProtocolRow.id)))

    def protocol(self, *, protocol_id: str, list_digest: str, confirmed_by: str, at: datetime, text: str) -> None:
        """Keep the protocol of a gallring."""
        touch(self._session, ProtocolRow, protocol_id)
        values = {"list_digest": list_digest, "confirmed_by": confirmed_by, "at": at, "text": text}
        self._session.execute(insert(ProtocolRow).values(id=protocol_id, **values))

    def protocols(self, *, limit: int) -> Sequence[tuple[str, datetime, str]]:
        """Return id, time and text of the newest protocols of gallring."""
        query = select(ProtocolRow.id, ProtocolRow.at, ProtocolRow.text).order_by(ProtocolRow.at.desc()).limit(limit)
        return [(row.id, row.at, row.text) for row in self._session.execute(query)]


def label_document(label: ConfirmedLabel) -> str:
    """Return a label as JSON, with what the machine had missed or wrongly said."""
    content = asdict(label) | {"decided_at": iso(label.decided_at)}
    content |= {"missed": label.missed, "wrongly_said": label.wrongly_said}
    return json.dumps(content, ensure_ascii=True)


def _deletion(case: Case, deletion: Deletion) -> dict[str, Any]:
    confirmed, carried = deletion.confirmed_by, deletion.carried_out_by
    return {
        "case_id": case.id,
        "evidence_digest": case.evidence_digest,
        "status": "carried_out" if carried else "confirmed" if confirmed else "requested",
        "reason": deletion.reason,
        "legal_basis": " ".join(deletion.legal_basis),
        "gallring_decision": deletion.gallring_decision,
        "gallring_required": case.policy.gallring_decision_required,
        "two_persons": case.policy.two_persons_for_deletion,
        "requested_by": deletion.requested_by.id,
        "requested_at": deletion.requested_at,
        "confirmed_kind": confirmed.kind.value if confirmed else "",
        "confirmed_by": confirmed.id if confirmed else "",
        "confirmed_name": confirmed.name if confirmed else "",
        "confirmation_reason": deletion.confirmation_reason,
        "carried_out_by": carried.id if carried else "",
    }


def _reply(case: Case, reply: Reply) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "kind": reply.kind.value,
        "status": "published" if reply.published_at else "approved" if reply.approved_at else "draft",
        "text": reply.full_text,
        "author": reply.author.id,
        "approved_by": reply.approved_by.id if reply.approved_by else "",
        "four_eyes": case.policy.answers.four_eyes,
    }
