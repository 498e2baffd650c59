"""Finds comments: by words and by everything that lists are narrowed to, a page at a time by key, never by offset."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, or_, select, text
from sqlalchemy.orm import Session

from classifier.cases.states import State, Visibility
from classifier.storage.columns import ticks
from classifier.storage.comment_index import bits_of, labels_of, words_of
from classifier.storage.handover_tables import LooseGallringRow
from classifier.storage.index_tables import IndexRow, TextRow
from classifier.storage.leaping import each
from classifier.taxonomy import Label, LathundRow

COUNTED: Final = 1_000
"""Hits are counted up to here; beyond it the answer is "more than"."""
NO_CASE: Final = "none"
"""Stands among the states for comments that no person needed to see."""
_QUOTED: Final = re.compile(r'"([^"]*)"')
_MOST_TERMS: Final = 12
_MOST_CHOICES: Final = 500


@dataclass(frozen=True, slots=True)
class Sought:
    """What a list of comments is narrowed to; empty means all. Days are Swedish dates, both included."""

    words: str = ""
    labels: tuple[Label, ...] = ()
    rows: tuple[LathundRow, ...] = ()
    states: tuple[str, ...] = ()
    visibilities: tuple[Visibility, ...] = ()
    account: str = ""
    policy: str = ""
    first_day: date | None = None
    last_day: date | None = None
    decided_by: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after this comment, or (`back`) before it."""

    at: int
    number: int
    back: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A comment as a list shows it, its text masked."""

    number: int
    comment_id: str
    case_id: str
    platform: str
    account: str
    policy: str
    at: datetime
    state: State | None
    visibility: Visibility
    row: LathundRow
    proposed_row: LathundRow
    labels: tuple[Label, ...]
    urgent: bool
    decided_name: str
    decided_at: datetime | None
    text: str
    gallrad: bool = False
    """Whether it was gallrad without a case: no case can be opened for it."""

    @property
    def place(self) -> Place:
        """Where the page after this comment begins."""
        return Place(ticks(self.at), self.number)


@dataclass(frozen=True, slots=True)
class Page:
    """A page, newest first, and whether there is more on either side."""

    comments: tuple[Listed, ...]
    newer: bool
    older: bool


class CommentSearch:
    """Reads the index of comments."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(self, sought: Sought, *, place: Place | None, limit: int) -> Page:
        """Return the page that begins at a place, or the newest."""
        if not searchable(sought.words):
            return Page((), newer=False, older=False)
        back = place is not None and place.back
        query = self._narrowed(select(IndexRow, TextRow.text).join(TextRow, TextRow.number == IndexRow.number), sought)
        if place is not None:
            query = query.where(_beyond(place))
        order = (IndexRow.at, IndexRow.number) if back else (IndexRow.at.desc(), IndexRow.number.desc())
        rows = list(self._session.execute(query.order_by(*order).limit(limit + 1)))
        more, rows = len(rows) > limit, rows[:limit]
        if back:
            rows.reverse()
        gone = self._gallrade([row.comment_id for row, _ in rows if not row.case_id])
        found = tuple(_listed(row, said, gallrad=row.comment_id in gone) for row, said in rows)
        return Page(found, newer=more if back else place is not None, older=True if back else more)

    def count(self, sought: Sought) -> int:
        """Return how many comments match, counted no further than one beyond COUNTED."""
        if not searchable(sought.words):
            return 0
        some = self._narrowed(select(literal_column("1")).select_from(IndexRow), sought).limit(COUNTED + 1).subquery()
        return self._session.scalar(select(func.count()).select_from(some)) or 0

    def every(self, sought: Sought, *, limit: int) -> Iterator[Listed]:
        """Yield what matches, newest first, up to a limit."""
        place, left = None, limit
        while left > 0:
            page = self.page(sought, place=place, limit=min(500, left))
            yield from page.comments
            left -= len(page.comments)
            if not page.older or not page.comments:
                return
            place = page.comments[-1].place

    def case_ids(self, sought: Sought, *, limit: int) -> Sequence[str]:
        """Return the cases of the comments that match, newest first."""
        if not searchable(sought.words):
            return []
        query = self._narrowed(select(IndexRow.case_id).where(IndexRow.case_id != ""), sought)
        return list(self._session.scalars(query.order_by(IndexRow.at.desc(), IndexRow.number.desc()).limit(limit)))

    def accounts(self) -> Sequence[str]:
        """Return the accounts that comments came from."""
        return list(islice(each(self._session, IndexRow.account, beyond=""), _MOST_CHOICES))

    def deciders(self) -> Sequence[tuple[str, str]]:
        """Return id and name of those who have decided."""
        # A person may have gone by several names: one of them, the same on every page.
        name = select(func.max(IndexRow.decided_name))
        ids = islice(each(self._session, IndexRow.decided_by, beyond=""), _MOST_CHOICES)
        return [(i, self._session.scalar(name.where(IndexRow.decided_by == i)) or "") for i in ids]

    def _gallrade(self, comments: Sequence[str]) -> set[str]:
        if not comments:
            return set()
        query = select(LooseGallringRow.comment_id).where(LooseGallringRow.comment_id.in_(comments))
        return set(self._session.scalars(query))

    def _narrowed(self, query: Any, sought: Sought) -> Any:
        """Return a select narrowed to what is sought."""
        found = query.where(*_conditions(sought))
        if sought.words.strip():
            dialect = self._session.get_bind().dialect.name
            with_words = text(_MATCHES[dialect]).bindparams(bindparam("matching", _TERMS[dialect](sought.words)))
            found = found.where(IndexRow.number.in_(with_words))
        return found


