"""Random commands by random roles over all profiles and rows: the floor holds, no event is lost, criticism stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from classifier.cases import evidence as proof
from classifier.cases.accounts import Capability
from classifier.cases.actors import SYSTEM, Actor, ActorKind
from classifier.cases.audit import Link, append, empty_head, verify
from classifier.cases.case import Case, Change
from classifier.cases.closing import close, open_points, reopen
from classifier.cases.codec import case_from_json, case_to_json, event_from_json, event_to_json
from classifier.cases.decide import Verdict, decide, proposal
from classifier.cases.deletion import (
    carry_out_deletion,
    confirm_deletion,
    lift_hold,
    place_hold,
    request_deletion,
    withdraw_deletion,
)
from classifier.cases.evidence import Sealed
from classifier.cases.facts import facts_of
from classifier.cases.intake import flag_child_abuse, note_report, reclassify, renew_evidence
from classifier.cases.letters import support_draft
from classifier.cases.locking import ask_colleague, claim, expire, release, renew, skip
from classifier.cases.parts import HoldKind, ReplyKind
from classifier.cases.refusal import Refused
from classifier.cases.replies import approve_reply, draft_reply, forward, publish_reply, revise_reply
from classifier.cases.states import TRANSITIONS, VISIBILITY_TRANSITIONS, State, Visibility
from classifier.cases.steps import do_step, mark_not_needed, plan_follow_up
from classifier.cases.visibility import hide, restore
from classifier.lathund.profile import StepCode
from classifier.taxonomy import DELETABLE_ROWS, URGENT_LABELS, Flag, Label, LathundRow, LegalBasis
from tests.cases.world import ALL, ANNA, BO, KEY, NOW, PERSONS, PROFILES, classified, filed

AUDIT_KEY = b"a key of the test run"
NAMELESS = replace(ANNA, id="x", name=" ")
ACTORS = st.sampled_from([ANNA, ANNA]) | st.sampled_from([ANNA, BO, *PERSONS, NAMELESS, KEY, SYSTEM])
MODERATING = st.sampled_from([ANNA, BO])
LABELS = st.frozensets(st.sampled_from(Label), max_size=3)
FLAGS = st.frozensets(st.sampled_from(Flag), max_size=1)
CATEGORIES = st.sampled_from([(), (), (), ("obscene.child_abuse",)])
REASONS = st.sampled_from(["skäl", "skäl", "skäl", " "])
BASES = st.sampled_from([(LegalBasis.POLICY,), (LegalBasis.BBS,), ()])
IDS = st.sampled_from(["d1", "d1", "d2"])
GALLRING = st.sampled_from(["GB-1", ""])
TOKENS = st.sampled_from(["a", "a", "b"])
CAPABILITIES = st.sets(st.sampled_from(Capability)).map(lambda s: tuple(c for c in Capability if c in s))
PROTECTED = {Label.CRITICISM, Label.QUESTION, Label.CASE_MATTER}


class CaseMachine(RuleBasedStateMachine):
    """Drives one case with whatever order of commands Hypothesis thinks of."""

    @initialize(
        policy=st.sampled_from(ALL),
        two=st.booleans(),
        labels=LABELS,
        flags=FLAGS,
        categories=CATEGORIES,
        capabilities=st.just((Capability.HIDE, Capability.DELETE)) | CAPABILITIES,
        start=st.sampled_from(["fresh", "agreed", "threat", "suicide_risk", "hate_speech", "question", "criticism"]),
    )
    def begin(
        self, policy: str, two: bool, labels: Any, flags: Any, categories: Any, capabilities: Any, start: str
    ) -> None:
        profile = PROFILES[policy].model_copy(update={"two_persons_for_deletion": two})
        codes = (*labels, *flags, *([Flag.OBSCENE] if categories else []))
        world = filed(profile, *codes, categories=categories, capabilities=capabilities)
        self.profile, self.now = profile, NOW
        self.case: Case = world.case
        self.sealed: Sealed = world.sealed
        self.stored: dict[str, Sealed] = {world.sealed.digest: world.sealed}
        self.head, self.links = empty_head(AUDIT_KEY), list[Link]()
        self.write(world.events)
        if start == "agreed":
            self.take_and_decide(ANNA, proposal(self.case))
        elif start != "fresh":
            self.take_and_decide(ANNA, self.correction(Label(start)))

    def write(self, events: Any) -> None:
        for event in events:
            link, self.head = append(self.head, event_from_json(event_to_json(event)), AUDIT_KEY)
            self.links.append(link)

    def attempt(self, command: Callable[..., Change], *args: Any, actor: Actor, **arguments: Any) -> bool:
        before = self.case
        refused: Refused | None = None
        try:
            changed = command(before, *args, actor=actor, now=self.now, **arguments)
        except Refused as caught:
            refused = caught
        if refused is not None:
            assert refused.message.strip()
            assert refused.status_hint in {403, 404, 409, 422}
            return False
        self.check(before, changed, actor)
        self.case = case_from_json(case_to_json(changed.case))
        assert self.case == changed.case
        self.write(changed.events)
        return True

    def check(self, before: Case, changed: Change, actor: Actor) -> None:
        after = changed.case
        assert [e.after["version"] for e in changed.events] == [
            str(v) for v in range(before.version + 1, after.version + 1)
        ], "every version has exactly one event"
        assert all(e.reason.strip() and e.actor == actor and e.case == before.id for e in changed.events)
        assert (after.id, after.comment, after.opened_at) == (before.id, before.comment, before.opened_at)
        if actor.kind is not ActorKind.PERSON:
            assert after.visibility is before.visibility, "no machine hides, shows or deletes"
            assert after.decision == before.decision
            assert not (before.urgent and not after.urgent), "no machine lowers an alarm"
        if before.publicly_visible and not after.publicly_visible:
            assert not before.is_plain_criticism
            assert before.row in DELETABLE_ROWS
        if len(changed.events) == 1:
            assert after.state is before.state or after.state in TRANSITIONS[before.state]
            moved = after.visibility in VISIBILITY_TRANSITIONS[before.visibility]
            assert after.visibility is before.visibility or moved
        if after.visibility is Visibility.DELETED and before.visibility is not Visibility.DELETED:
            self.check_floor(before, after, actor)

    def check_floor(self, before: Case, after: Case, actor: Actor) -> None:
        """The floor, written out anew: nothing here calls `floor.py`."""
        deletion, decision = after.deletion, after.decision
        assert deletion is not None
        assert decision is not None
        assert deletion.confirmed_by is not None
        persons = [decision.by, deletion.requested_by, deletion.confirmed_by, actor]
        assert all(p.kind is ActorKind.PERSON and p.name.strip() for p in persons)
        assert before.visibility is Visibility.DELETION_CONFIRMED
        assert after.row in {LathundRow.L4, LathundRow.L5}
        assert not (set(after.labels) <= PROTECTED and after.labels and not after.flags)
        kept = self.stored[after.evidence_digest]
        assert proof.verify(kept)
        assert not (after.child_abuse and (kept.evidence.text or not kept.evidence.reduced))
        assert deletion.reason.strip()
        assert deletion.confirmation_reason.strip()
        assert deletion.legal_basis
        assert deletion.gallring_decision or not self.profile.gallring_decision_required
        if self.profile.two_persons_for_deletion:
            assert deletion.requested_by.id != deletion.confirmed_by.id
        assert all(h.lifted_at is not None for h in after.holds)
        assert Capability.DELETE in after.comment.capabilities

    # time and machines

    @rule(minutes=st.sampled_from([1, 5, 16, 60 * 24]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(actor=st.sampled_from([SYSTEM, SYSTEM, ANNA, KEY]), labels=LABELS, categories=CATEGORIES)
    def classify_again(self, actor: Actor, labels: Any, categories: Any) -> None:
        codes = (*labels, *([Flag.OBSCENE] if categories else []))
        new = classified(self.profile, *codes, categories=categories)
        done = self.attempt(reclassify, new, self.profile, actor=actor)
        assert not (done and self.links[-1].event.before.get("decision")), "a human decision stood"

    @rule(actor=ACTORS)
    def let_lock_expire(self, actor: Actor) -> None:
        self.attempt(expire, actor=actor)

    @rule(actor=ACTORS, reason=REASONS)
    def flag_abuse(self, actor: Actor, reason: str) -> None:
        reduced = proof.reduce(self.sealed, now=self.now)
        if self.attempt(flag_child_abuse, reduced, actor=actor, reason=reason):
            self.keep(reduced)

    @rule(actor=ACTORS)
    def add_screenshot(self, actor: Actor) -> None:
        try:
            completed = proof.with_screenshot(self.sealed, proof.Screenshot("image/png", 1, "0"), now=self.now)
        except Refused:
            assert self.sealed.evidence.reduced
            return
        if self.attempt(renew_evidence, completed, actor=actor):
            self.keep(completed)

    def keep(self, sealed: Sealed) -> None:
        self.sealed = sealed
        self.stored[sealed.digest] = sealed

    @rule(actor=ACTORS, reason=REASONS)
    def report(self, actor: Actor, reason: str) -> None:
        self.attempt(note_report, actor=actor, reason=reason, reported_at=self.now)

    # review

    @rule(actor=ACTORS, token=TOKENS)
    def take(self, actor: Actor, token: str) -> None:
        self.attempt(claim, actor=actor, token=token)

    @rule(actor=ACTORS, token=TOKENS, how=st.sampled_from([release, renew]))
    def give_back(self, actor: Actor, token: str, how: Any) -> None:
        self.attempt(how, actor=actor, token=token)

    @rule(actor=ACTORS, token=TOKENS, reason=REASONS)
    def leave(self, actor: Actor, token: str, reason: str) -> None:
        self.attempt(skip, actor=actor, token=token, reason=reason)

    @rule(actor=ACTORS, token=TOKENS, question=REASONS)
    def ask(self, actor: Actor, token: str, question: str) -> None:
        self.attempt(ask_colleague, actor=actor, token=token, to="juristen", question=question)

    @rule(actor=ACTORS, token=TOKENS, labels=LABELS, row=st.sampled_from(LathundRow), basis=BASES, reason=REASONS)
    def judge(self, actor: Actor, token: str, labels: Any, row: Any, basis: Any, reason: str) -> None:
        verdict = Verdict(tuple(labels), (), row, basis, "R17: annat", reason)
        self.judge_as(verdict, actor, token)

    @rule(actor=MODERATING)
    def take_and_agree(self, actor: Actor) -> None:
        self.take_and_decide(actor, proposal(self.case))

    @rule(actor=MODERATING, label=st.sampled_from([Label.HATE_SPEECH, Label.THREAT, Label.CRITICISM]))
    def take_and_correct(self, actor: Actor, label: Label) -> None:
        self.take_and_decide(actor, self.correction(label))

    @rule(actor=MODERATING, labels=LABELS, row=st.sampled_from(LathundRow))
    def take_and_judge(self, actor: Actor, labels: Any, row: LathundRow) -> None:
        basis = (LegalBasis.POLICY,) if row in DELETABLE_ROWS else ()
        self.take_and_decide(actor, Verdict(tuple(labels), (), row, basis, "R17: annat", "rättat"))

    def correction(self, label: Label) -> Verdict:
        urgent, lawful = label in URGENT_LABELS, label in PROTECTED
        row = LathundRow.L4 if urgent else LathundRow.L1 if lawful else LathundRow.L5
        return Verdict((label,), (), row, () if lawful else (LegalBasis.POLICY,), "R5: hets", "rättat")

    def take_and_decide(self, actor: Actor, verdict: Verdict) -> None:
        self.attempt(claim, actor=actor, token="a")
        self.judge_as(verdict, actor, "a")

    def judge_as(self, verdict: Verdict, actor: Actor, token: str) -> None:
        self.attempt(decide, verdict, version=self.case.version, token=token, profile=self.profile, actor=actor)

    # work

    @rule(actor=ACTORS, code=st.sampled_from(StepCode), answer=st.none() | st.booleans(), reason=REASONS)
    def work(self, actor: Actor, code: StepCode, answer: bool | None, reason: str) -> None:
        self.attempt(do_step, code, actor=actor, answer=answer, reason=reason, reference="ref")

    @rule(actor=MODERATING, data=st.data())
    def work_on_what_is_open(self, actor: Actor, data: Any) -> None:
        codes = [s.code for s in self.case.steps if s.status.value == "open"]
        if codes:
            code = data.draw(st.sampled_from(codes))
            self.attempt(do_step, code, actor=actor, answer=False, reason="skäl", reference="ref")

    @rule(actor=ACTORS, code=st.sampled_from(StepCode), reason=REASONS)
    def leave_out(self, actor: Actor, code: StepCode, reason: str) -> None:
        self.attempt(mark_not_needed, code, actor=actor, reason=reason)

    @rule(actor=ACTORS)
    def hide_it(self, actor: Actor) -> None:
        self.attempt(hide, actor=actor)

    @rule(actor=ACTORS, reason=REASONS)
    def show_it(self, actor: Actor, reason: str) -> None:
        self.attempt(restore, actor=actor, reason=reason)

    @rule(actor=ACTORS, hours=st.integers(-1, 5))
    def plan(self, actor: Actor, hours: int) -> None:
        self.attempt(plan_follow_up, actor=actor, at=self.now + timedelta(hours=hours))

    # deletion

    @rule(actor=ACTORS, deletion_id=IDS, reason=REASONS, basis=BASES, gallring=GALLRING, sealed=st.booleans())
    def want_gone(self, actor: Actor, deletion_id: str, reason: str, basis: Any, gallring: str, sealed: bool) -> None:
        self.attempt(
            request_deletion, actor=actor, deletion_id=deletion_id, reason=reason, legal_basis=basis,
            gallring_decision=gallring, sealed=self.sealed if sealed else None,
        )  # fmt: skip

    @rule(actor=ACTORS, deletion_id=IDS, reason=REASONS, basis=BASES, gallring=GALLRING, sealed=st.booleans())
    def confirm_it(self, actor: Actor, deletion_id: str, reason: str, basis: Any, gallring: str, sealed: bool) -> None:
        self.attempt(
            confirm_deletion, actor=actor, deletion_id=deletion_id, reason=reason, legal_basis=basis,
            gallring_decision=gallring, sealed=self.sealed if sealed else None,
        )  # fmt: skip

    @rule(actor=ACTORS, deletion_id=IDS, old=st.booleans())
    def carry_it_out(self, actor: Actor, deletion_id: str, old: bool) -> None:
        sealed = next(iter(self.stored.values())) if old else self.sealed
        self.attempt(carry_out_deletion, actor=actor, deletion_id=deletion_id, sealed=sealed)

    @rule(one=MODERATING, other=MODERATING)
    def delete_in_one_go(self, one: Actor, other: Actor) -> None:
        said: dict[str, Any] = {"deletion_id": "d1", "reason": "skäl", "legal_basis": (LegalBasis.POLICY,)}
        said["sealed"] = self.sealed
        self.attempt(request_deletion, actor=one, gallring_decision="GB-1", **said)
        self.attempt(confirm_deletion, actor=other, **said)
        self.attempt(carry_out_deletion, actor=other, deletion_id="d1", sealed=self.sealed)

    @rule(actor=ACTORS, reason=REASONS)
    def take_back(self, actor: Actor, reason: str) -> None:
        self.attempt(withdraw_deletion, actor=actor, reason=reason)

    @rule(actor=ACTORS, kind=st.sampled_from(HoldKind), reason=REASONS)
    def hold(self, actor: Actor, kind: HoldKind, reason: str) -> None:
        self.attempt(place_hold, actor=actor, hold_id=f"h{len(self.case.holds)}", kind=kind, reason=reason)

    @rule(actor=ACTORS)
    def lift(self, actor: Actor) -> None:
        self.attempt(lift_hold, actor=actor, hold_id=f"h{len(self.case.holds) - 1}", reason="klart")

    # replies

    @rule(actor=ACTORS, kind=st.sampled_from(ReplyKind), text=st.sampled_from(["hej", "[namn]", support_draft()]))
    def write_reply(self, actor: Actor, kind: ReplyKind, text: str) -> None:
        self.attempt(draft_reply, actor=actor, reply_id=f"r{len(self.case.replies)}", kind=kind, text=text)

    @precondition(lambda self: self.case.replies)
    @rule(actor=ACTORS, data=st.data(), what=st.sampled_from(["approve", "publish", "publish", "revise", "forward"]))
    def handle_reply(self, actor: Actor, data: Any, what: str) -> None:
        reply = data.draw(st.sampled_from(self.case.replies)).id
        if what == "approve":
            self.attempt(approve_reply, actor=actor, reply_id=reply)
        elif what == "revise":
            self.attempt(revise_reply, actor=actor, reply_id=reply, text="hej igen")
        elif what == "forward":
            self.attempt(forward, actor=actor, unit="skolan", notice_id=reply)
        else:
            self.attempt(publish_reply, actor=actor, reply_id=reply, follow_up_at=self.now + timedelta(hours=1))

    @rule(kind=st.sampled_from(ReplyKind), text=st.sampled_from(["hej", "hej", support_draft()]))
    def reply_in_full(self, kind: ReplyKind, text: str) -> None:
        reply = f"r{len(self.case.replies)}"
        if self.attempt(draft_reply, actor=ANNA, reply_id=reply, kind=kind, text=text):
            self.attempt(approve_reply, actor=BO, reply_id=reply)
            self.attempt(publish_reply, actor=ANNA, reply_id=reply, follow_up_at=self.now + timedelta(hours=1))
            self.attempt(forward, actor=ANNA, unit="skolan", notice_id=reply)

    @rule()
    def finish(self) -> None:
        """Do, or leave out, all that is open, and close."""
        for step in self.case.steps:
            said = {"answer": False, "reason": "skäl", "reference": "ref"}
            if not self.attempt(do_step, step.code, actor=ANNA, **said):
                self.attempt(mark_not_needed, step.code, actor=ANNA, reason="skäl")
        self.attempt(close, actor=ANNA)

    @rule(actor=ACTORS)
    def shut(self, actor: Actor) -> None:
        self.attempt(close, actor=actor)

    @rule(actor=ACTORS, reason=REASONS)
    def open_again(self, actor: Actor, reason: str) -> None:
        self.attempt(reopen, actor=actor, reason=reason)

    # what holds after every command, and at the end

    def teardown(self) -> None:
        if hasattr(self, "case"):
            assert verify(self.links, self.head, AUDIT_KEY) == []

    @invariant()
    def the_trail_alone_tells_the_present(self) -> None:
        if not hasattr(self, "case"):
            return
        told: dict[str, str] = {}
        for link in self.links:
            for key in link.event.before:
                told.pop(key)
            told |= link.event.after
        assert told == facts_of(self.case)

    @invariant()
    def the_case_is_sound(self) -> None:
        if not hasattr(self, "case"):
            return
        case = self.case
        assert (case.lock is not None) == (case.state is State.IN_REVIEW)
        assert not (case.state is State.CLOSED and (open_points(case) or case.decision is None))
        assert case.evidence_digest in self.stored
        assert not (case.child_abuse and not self.stored[case.evidence_digest].evidence.reduced)
        if case.is_plain_criticism:
            assert case.row not in DELETABLE_ROWS
        if case.decision is not None:
            assert bool(set(case.labels) & URGENT_LABELS) == (case.row is LathundRow.L4)
            assert case.decision.by.is_named_person
        published = [r for r in case.replies if r.published_at is not None]
        if self.profile.answers.four_eyes:
            assert all(r.approved_by and r.approved_by.id != r.author.id for r in published if r.kind != "support")
        assert all("[" not in r.full_text for r in published)


TestCaseMachine = CaseMachine.TestCase
TestCaseMachine.settings = settings(
    max_examples=250, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
