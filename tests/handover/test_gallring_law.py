"""Gallring as a law: over any cases and decisions, exactly what may go goes, and nothing else is touched."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.cases import retention
from classifier.cases.duties import must_register
from classifier.cases.parts import Hold, HoldKind, Transfer
from classifier.cases.retention import GallringDecision, Loose, RetentionClock
from classifier.cases.states import State
from classifier.taxonomy import Label, LathundRow
from tests.cases.world import NOW, REGISTRAR, filed

_CODES = (Label.QUESTION, Label.CASE_MATTER, Label.THREAT, Label.HATE_SPEECH, Label.CRITICISM)
_WORLDS = {(policy, code): filed(policy, code).case for policy in ("lilla-edet", "sollentuna") for code in _CODES}
LATER = NOW + timedelta(days=1_000)
HELD = Hold("h", HoldKind.LEGAL, REGISTRAR, NOW, "granskas")
LIFTED = replace(HELD, lifted_by=REGISTRAR, lifted_at=NOW)
SENT = Transfer("x", "diarium", "0" * 64, REGISTRAR, NOW)

cases = st.builds(
    lambda number, key, state, holds, diarium, transfers, days: replace(
        _WORLDS[key],
        id=f"c{number}",
        comment=replace(_WORLDS[key].comment, id=f"i{number}"),
        state=state,
        closed_at=NOW + timedelta(days=days) if state is State.CLOSED else None,
        holds=holds,
        diarium=diarium,
        transfers=transfers,
    ),
    st.integers(0, 10_000),
    st.sampled_from(sorted(_WORLDS)),
    st.sampled_from([State.CLOSED, State.CLOSED, State.CLOSED, State.WAITING, State.REOPENED]),
    st.sampled_from([(), (), (HELD,), (LIFTED,)]),
    st.sampled_from(["", "KS 2026:1"]),
    st.sampled_from([(), (SENT,), (replace(SENT, number="KS 2026:1"),), (replace(SENT, kind="archive", number="A"),)]),
    st.integers(0, 900),
)
loose = st.builds(
    lambda number, days, held: Loose(f"l{number}", LathundRow.L2, NOW + timedelta(days=days), "e", held),
    st.integers(0, 10_000),
    st.integers(0, 1_200),
    st.sampled_from(["", "", "begäran om utlämnande"]),
)
decisions = st.builds(
    lambda number, rows, clock, days, outcome: GallringDecision(
        f"GB-{number}", "regel", rows, clock, timedelta(days=days), "KS", NOW, outcome == "destroys", outcome == "keeps"
    ),
    st.integers(0, 10_000),
    st.frozensets(st.sampled_from(sorted(LathundRow)), min_size=1),
    st.sampled_from(sorted(RetentionClock)),
    st.integers(0, 900),
    st.sampled_from(["destroys", "destroys", "medium", "keeps"]),
)


def by_id(items: list, key: str) -> list:
    return list({getattr(i, key): i for i in items}.values())


@settings(max_examples=150, deadline=None)
@given(
    st.lists(cases, max_size=6).map(lambda c: by_id(c, "id")),
    st.lists(loose, max_size=3).map(lambda c: by_id(c, "comment")),
    st.lists(decisions, max_size=4).map(lambda d: by_id(d, "id")),
)
def test_r66_r67_only_what_may_go_goes_and_all_of_it_is_told(found: list, comments: list, said: list) -> None:
    run = retention.dry_run(found, said, now=LATER, loose=comments)
    known = {c.id: c for c in found} | {c.comment: c for c in comments}
    packages = {getattr(c, "comment", c) if isinstance(c, Loose) else c.comment.id: ("a" * 64,) for c in known.values()}
    if not run.due:
        return
    protocol = retention.confirm(
        found, said, digest=run.digest, reason="frist", actor=REGISTRAR, now=LATER, loose=comments, packages=packages,
        protocol_id="p",
    )  # fmt: skip
    by = {d.id: d for d in said}
    for record in run.due:
        one, under = known[record.case], by[record.decision]
        assert one.row in under.rows
        assert under.clock is record.clock
        assert not under.preserves
        assert not [d for d in said if d.preserves and d.clock is record.clock and one.row in d.rows]
        if isinstance(one, Loose):
            assert (one.held, one.received_at + under.term <= LATER) == ("", True)
            continue
        assert one.state is State.CLOSED
        assert not one.standing_holds
        assert one.closed_at + under.term <= LATER
        assert not must_register(one) or one.diarium
        if record.destroys and one.diarium and record.clock is RetentionClock.PLATFORM:
            assert any(t.number and t.kind == "diarium" for t in one.transfers)
    may = {c.comment if isinstance(c, Loose) else c.comment.id for r in run.due if r.destroys for c in [known[r.case]]}
    assert set(protocol.destroyed) == may
    told = {d for c in protocol.changes for g in c.case.gallrad for d in g.destroyed}
    assert bool(told or [e for e in protocol.loose if any(k.startswith("destroyed:") for k in e.after)]) == bool(may)
    for change in protocol.changes:
        before = known[change.case.id]
        assert replace(change.case, gallrad=before.gallrad, version=before.version) == before, "nothing else changed"
