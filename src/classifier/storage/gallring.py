"""Gallring in the database: what is stored of a comment, destroying it under a protocol, and what was destroyed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from classifier.cases.actors import Actor
from classifier.cases.evidence import from_bytes
from classifier.cases.retention import Loose
from classifier.cases.texts import HOLD_NAMES
from classifier.storage.case_tables import CaseRow, CommentRow, EvidenceRow, ScreenshotRow
from classifier.storage.handover_guards import TOMBSTONE
from classifier.storage.handover_tables import DestructionRow, DisclosureItemRow, DisclosureRow, LooseGallringRow
from classifier.storage.seals import touch
from classifier.taxonomy import LathundRow

_PAGE: Final = 500
_FEW: Final = 400
"""How many parameters one statement may have: SQLite's older limit is 999."""


def tombstone(digest: str) -> bytes:
    """Return what stands in the place of a destroyed package."""
    return f"{TOMBSTONE}{digest}".encode("ascii")


class GallringStore:
    """Packages by comment, destructions, and the comments that never had a case."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def packages(self) -> Mapping[str, tuple[str, ...]]:
        """Return the digests of the packages that are still kept, by comment."""
        found: dict[str, tuple[str, ...]] = {}
        gone = select(DestructionRow.digest)
        query = select(EvidenceRow.comment_id, EvidenceRow.digest).where(EvidenceRow.digest.not_in(gone))
        for comment, digest in self._session.execute(query.order_by(EvidenceRow.digest)):
            found[comment] = (*found.get(comment, ()), digest)
        return found

    def loose(self) -> Iterator[Loose]:
        """Yield the classified comments that have no case and are not gallrade, with what keeps them."""
        asked = dict.fromkeys(self.asked_for(), HOLD_NAMES["disclosure"])
        last = ""
        while True:
            page = list(self._session.execute(_LOOSE.where(CommentRow.id > last)))
            if not page:
                return
            for comment, received_at, content, digest in page:
                try:
                    said = from_bytes(content).classification
                except ValueError:
                    continue
                if said is not None:
                    row = LathundRow(said["row"])
                    yield Loose(comment, row, received_at, digest, asked.get(comment, ""))
            last = page[-1][0]

    def asked_for(self) -> set[str]:
        """Return the comments that a standing request for disclosure asks for."""
        query = select(DisclosureItemRow.comment_id).join(
            DisclosureRow, DisclosureRow.id == DisclosureItemRow.disclosure_id
        )
        return set(self._session.scalars(query.where(DisclosureRow.standing)))

    def destroy(
        self,
        comment: str,
        digests: tuple[str, ...],
        *,
        protocol_id: str,
        decision: str,
        reason: str,
        actor: Actor,
        at: datetime,
    ) -> None:
        """Put its digest in the place of each package and remove the images. The triggers ask for hold and protocol."""
        for digest in digests:
            row = self._session.get(EvidenceRow, digest)
            if row is None:
                raise LookupError(f"no package {digest} of {comment}")
            size = len(row.content)
            self._session.expunge(row)
            why = {"digest": digest, "comment_id": comment, "protocol_id": protocol_id, "decision": decision}
            who = {"confirmed_kind": actor.kind.value, "confirmed_by": actor.id, "confirmed_name": actor.name}
            self._session.execute(insert(DestructionRow).values(**why, **who, reason=reason, size=size, at=at))
            touch(self._session, DestructionRow, digest)
            where = EvidenceRow.digest == digest
            self._session.execute(update(EvidenceRow).where(where).values(content=tombstone(digest)))
        self._session.execute(delete(ScreenshotRow).where(ScreenshotRow.comment_id == comment))

    def note_loose(self, comment: str, *, protocol_id: str, decision: str, at: datetime) -> None:
        """Note that a comment without a case is gallrat."""
        values = {"comment_id": comment, "protocol_id": protocol_id, "decision": decision, "at": at}
        self._session.execute(insert(LooseGallringRow).values(**values))
        touch(self._session, LooseGallringRow, comment)

    def of_loose(self, comment: str) -> tuple[str, str] | None:
        """Return decision and protocol under which a comment without a case was gallrad, None where it was not."""
        query = select(LooseGallringRow.decision, LooseGallringRow.protocol_id)
        row = self._session.execute(query.where(LooseGallringRow.comment_id == comment)).one_or_none()
        return None if row is None else (row[0], row[1])

    def lock_loose(self, comments: Iterable[str]) -> set[str]:
        """Lock comments until the end of the transaction; return those that still have no case and are not gallrade."""
        ids, still = sorted(comments), set()
        for at in range(0, len(ids), _FEW):
            few = CommentRow.id.in_(ids[at : at + _FEW])
            self._session.execute(select(CommentRow.id).where(few).order_by(CommentRow.id).with_for_update()).all()
            still |= set(self._session.scalars(_STILL_LOOSE.where(few)))
        return still

    def comment_of(self, digest: str) -> str:
        """Return the comment whose package was destroyed, empty where there is no such destruction."""
        query = select(DestructionRow.comment_id).where(DestructionRow.digest == digest)
        return self._session.scalars(query).one_or_none() or ""

    def destroyed(self) -> dict[str, str]:
        """Return the protocol of every destroyed package by its digest."""
        rows = self._session.execute(select(DestructionRow.digest, DestructionRow.protocol_id))
        return {row.digest: row.protocol_id for row in rows}


_LOOSE: Final = (
    select(CommentRow.id, CommentRow.received_at, EvidenceRow.content, EvidenceRow.digest)
    .join(EvidenceRow, EvidenceRow.digest == CommentRow.evidence_digest)
    .outerjoin(CaseRow, CaseRow.comment_id == CommentRow.id)
    .outerjoin(LooseGallringRow, LooseGallringRow.comment_id == CommentRow.id)
    .where(CommentRow.status == "classified", CaseRow.id.is_(None), LooseGallringRow.comment_id.is_(None))
    .order_by(CommentRow.id)
    .limit(_PAGE)
)
_STILL_LOOSE: Final = (
    select(CommentRow.id)
    .outerjoin(CaseRow, CaseRow.comment_id == CommentRow.id)
    .outerjoin(LooseGallringRow, LooseGallringRow.comment_id == CommentRow.id)
    .where(CaseRow.id.is_(None), LooseGallringRow.comment_id.is_(None))
)
