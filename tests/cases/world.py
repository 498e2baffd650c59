"""A small world for the case tests: persons, times, classifications made by the real planner, cases opened for real."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from classifier.cases import evidence as proof
from classifier.cases.accounts import Capability
from classifier.cases.actors import SYSTEM, Actor, ActorKind, Role
from classifier.cases.case import Case, Change
from classifier.cases.closing import open_points
from classifier.cases.codes import Refusal
from classifier.cases.decide import Verdict, decide, proposal
from classifier.cases.deletion import carry_out_deletion, confirm_deletion, request_deletion
from classifier.cases.evidence import Sealed
from classifier.cases.intake import open_case
from classifier.cases.locking import claim
from classifier.cases.parts import CommentRef, Reached, ReplyKind
from classifier.cases.refusal import Refused
from classifier.cases.replies import draft_reply, publish_reply
from classifier.cases.snapshot import snapshot
from classifier.decision import RULES_ONLY, Decision
from classifier.language import Language
from classifier.lathund import Profile, plan, shipped_profiles
from classifier.pipeline import Classification
from classifier.rules import Finding, Strength
from classifier.taxonomy import LABELS, SEVERITY, Flag, Label, LathundRow, LegalBasis, Severity, by_severity

PROFILES = shipped_profiles()
ALL = sorted(PROFILES)
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
BOTH = (Capability.HIDE, Capability.DELETE)
POLICY = (LegalBasis.POLICY,)

ANNA = Actor(ActorKind.PERSON, "anna", "Anna Ek", Role.MODERATOR, "kommunikatör")
BO = Actor(ActorKind.PERSON, "bo", "Bo Lind", Role.MODERATOR)
REGISTRAR = Actor(ActorKind.PERSON, "rut", "Rut Berg", Role.REGISTRAR)
ADMIN = Actor(ActorKind.PERSON, "adam", "Adam Ås", Role.ADMIN)
READER = Actor(ActorKind.PERSON, "lars", "Lars Vik", Role.READER)
DATA = Actor(ActorKind.PERSON, "dag", "Dag Ny", Role.DATA_STAFF)
KEY = Actor(ActorKind.API_KEY, "key-1", "Integration", Role.ADMIN)
PERSONS = (ANNA, BO, REGISTRAR, ADMIN, READER, DATA)


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def classified(
    policy: str | Profile,
    *codes: Label | Flag,
    categories: tuple[str, ...] = (),
    channel: str = "comment",
    review_reasons: tuple[str, ...] = (),
    scores: dict[Label, float] | None = None,
) -> Classification:
    profile = PROFILES[policy] if isinstance(policy, str) else policy
    labels = by_severity({c for c in codes if isinstance(c, Label)})
    flags = tuple(f for f in Flag if f in codes)
    decision = Decision(labels, flags, (), review_reasons, max((SEVERITY[c] for c in codes), default=Severity.NONE))
    findings = tuple(
        Finding(code, category, "r", 0, 1, "x", "skäl", Strength.CERTAIN)
        for category in categories
        for code in [next(c for c in (*LABELS, *Flag) if c.value == category.split(".")[0])]
    )
    full = dict.fromkeys(LABELS, 0.0) | (scores or {})
    lathund = plan(decision, profile, findings=findings, scores=full, channel=channel)
    reasons = (*review_reasons, *lathund.review_reasons)
    return Classification(
        "c", full, RULES_ONLY, findings, (), decision, lathund, Language("sv", True), reasons, "m@1", "r1"
    )


@dataclass
class Filed:
    """A case with its evidence and everything that was ever written to the audit trail about it."""

    case: Case
    sealed: Sealed
    profile: Profile
    events: list

    def do(self, command, **arguments) -> "Filed":  # type: ignore[no-untyped-def]
        """Carry out a command on the case."""
        arguments = {"actor": ANNA, "now": NOW} | arguments
        changed: Change = command(self.case, *arguments.pop("args", ()), **arguments)
        self.case = changed.case
        self.events += changed.events
        return self

    def refused(self, code: Refusal | str, command, **arguments) -> Refused:  # type: ignore[no-untyped-def]
        """Check that a command is refused with this code and changes nothing."""
        with pytest.raises(Refused) as caught:
            self.do(command, **arguments)
        assert caught.value.code == code, caught.value.message
        assert caught.value.message.strip()
        return caught.value

    def claim(self, actor: Actor = ANNA, now: datetime = NOW) -> "Filed":
        """Let somebody take the case."""
        return self.do(claim, token=f"t-{actor.id}", actor=actor, now=now)

    def decide(self, verdict: Verdict | None = None, actor: Actor = ANNA, now: datetime = NOW) -> "Filed":
        """Take the case and decide it, as proposed unless a verdict is given."""
        self.claim(actor, now)
        verdict = verdict or proposal(self.case)
        return self.do(
            decide,
            args=(verdict,),
            version=self.case.version,
            token=f"t-{actor.id}",
            profile=self.profile,
            actor=actor,
            now=now,
        )

    def reply(self, kind: ReplyKind, text: str, *, actor: Actor = ANNA, **publishing: object) -> "Filed":
        """Write and publish a reply."""
        reply_id = f"r{len(self.case.replies)}"
        self.do(draft_reply, reply_id=reply_id, kind=kind, text=text, actor=actor)
        return self.do(publish_reply, reply_id=reply_id, actor=actor, **publishing)

    def delete(self, *, first: Actor = ANNA, second: Actor = BO, gallring: str = "") -> "Filed":
        """Take a deletion all the way."""
        said = {"reason": "bryter mot reglerna", "legal_basis": POLICY, "sealed": self.sealed}
        self.do(request_deletion, deletion_id="d1", actor=first, gallring_decision=gallring, **said)
        self.do(confirm_deletion, deletion_id="d1", actor=second, **said)
        return self.do(carry_out_deletion, deletion_id="d1", sealed=self.sealed, actor=second)

    def open_codes(self) -> list[str]:
        """Return the codes of what is left to do."""
        return [p.code for p in open_points(self.case)]


def ref(capabilities: tuple[Capability, ...] = BOTH, received_at: datetime = NOW, number: int = 1) -> CommentRef:
    return CommentRef(
        f"fb:{number}", "facebook", "kommunen", str(number), f"https://example.org/{number}", "comment",
        received_at, received_at, capabilities,
    )  # fmt: skip


def filed(
    policy: str | Profile,
    *codes: Label | Flag,
    capabilities: tuple[Capability, ...] = BOTH,
    received_at: datetime = NOW,
    number: int = 1,
    group_key: str = "",
    **extra: object,
) -> Filed:
    """Open a case for a comment with these labels and flags."""
    profile = PROFILES[policy] if isinstance(policy, str) else policy
    classification = classified(profile, *codes, **extra)  # type: ignore[arg-type]
    comment = ref(capabilities, received_at, number)
    sealed = proof.build(
        comment, text="texten 🔪", author="@någon", classification=snapshot(classification), now=received_at
    )
    opened = open_case(
        f"case-{number}",
        comment=comment,
        classification=classification,
        profile=profile,
        sealed=sealed,
        reached=Reached.FLAGGED,
        actor=SYSTEM,
        now=received_at,
        group_key=group_key,
    )
    return Filed(opened.case, sealed, profile, list(opened.events))


def two_persons(policy: str) -> Profile:
    return PROFILES[policy].model_copy(update={"two_persons_for_deletion": True})


def l5(reason: str = "rättat", rule: str = "R17: annan brottslig verksamhet") -> Verdict:
    return Verdict((Label.HATE_SPEECH,), (), LathundRow.L5, POLICY, rule, reason)


def lawful(reason: str = "det är kritik") -> Verdict:
    return Verdict((Label.CRITICISM,), (), LathundRow.L1, (), "", reason)
