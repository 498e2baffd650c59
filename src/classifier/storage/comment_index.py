"""Writes the index of comments: with the comment, with every change of its case, and anew for older ones."""

import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from classifier.cases.case import Case
from classifier.cases.deadlines import answer_due
from classifier.cases.duties import answered, must_answer
from classifier.cases.moments import STOCKHOLM
from classifier.cases.parts import ReplyKind
from classifier.storage.case_tables import CommentRow
from classifier.storage.index_tables import IndexRow, TextRow
from classifier.taxonomy import LABELS, Label, LathundRow

MAX_WORDS: Final = 4_000
"""So many words of a comment are searched."""
_WORD: Final = re.compile(r"[^\W_]+")
_SCORES: Final = struct.Struct(f"<{len(LABELS)}H")
_WHOLE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Indexed:
    """A comment as it is entered: what it is, what the machine said, and the masked text."""

    comment_id: str
    platform: str
    account: str
    policy: str
    received_at: datetime
    published_at: datetime | None
    row: LathundRow
    labels: tuple[Label, ...]
    urgent: bool
    scores: Mapping[Label, float]
    certain: frozenset[Label]
    likely: frozenset[Label]
    foreign: bool
    model: str
    text: str


class CommentIndex:
    """The index, written in the transaction of what it tells of."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, new: Indexed) -> None:
        """Enter a comment. Its case, where there is one, is told by `case_is`."""
        at = min(new.published_at or new.received_at, new.received_at)
        values = {
            "comment_id": new.comment_id,
            "case_id": "",
            "platform": new.platform,
            "account": new.account,
            "policy": new.policy,
            "at": at,
            "day": day_of(at),
            "received_at": new.received_at,
            "state": "",
            "visibility": "visible",
            "row": new.row.value,
            "proposed_row": new.row.value,
            "bits": bits_of(new.labels),
            "proposed_bits": bits_of(new.labels),
            "urgent": new.urgent,
            "decided_by": "",
            "decided_name": "",
            "decided_day": 0,
            "model": new.model,
            "scores": pack_scores(new.scores),
            "certain_bits": bits_of(new.certain),
            "likely_bits": bits_of(new.likely),
            "foreign_language": new.foreign,
        }
        number = self._session.scalars(insert(IndexRow).values(**values).returning(IndexRow.number)).one()
        said = _storable(new.text)
        self._session.execute(insert(TextRow).values(number=number, text=said))
        self._session.execute(_ADD_WORDS[self._dialect], {"number": number, "words": " ".join(words_of(said))})

    def case_is(self, case: Case) -> None:
        """Bring the comment of a case in line with it; a comment that is not entered yet is left alone."""
        where = IndexRow.comment_id == case.comment.id
        self._session.execute(update(IndexRow).where(where).values(**_case_columns(case)))
        if case.evidence_reduced:
            self.forget_text(case.comment.id)

    def forget_text(self, comment_id: str) -> None:
        """Take the text out, its words too, leaving no remainder in the index of words (R10)."""
        number = self._session.scalar(select(IndexRow.number).where(IndexRow.comment_id == comment_id))
        if number is None or not self._session.scalar(select(TextRow.text).where(TextRow.number == number)):
            return
        self._session.execute(update(TextRow).where(TextRow.number == number).values(text=""))
        for statement in _FORGET_WORDS[self._dialect]:
            self._session.execute(statement, {"number": number})

    def text_of(self, comment_id: str) -> str:
        """Return the masked text of a comment, empty where there is none."""
        query = select(TextRow.text).join(IndexRow, IndexRow.number == TextRow.number)
        return self._session.scalar(query.where(IndexRow.comment_id == comment_id)) or ""

    def missing(self, limit: int) -> Sequence[str]:
        """Return classified comments that are not entered, oldest first."""
        query = select(CommentRow.id).outerjoin(IndexRow, IndexRow.comment_id == CommentRow.id)
        query = query.where(IndexRow.number.is_(None), CommentRow.status == "classified")
        return list(self._session.scalars(query.order_by(CommentRow.received_at).limit(limit)))

    def complete(self) -> bool:
        """Whether every classified comment is entered. Counts, which is quick where `missing` has nothing to find."""
        classified = select(func.count()).select_from(CommentRow).where(CommentRow.status == "classified")
        entered = select(func.count()).select_from(IndexRow)
        return (self._session.scalar(classified) or 0) <= (self._session.scalar(entered) or 0)

    def clear(self) -> None:
        """Empty the index, so that it is made anew: for another recogniser of names, or another setting apart."""
        self._session.execute(text("DELETE FROM comment_words"))
        for table in (TextRow, IndexRow):
            self._session.execute(delete(table))

    @property
    def _dialect(self) -> str:
        return self._session.get_bind().dialect.name


_ADD_WORDS: Final = {
    "sqlite": text("INSERT INTO comment_words (rowid, words) VALUES (:number, :words)"),
    "postgresql": text("INSERT INTO comment_words (number, words) VALUES (:number, to_tsvector('simple', :words))"),
}
_FORGET_WORDS: Final = {
    "sqlite": (
        text("DELETE FROM comment_words WHERE rowid = :number"),
        # FTS5 only marks as deleted; merging everything drops the words themselves.
        text("INSERT INTO comment_words (comment_words) VALUES ('optimize')"),
    ),
    "postgresql": (text("DELETE FROM comment_words WHERE number = :number"),),
}


def _storable(said: str) -> str:
    """Return the text with what no database takes (NUL, half surrogate pairs) as �; the evidence has it whole."""
    return said.replace("\x00", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def words_of(said: str) -> list[str]:
    """Return the words of a text as they are searched: runs of letters and digits, in small letters."""
    return _WORD.findall(said.casefold())[:MAX_WORDS]


def day_of(moment: datetime) -> int:
    """Return the ordinal of the Swedish date."""
    return moment.astimezone(STOCKHOLM).date().toordinal()


def bits_of(labels: Iterable[Label]) -> int:
    """Return labels as bits."""
    return sum(1 << LABELS.index(label) for label in set(labels))


@lru_cache(maxsize=1 << len(LABELS))
def labels_of(bits: int) -> tuple[Label, ...]:
    """Return the labels of bits, in the order of LABELS."""
    return tuple(label for i, label in enumerate(LABELS) if bits >> i & 1)


def pack_scores(scores: Mapping[Label, float]) -> bytes:
    """Return scores as ten-thousandths, two bytes each, in the order of LABELS."""
    return _SCORES.pack(*(min(_WHOLE, max(0, round(scores.get(label, 0.0) * _WHOLE))) for label in LABELS))


def unpack_scores(packed: bytes) -> tuple[float, ...]:
    """Return the scores in the order of LABELS."""
    return tuple(value / _WHOLE for value in _SCORES.unpack(packed))


def _case_columns(case: Case) -> dict[str, Any]:
    decision = case.decision
    asked = not case.may_be_removed and (must_answer(case) or answered(case))
    return {
        "case_id": case.id,
        "state": case.state.value,
        "visibility": case.visibility.value,
        "row": case.row.value,
        "proposed_row": (decision.proposed if decision else case.classification).row.value,
        "bits": bits_of(case.labels),
        "proposed_bits": bits_of((decision.proposed if decision else case.classification).labels),
        "urgent": case.urgent,
        "decided_by": decision.by.id if decision else "",
        "decided_name": decision.by.name if decision else "",
        "decided_at": decision.at if decision else None,
        "decided_day": day_of(decision.at) if decision else 0,
        "answer_due_at": answer_due(case.comment.received_at, case.policy.clock).at if asked else None,
        "answered_at": _answered_at(case),
        "closed_at": case.closed_at,
    }


def _answered_at(case: Case) -> datetime | None:
    replies = [r.published_at for r in case.replies if r.kind is ReplyKind.ANSWER and r.published_at is not None]
    sent_on = [f.at for f in case.forwarded] if answered(case) else []
    return min([*replies, *sent_on], default=None)
