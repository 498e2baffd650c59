"""Prints how long the console's pages take with many stored comments on SQLite: `make bench-console`.

A few hundred comments of the corpus are stored as the service stores them and then multiplied in the database, each
copy with its own id and time. Every page is then asked for over the whole app. Nothing is asserted.
"""

import logging
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from fastapi.testclient import TestClient
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from classifier.bootstrap import Wired, wire_service
from classifier.cases import evidence as proof
from classifier.cases.actors import SYSTEM, Actor, ActorKind, Role
from classifier.cases.case import Case
from classifier.cases.decide import decide, proposal
from classifier.cases.intake import open_case, wants_case
from classifier.cases.locking import claim
from classifier.cases.parts import CommentRef, StepStatus
from classifier.cases.snapshot import snapshot
from classifier.cases.states import State
from classifier.lathund.profile import Profile
from classifier.pipeline import Classification, Comment
from classifier.services import indexing
from classifier.settings import Settings
from classifier.storage import Database
from classifier.storage.case_tables import CaseRow, CommentRow, EvidenceRow
from classifier.storage.cases import columns
from classifier.storage.comment_index import CommentIndex
from classifier.taxonomy import DELETABLE_ROWS, Label
from classifier.web.app import create_app
from training.data import corpus_rows

COMMENTS = 100_000
DAYS = 365
ROUNDS = 7
_LOCK = "bench"
DECIDED = 0.9
"""So many cases are decided and closed; the rest wait, far more than a municipality lets wait."""
DISTINCT = 500
"""So many texts are classified; the stored comments repeat them under their own ids and times."""
PAGES = (
    "/granska", "/akut", "/steg", "/radering", "/arende/{case}", "/kommentarer", "/kommentarer?q=snö",
    "/kommentarer?q=kommunen&etikett=criticism", "/kommentarer?q=finnsintealls", "/kommentarer?etikett=threat&rad=L4",
    "/kommentarer?lage=none&till=2026-01-31", "/kommentarer?av=ingen", "/kommentarer?aldre={middle}",
    "/oversikt", "/oversikt?fran=2025-11-22&till=2026-11-21", "/regler", "/regler/prova", "/regler/filer",
    "/regler/granser", "/regler/granser?etikett=insult", "/konton", "/anvandare", "/gallring", "/granskningslogg",
    "/granskningslogg?handelse=confirmed", "/import", "/installningar", "/tillganglighet",
)  # fmt: skip


