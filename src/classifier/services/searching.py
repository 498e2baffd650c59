"""All comments: searched, filtered, exported; filters that a person keeps under a name."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import AuditEvent
from classifier.cases.codes import EventCode, Refusal
from classifier.cases.moments import iso
from classifier.cases.refusal import given, refuse
from classifier.cases.states import State, Visibility
from classifier.cases.texts import EVENTS
from classifier.services.desk import Desk
from classifier.storage import saved_filters as store
from classifier.storage.comment_search import COUNTED, NO_CASE, CommentSearch, Listed, Page, Place, Sought, searchable
from classifier.storage.saved_filters import SavedFilter
from classifier.taxonomy import Label, LathundRow

__all__ = ["COUNTED", "NO_CASE", "Listed", "Page", "Place", "SavedFilter", "Sought", "searchable"]

MOST_EXPORTED: Final = 100_000
_LISTS: Final[dict[str, tuple[str, Any]]] = {
    "etikett": ("labels", Label),
    "rad": ("rows", LathundRow),
    "synlighet": ("visibilities", Visibility),
}
_TEXTS: Final = {"q": "words", "konto": "account", "policy": "policy", "av": "decided_by"}
_DAYS: Final = {"fran": "first_day", "till": "last_day"}
_STATES: Final = frozenset({NO_CASE, *(s.value for s in State)})
_COLUMNS: Final = (
    "inlagg", "arende", "tid", "plattform", "konto", "policy", "lage", "synlighet", "rad", "foreslagen_rad",
    "etiketter", "akut", "beslutad_av", "beslutad", "text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from in the filter: accounts, and id and name of those who have decided."""

    accounts: Sequence[str]
    deciders: Sequence[tuple[str, str]]
    waiting_for_index: bool
    """Whether some comments cannot be searched yet."""


def sought_of(query: Mapping[str, Sequence[str]]) -> tuple[Sought, tuple[str, ...]]:
    """Return what the query of an address asks for, and in Swedish what in it could not be understood."""
    found: dict[str, Any] = {}
    problems = []
    for name, (field, kind) in _LISTS.items():
        known = {member.value for member in kind}
        problems += [f"Okänt värde i {name}: {value}" for value in query.get(name, ()) if value and value not in known]
        found[field] = tuple(member for member in kind if member.value in query.get(name, ()))
    states = [s for s in query.get("lage", ()) if s]
    problems += [f"Okänt värde i lage: {s}" for s in states if s not in _STATES]
    found["states"] = tuple(dict.fromkeys(s for s in states if s in _STATES))
    for name, field in _TEXTS.items():
        found[field] = next(iter(query.get(name, ())), "").replace("\x00", "").strip()[:200]
    for name, field in _DAYS.items():
        said = next(iter(query.get(name, ())), "").strip()
        try:
            found[field] = date.fromisoformat(said) if said else None
        except ValueError:
            problems.append(f"Skriv dagen som 2026-11-21, inte {said[:40]}")
    found["urgent"] = "ja" in query.get("akut", ())
    return Sought(**found), tuple(problems)


def query_of(sought: Sought) -> str:
    """Return what is sought as the query of an address: what `sought_of` reads."""
    pairs: list[tuple[str, str]] = []
    for name, (field, _) in _LISTS.items():
        pairs += [(name, member.value) for member in getattr(sought, field)]
    pairs += [("lage", s) for s in sought.states]
    pairs += [(name, getattr(sought, field)) for name, field in _TEXTS.items() if getattr(sought, field)]
    pairs += [(name, getattr(sought, field).isoformat()) for name, field in _DAYS.items() if getattr(sought, field)]
    pairs += [("akut", "ja")] if sought.urgent else []
    return urlencode(pairs)


def search(
    desk: Desk, sought: Sought, *, actor: Actor, place: Place | None = None, limit: int = 50
) -> tuple[Page, int]:
    """Return a page of the comments that match, newest first, and how many match (no further than COUNTED + 1)."""
    require(actor, Action.READ)
    with desk.storage.read() as unit:
        reader = CommentSearch(unit.session)
        return reader.page(sought, place=place, limit=limit), reader.count(sought)


