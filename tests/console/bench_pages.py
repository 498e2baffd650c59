"""How fast the pages answer with 100,000 stored comments on SQLite: printed, not asserted. Part of `make bench`."""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import structlog
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from classifier.bootstrap import wire
from classifier.settings import Settings
from classifier.storage.case_tables import CaseRow, CommentRow
from tests.conftest import ROOT
from tests.console.screenshots import PAGES, furnish
from tests.console.town import Town, open_town

COMMENTS = 100_000
OPEN_SHARE = 0.02
"""Of the copies, so many still wait: two thousand cases, far more than a municipality's worst week."""
ROUNDS = 7
_BATCH = 2_000


def multiply(session: Session, wanted: int) -> int:
    """Copy the comments and their cases under new ids until there are so many; all but a few are closed."""
    comments = [dict(row) for row in session.execute(select(CommentRow.__table__)).mappings()]
    cases = {row["comment_id"]: dict(row) for row in session.execute(select(CaseRow.__table__)).mappings()}
    copies = 0
    while len(comments) + copies < wanted:
        new_comments, new_cases = [], []
        for _ in range(min(_BATCH, wanted - len(comments) - copies)):
            source = comments[copies % len(comments)]
            copies += 1
            own = source | {"id": f"kopia-{copies}", "external_id": f"kopia-{copies}"}
            new_comments.append(own)
            if source["id"] in cases:
                new_cases.append(_copied(cases[source["id"]], own["id"], waits=copies % round(1 / OPEN_SHARE) == 0))
        session.execute(insert(CommentRow.__table__), new_comments)
        session.execute(insert(CaseRow.__table__), new_cases)
    session.commit()
    return copies


def _copied(case: dict[str, object], comment: str, *, waits: bool) -> dict[str, object]:
    state = "waiting" if waits else "closed"
    document = json.loads(str(case["document"]))
    document |= {"id": f"arende-{comment}", "state": state, "lock": None, "visibility": "visible", "deletion": None}
    document["comment"]["id"] = comment
    urgent = bool(case["urgent"]) and not waits
    document["urgent"] = urgent
    own = {"id": f"arende-{comment}", "comment_id": comment, "state": state, "visibility": "visible", "urgent": urgent}
    nobody = {"lock_token": "", "lock_by": "", "lock_expires_at": None}
    return case | own | nobody | {"document": json.dumps(document)}


def measure(town: Town, ids: dict[str, str]) -> list[tuple[str, float, float]]:
    """Return each page with its median and slowest answer in milliseconds."""
    found = []
    with town.client("ada", accept="text/html") as client:
        for address in PAGES.values():
            path = address.format(**ids)
            if client.get(path).status_code != 200:
                continue
            times = []
            for _ in range(ROUNDS):
                started = time.perf_counter()
                client.get(path)
                times.append(1e3 * (time.perf_counter() - started))
            found.append((path, statistics.median(times), max(times)))
    return found


def main() -> None:
    """Print the table."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder:
        wired = wire(Settings(models_dir=ROOT / "models"))
        with open_town(wired, f"sqlite:///{folder}/town.sqlite", Path(folder)) as town:
            ids = furnish(town)
            with town.desk.storage.database.session(writes=True) as session:
                multiply(session, COMMENTS)
            sys.stdout.write(f"{COMMENTS} comments on SQLite, {ROUNDS} rounds, milliseconds: median, slowest\n")
            for path, median, slowest in measure(town, ids):
                sys.stdout.write(f"  {path.split('-')[0]:<20} {median:8.0f} {slowest:8.0f}\n")


if __name__ == "__main__":
    main()