def main() -> None:
    """Fill a database and ask for every page."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COMMENTS
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/bench.sqlite")
        parts = wire_service(settings)
        assert parts.database is not None
        started = time.perf_counter()
        named = fill(parts, parts.database, count)
        print(f"{count} comments laid in, {time.perf_counter() - started:.0f} s")
        app = create_app(parts, settings)
        client = TestClient(app, client=("127.0.0.1", 50_000), base_url="http://localhost")
        print(f"  {'page':52} {'middle':>8} {'slowest':>8} {'cpu':>8}   ms of {ROUNDS} (the first is not counted)")
        for page in PAGES:
            measured = ask(client, page.format(**named))
            wall, work = zip(*measured, strict=True)
            shown = f"{statistics.median(wall):8.0f} {max(wall):8.0f} {statistics.median(work):8.0f}"
            print(f"  {page:52} {shown}", flush=True)
        parts.database.close()


def ask(client: TestClient, page: str) -> list[tuple[float, float]]:
    """Return the milliseconds of every round: by the clock, and of this process alone."""
    times = []
    for _ in range(ROUNDS + 1):
        started, worked = time.perf_counter(), time.process_time()
        answer = client.get(page, headers={"accept": "text/html"})
        times.append(((time.perf_counter() - started) * 1e3, (time.process_time() - worked) * 1e3))
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
    return times[1:]


def fill(parts: Wired, database: Database, count: int) -> dict[str, str]:
    """Lay comments, evidence, cases and index rows into the database; return what the addresses name."""
    desk = parts.desk
    assert desk is not None
    profile = desk.profile(desk.default_policy)
    texts = [str(row["text"]) for row in corpus_rows(part="train")][
        :: max(1, len(corpus_rows(part="train")) // DISTINCT)
    ]
    said = [(t, desk.pipeline.classify(Comment(t), profile), indexing.masked(desk, t)) for t in texts[:DISTINCT]]
    drawn, now = random.Random(7), datetime.now(UTC).replace(microsecond=0)
    last: Case | None = None
    with database.session(writes=True) as session, session.begin():
        index = CommentIndex(session)
        step = timedelta(seconds=DAYS * 86_400 // max(1, count))
        for number, (ref, words, classification, shown) in enumerate(_comments(said, drawn, now, step)):
            sealed = proof.build(ref, text=words, author="", classification=snapshot(classification), now=now)
            values = {"id": ref.id, "platform": ref.platform, "external_id": ref.external_id, "account": ref.account}
            more = {"policy": profile.code, "text_digest": sealed.digest, "received_at": ref.received_at}
            status = {"status": "classified", "evidence_digest": sealed.digest}
            session.execute(insert(CommentRow).values(**values, **more, **status))
            kept: dict[str, Any] = {"comment_id": ref.id, "reduced": sealed.evidence.reduced}
            session.execute(
                insert(EvidenceRow).values(digest=sealed.digest, content=proof.to_bytes(sealed.evidence), **kept)
            )
            index.add(indexing.entry(ref, classification, policy=profile.code, shown=shown))
            reached = wants_case(classification, sampled=False)
            if reached is None:
                continue
            case = open_case(
                f"arende-{number}", comment=ref, classification=classification, profile=profile, sealed=sealed,
                reached=reached, actor=SYSTEM, now=ref.received_at,
            ).case  # fmt: skip
            if drawn.random() < DECIDED:
                case = _handled(case, profile, at=ref.received_at + timedelta(hours=drawn.expovariate(1 / 6)))
            session.execute(insert(CaseRow).values(**columns(case)))
            index.case_is(case)
            last = case
        # Replies are not written here: what asked for an answer got it when the case was closed.
        session.execute(text("UPDATE comment_index SET answered_at = closed_at WHERE answer_due_at IS NOT NULL"))
        _multiply(session, len(said), count // len(said), step)
    assert last is not None
    middle = int((now - timedelta(days=DAYS / 2)).timestamp() * 1e6)
    return {"case": last.id, "middle": f"{middle}.0"}


def _handled(case: Case, profile: Profile, at: datetime) -> Case:
    """Return a case as it stands after a person has decided it and done its steps; one in eight corrects the labels."""
    by = Actor(ActorKind.PERSON, "anna", "Anna Ek", Role.MODERATOR)
    held = claim(case, token=_LOCK, actor=by, now=at).case
    said = proposal(held)
    if held.row not in DELETABLE_ROWS and int(case.id.rpartition("-")[2]) % 8 == 0:
        said = replace(said, labels=(Label.CRITICISM,), reason="Kritik")
    decided = decide(held, said, version=held.version, token=_LOCK, profile=profile, actor=by, now=at).case
    done = tuple(replace(step, status=StepStatus.DONE) for step in decided.steps)
    return replace(decided, steps=done, state=State.CLOSED, lock=None, closed_at=at)


def _multiply(session: Session, base: int, times: int, step: timedelta) -> None:
    """Copy every comment with its case and index row so many times, each copy further back in time."""
    ticks = int(step.total_seconds() * 1e6)
    for copy in range(1, times):
        days = round(copy * base * step / timedelta(days=1))
        values = {"copy": copy, "base": base, "back": copy * base * ticks, "days": days}
        for statement in _COPIES:
            session.execute(text(statement), values)


_COPIES = (
    "INSERT INTO comments SELECT id || '.' || :copy, platform, external_id || '.' || :copy, account, policy,"
    " text_digest, received_at - :back, status, evidence_digest FROM comments WHERE id NOT LIKE '%.%'",
    "INSERT INTO cases (id, comment_id, evidence_digest, evidence_reduced, child_abuse, version, state, visibility,"
    " row, urgent, severity, uncertainty, labels, platform, account, group_key, decided, received_at, next_due_at,"
    " lock_token, lock_by, lock_expires_at, skipped_by, skips, document)"
    " SELECT id || '.' || :copy, comment_id || '.' || :copy, evidence_digest, evidence_reduced,"
    " child_abuse, version, state, visibility, row, urgent AND :copy % 40 = 0, severity, uncertainty, labels, platform,"
    " account, group_key, decided, received_at - :back, next_due_at - :back, lock_token, lock_by, lock_expires_at,"
    " skipped_by, skips, json_set(document, '$.id', id || '.' || :copy, '$.comment.id', comment_id || '.' || :copy,"
    " '$.comment.received_at', strftime('%Y-%m-%dT%H:%M:%S.000000+00:00', (received_at - :back) / 1000000,"
    " 'unixepoch')) FROM cases"
    " WHERE id NOT LIKE '%.%'",
    "INSERT INTO comment_index SELECT number + :base * :copy, comment_id || '.' || :copy,"
    " CASE case_id WHEN '' THEN '' ELSE case_id || '.' || :copy END, platform, account, policy, at - :back,"
    " day - :days, received_at - :back, state, visibility, row, proposed_row, bits, proposed_bits,"
    " urgent AND :copy % 40 = 0, decided_by, decided_name, decided_at - :back,"
    " CASE decided_day WHEN 0 THEN 0 ELSE decided_day - :days END, answer_due_at - :back, answered_at - :back,"
    " closed_at - :back, model, scores, certain_bits, likely_bits, foreign_language FROM comment_index"
    " WHERE number <= :base",
    "INSERT INTO comment_text SELECT number + :base * :copy, text FROM comment_text WHERE number <= :base",
    "INSERT INTO comment_words (rowid, words) SELECT rowid + :base * :copy, words FROM comment_words"
    " WHERE rowid <= :base",
)


def _comments(
    said: list[tuple[str, Classification, str]], drawn: random.Random, now: datetime, step: timedelta
) -> Iterator[tuple[CommentRef, str, Classification, str]]:
    """Yield the newest comments, one of each text, from three accounts."""
    template = CommentRef("", "facebook", "", "", "", "comment", now, None, ())
    for number, (words, classification, shown) in enumerate(said):
        at = now - number * step
        account = drawn.choice(("Kommunen", "Skolan", "Biblioteket"))
        ref = replace(template, id=f"inlagg-{number}", external_id=f"e{number}", account=account, received_at=at)
        yield ref, words, classification, shown


if __name__ == "__main__":
    Path("var").mkdir(exist_ok=True)
    main()