_MATCHES: Final = {
    "sqlite": "SELECT rowid FROM comment_words WHERE comment_words MATCH :matching",
    "postgresql": "SELECT number FROM comment_words WHERE words @@ to_tsquery('simple', :matching)",
}


def searchable(words: str) -> bool:
    """Whether there is anything to look for, or nothing was asked for at all."""
    return not words.strip() or bool(words_of(words))


def _terms(words: str) -> tuple[list[str], list[list[str]]]:
    """Return single words, searched by their beginning, and phrases in quotation marks, searched whole."""
    phrases = [found for found in (words_of(p) for p in _QUOTED.findall(words)) if found]
    return words_of(_QUOTED.sub(" ", words))[:_MOST_TERMS], phrases[:_MOST_TERMS]


def _fts5(words: str) -> str:
    singles, phrases = _terms(words)
    return " AND ".join([*(f'"{w}"*' for w in singles), *(f'"{" ".join(p)}"' for p in phrases)])


def _tsquery(words: str) -> str:
    singles, phrases = _terms(words)
    return " & ".join([*(f"{w}:*" for w in singles), *(f"({' <-> '.join(p)})" for p in phrases)])


_TERMS: Final = {"sqlite": _fts5, "postgresql": _tsquery}


def _conditions(sought: Sought) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if sought.labels:
        wanted = bits_of(sought.labels)
        found.append(IndexRow.bits.op("&")(wanted) != 0)
    if sought.rows:
        found.append(IndexRow.row.in_([r.value for r in sought.rows]))
    if sought.states:
        found.append(IndexRow.state.in_(["" if s == NO_CASE else s for s in sought.states]))
    if sought.visibilities:
        found.append(IndexRow.visibility.in_([v.value for v in sought.visibilities]))
    if sought.urgent:
        found.append(IndexRow.urgent.is_(True))
    same = (
        (IndexRow.account, sought.account),
        (IndexRow.policy, sought.policy),
        (IndexRow.decided_by, sought.decided_by),
    )
    found += [column == value for column, value in same if value]
    if sought.first_day:
        found.append(IndexRow.day >= sought.first_day.toordinal())
    if sought.last_day:
        found.append(IndexRow.day <= sought.last_day.toordinal())
    return found


def _beyond(place: Place) -> ColumnElement[bool]:
    at: ColumnElement[int] = literal_column(str(int(place.at)))
    if place.back:
        return or_(IndexRow.at > at, and_(IndexRow.at == at, IndexRow.number > place.number))
    return or_(IndexRow.at < at, and_(IndexRow.at == at, IndexRow.number < place.number))


def _listed(row: IndexRow, said: str, *, gallrad: bool) -> Listed:
    return Listed(
        row.number,
        row.comment_id,
        row.case_id,
        row.platform,
        row.account,
        row.policy,
        row.at,
        State(row.state) if row.state else None,
        Visibility(row.visibility),
        LathundRow(row.row),
        LathundRow(row.proposed_row),
        labels_of(row.bits),
        row.urgent,
        row.decided_name,
        row.decided_at,
        said,
        gallrad,
    )
