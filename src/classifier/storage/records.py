"""Comments and their sealed evidence in the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Integer, delete, insert, select, type_coerce, update
from sqlalchemy.orm import Session

from classifier.cases.evidence import Sealed, from_bytes, to_bytes, verify_bytes
from classifier.storage.case_tables import CommentRow, EvidenceRemovalRow, EvidenceRow, IdempotencyRow, ScreenshotRow
from classifier.storage.seals import touch
from classifier.storage.tables import table_of

SCRUB: Final = "lathund_scrub"
"""In `Session.info`: bytes were removed that may not linger in the database's files either."""
_COMMENTS: Final = table_of(CommentRow)
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class StoredComment:
    """A comment as the database knows it."""

    id: str
    platform: str
    external_id: str
    account: str
    policy: str
    text_digest: str
    received_at: datetime
    status: str
    evidence_digest: str


@dataclass(frozen=True, slots=True)
class StoredPackage:
    """A package's columns, as the database gives them: `reduced` may be a number where it was changed to one."""

    digest: str
    comment_id: str
    reduced: bool | int
    content: bytes


class Comments:
    """Comments by platform and external id."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, comment: StoredComment) -> None:
        """Enter a comment. Raises sqlalchemy's IntegrityError where platform and external id are taken."""
        touch(self._session, CommentRow, comment.id)
        values = {name: getattr(comment, name) for name in StoredComment.__slots__}
        self._session.execute(insert(_COMMENTS), values)

    def find(self, platform: str, external_id: str) -> StoredComment | None:
        """Return the comment of that platform and external id."""
        where = (CommentRow.platform == platform) & (CommentRow.external_id == external_id)
        return _comment(self._session.scalars(select(CommentRow).where(where)).one_or_none())

    def get(self, comment_id: str) -> StoredComment | None:
        """Return a comment."""
        return _comment(self._session.get(CommentRow, comment_id))

    def lock(self, comment_id: str) -> StoredComment | None:
        """Return a comment, locked until the end of the transaction."""
        query = select(CommentRow).where(CommentRow.id == comment_id).with_for_update()
        return _comment(self._session.scalars(query, execution_options={"populate_existing": True}).one_or_none())

    def classified(self, comment_id: str, evidence_digest: str) -> None:
        """Note that the comment is classified, under its completed package."""
        touch(self._session, CommentRow, comment_id)
        values = {"status": "classified", "evidence_digest": evidence_digest}
        self._session.execute(update(_COMMENTS).where(_COMMENTS.c.id == comment_id), values)

    def evidence_is(self, comment_id: str, digest: str) -> None:
        """Note which package is the present one."""
        touch(self._session, CommentRow, comment_id)
        self._session.execute(update(CommentRow).where(CommentRow.id == comment_id).values(evidence_digest=digest))

    def unfinished(self, *, before: datetime) -> Sequence[str]:
        """Return the comments received before a moment that were never classified."""
        where = (CommentRow.status == "received") & (CommentRow.received_at <= before)
        return list(self._session.scalars(select(CommentRow.id).where(where).order_by(CommentRow.received_at)))

    def current(self) -> dict[str, str]:
        """Return the digest of the present package of every comment."""
        rows = self._session.execute(select(CommentRow.id, CommentRow.evidence_digest))
        return {row.id: row.evidence_digest for row in rows}

    def key_digest(self, actor: str, key: str) -> str:
        """Return the digest of what the caller sent under this key, empty where the key is new."""
        where = (IdempotencyRow.actor == actor) & (IdempotencyRow.key == key)
        return self._session.scalars(select(IdempotencyRow.body_digest).where(where)).one_or_none() or ""

    def use_key(self, actor: str, key: str, body_digest: str, at: datetime) -> None:
        """Note a caller's key."""
        values = {"actor": actor, "key": key, "body_digest": body_digest, "created_at": at}
        self._session.execute(insert(IdempotencyRow).values(**values))


def _comment(row: CommentRow | None) -> StoredComment | None:
    return None if row is None else StoredComment(**{name: getattr(row, name) for name in StoredComment.__slots__})


class EvidenceStore:
    """Sealed packages and screenshots under their digests."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, sealed: Sealed) -> None:
        """Keep a package: its canonical bytes."""
        evidence = sealed.evidence
        values = {"digest": sealed.digest, "comment_id": evidence.comment, "reduced": evidence.reduced}
        self._session.execute(insert(table_of(EvidenceRow)), values | {"content": to_bytes(evidence)})

    def add_screenshot(self, comment_id: str, digest: str, media_type: str, content: bytes) -> None:
        """Keep an image; the same image twice is one."""
        if self._session.get(ScreenshotRow, (digest, comment_id)) is None:
            values = {"digest": digest, "comment_id": comment_id, "media_type": media_type, "content": content}
            self._session.execute(insert(ScreenshotRow).values(**values))

    def sealed(self, digest: str) -> Sealed | None:
        """Return a package where its stored bytes are the very ones that were sealed, else None."""
        row = self._session.get(EvidenceRow, digest, populate_existing=True)
        if row is None or not verify_bytes(row.content, digest):
            return None
        try:
            return Sealed(from_bytes(row.content), digest)
        except ValueError:
            return None

    def screenshot(self, comment_id: str, digest: str) -> bytes | None:
        """Return an image."""
        row = self._session.get(ScreenshotRow, (digest, comment_id))
        return row.content if row else None

    def remove_copies(self, reduced: Sealed, *, at: datetime) -> int:
        """Remove every fuller package and image of a comment: the one removal there is (R10). Returns how many."""
        comment = reduced.evidence.comment
        where = (EvidenceRow.comment_id == comment) & (EvidenceRow.digest != reduced.digest)
        gone = list(self._session.scalars(select(EvidenceRow.digest).where(where)))
        for digest in gone:
            touch(self._session, EvidenceRemovalRow, digest)
            why = {"digest": digest, "comment_id": comment, "replaced_by": reduced.digest}
            self._session.execute(insert(EvidenceRemovalRow).values(**why, reason="child_abuse", at=at))
        if gone:
            self._session.info[SCRUB] = True
            self._session.execute(delete(EvidenceRow).where(EvidenceRow.digest.in_(gone)))
            self._session.execute(delete(ScreenshotRow).where(ScreenshotRow.comment_id == comment))
        return len(gone)

    def every(self) -> Iterator[StoredPackage]:
        """Yield all packages as the database gives them, a page at a time (a Boolean hides which number is there)."""
        columns = (EvidenceRow.digest, EvidenceRow.comment_id, type_coerce(EvidenceRow.reduced, Integer))
        last = ""
        while page := self._session.execute(
            select(*columns, EvidenceRow.content)
            .where(EvidenceRow.digest > last)
            .order_by(EvidenceRow.digest)
            .limit(_PAGE)
        ).all():
            yield from (StoredPackage(*row) for row in page)
            last = page[-1].digest

    def every_screenshot(self) -> Iterator[ScreenshotRow]:
        """Yield all images, one at a time."""
        for key in list(self._session.execute(select(ScreenshotRow.digest, ScreenshotRow.comment_id))):
            row = self._session.get(ScreenshotRow, tuple(key))
            if row is not None:
                yield row
            self._session.expunge_all()

    def removed(self) -> dict[str, str]:
        """Return what was removed, and by which package it was replaced."""
        rows = self._session.execute(select(EvidenceRemovalRow.digest, EvidenceRemovalRow.replaced_by))
        return {row.digest: row.replaced_by for row in rows}