def choices(desk: Desk, *, actor: Actor) -> Choices:
    """Return what there is to choose from in the filter."""
    require(actor, Action.READ)
    with desk.storage.read() as unit:
        reader = CommentSearch(unit.session)
        return Choices(reader.accounts(), reader.deciders(), not unit.index.complete())


def cases_of(desk: Desk, sought: Sought, *, actor: Actor, limit: int) -> Sequence[str]:
    """Return the cases of the comments that match, newest first."""
    require(actor, Action.READ)
    with desk.storage.read() as unit:
        return CommentSearch(unit.session).case_ids(sought, limit=limit)


def export(desk: Desk, sought: Sought, form: str, *, actor: Actor) -> Iterator[str]:
    """Yield what matches as `csv` or `jsonl`, texts masked. The audit trail says who fetched it."""
    require(actor, Action.EXPORT_RECORDS)
    now = desk.clock()
    after = {"filter": query_of(sought) or "alla", "form": form}
    with desk.storage.write(now) as unit:
        subject = f"list:{actor.id}"
        reason = EVENTS[EventCode.LIST_EXPORTED]
        unit.audit.append([AuditEvent(now, actor, EventCode.LIST_EXPORTED, subject, reason, {}, after)])
    return _lines(desk, sought, form)


def _lines(desk: Desk, sought: Sought, form: str) -> Iterator[str]:
    with desk.storage.read() as unit:
        if form == "csv":
            # The byte order mark lets spreadsheets read å, ä and ö.
            yield "\ufeff" + _csv_line(_COLUMNS)
        for listed in CommentSearch(unit.session).every(sought, limit=MOST_EXPORTED):
            cells = _cells(listed)
            if form == "csv":
                yield _csv_line([_harmless(cells[name]) for name in _COLUMNS])
            else:
                yield json.dumps(cells, ensure_ascii=False) + "\n"


def _cells(listed: Listed) -> dict[str, str]:
    values = (
        listed.comment_id, listed.case_id, iso(listed.at), listed.platform, listed.account, listed.policy,
        listed.state.value if listed.state else NO_CASE, listed.visibility.value, listed.row.value,
        listed.proposed_row.value, " ".join(listed.labels), "ja" if listed.urgent else "nej", listed.decided_name,
        iso(listed.decided_at) if listed.decided_at else "", listed.text,
    )  # fmt: skip
    return dict(zip(_COLUMNS, values, strict=True))


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@")) or cell.startswith(("\t", "\r")) else cell


def _csv_line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";").writerow(cells)
    return line.getvalue()


def saved(desk: Desk, *, actor: Actor) -> Sequence[SavedFilter]:
    """Return the actor's own filters by name."""
    require(actor, Action.READ)
    with desk.storage.read() as unit:
        return store.of_owner(unit.session, actor.id)


def save(desk: Desk, name: str, sought: Sought, *, actor: Actor) -> SavedFilter:
    """Keep a filter under a name; the same name again replaces it."""
    require(actor, Action.READ)
    words = " ".join(given(name, Refusal.NAME_MISSING).split())
    if len(words) > 80 or not words.isprintable():
        raise refuse(Refusal.NAME_MISSING)
    with desk.storage.write(desk.clock()) as unit:
        return store.put(unit.session, actor.id, words, query_of(sought))


def forget(desk: Desk, filter_id: int, *, actor: Actor) -> None:
    """Remove one of the actor's own filters; nothing happens where there is none."""
    require(actor, Action.READ)
    with desk.storage.write(desk.clock()) as unit:
        store.remove(unit.session, actor.id, filter_id)


def read_query(query: str) -> Sought:
    """Return what a saved query asks for; what it no longer knows is left out."""
    return sought_of(parse_qs(query))[0]
