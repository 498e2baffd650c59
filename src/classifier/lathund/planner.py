"""From a decision to exactly one row of the lathund, with its steps in order. The floor holds in every profile."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from classifier.consequences import (
    NOTICE_NOTES,
    NOTICE_OF_CATEGORY,
    NOTICE_OF_RULE,
    POINTED_OUT_PUPIL,
    PRIVACY_CRIME_NOTE,
    Notice,
    consequences,
)
from classifier.decision import Decision
from classifier.lathund.profile import REMOVING_STEPS, Forbidden, Profile, Step, StepCode
from classifier.rules.finding import Finding, Strength
from classifier.taxonomy import DELETABLE_ROWS, SWEDISH, URGENT_LABELS, Flag, Label, LathundRow, LegalBasis

OBVIOUS: Final = 0.9
"""BBS-lagen 5 § asks for removal of what is obviously unlawful: a certain rule, or a score of at least this."""

_BBS_LABELS: Final = frozenset({Label.HATE_SPEECH, Label.THREAT})
CHILD_ABUSE: Final = "obscene.child_abuse"
PROTECTED_IDENTITY: Final = "personal_data.protected_identity"
_WRONGING: Final = frozenset({Label.INSULT, Label.THREAT, Label.HATE_SPEECH})
_MOST_NOTES: Final = 2

SEAL_STEP: Final = Step(code=StepCode.SEAL_EVIDENCE, text="Spara inlägget", actor="system", rule="R20")
NOTE_LINK_STEP: Final = Step(
    code=StepCode.NOTE_LINK,
    text="Anteckna länk och tid. Spara aldrig en kopia: det är i sig ett brott (BrB 16:10a)",
    rule="R10",
)
SUICIDE_STEPS: Final = (
    Step(code=StepCode.LIFE_IN_DANGER, text="Är livet i fara nu? Ring 112", rule="R9"),
    Step(
        code=StepCode.SUPPORT_REPLY,
        text=(
            "Skriv privat och stödjande: 112 vid fara, Självmordslinjen 90101, Hjälplinjen 90390, "
            "Bris 116 111 (under 18 år)"
        ),
        rule="R9",
    ),
    Step(code=StepCode.FOLLOW_UP, text="Följ upp att någon har fått kontakt", rule="R9"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The row that a comment belongs to under a policy, and what to do, in order."""

    policy: str
    policy_version: str
    row: LathundRow
    title: str
    urgent: bool
    """The alarm of the floor: a person is told at once, in every profile."""
    legal_basis: tuple[LegalBasis, ...]
    steps: tuple[Step, ...]
    gallring_platform: str
    gallring_diarium: str
    deletion_allowed: bool
    reasons: tuple[str, ...]
    """Plain Swedish sentences: which published rule decided, and that criticism by itself never hides."""
    review_reasons: tuple[str, ...]


def plan(
    decision: Decision,
    profile: Profile,
    *,
    findings: Iterable[Finding] = (),
    scores: dict[Label, float] | None = None,
    channel: str = "comment",
) -> Plan:
    """Choose the row and its steps. Total: every decision gets exactly one row in every profile."""
    findings = tuple(findings)
    categories = {f.category for f in findings if f.strength is not Strength.HINT}
    broken, asked = _broken_rules(decision, profile, categories)
    row = _row(decision, broken, channel, profile)
    codes: set[Label | Flag] = {*decision.labels, *decision.flags}
    personal = consequences(categories) if Label.PERSONAL_DATA in decision.labels else ()
    urgent = row is LathundRow.L4 or any(consequence.urgent for _, consequence in personal)
    notices = _notices(decision, findings)
    steps = steps_of(row, profile, codes, child_abuse=CHILD_ABUSE in categories)
    return Plan(
        policy=profile.code,
        policy_version=profile.version,
        row=row,
        title=SWEDISH[row],
        urgent=urgent,
        legal_basis=_legal_basis(row, decision, broken, findings, scores, categories),
        steps=steps,
        gallring_platform=profile.rows[row].gallring_platform,
        gallring_diarium=profile.rows[row].gallring_diarium,
        deletion_allowed=row in DELETABLE_ROWS,
        reasons=(*_reasons(row, decision, broken), *_personal_notes(row, categories, decision, notices)),
        review_reasons=(*(f"policy:{f.code}" for f in asked), *notices),
    )


def _broken_rules(
    decision: Decision, profile: Profile, categories: set[str]
) -> tuple[tuple[Forbidden, ...], tuple[Forbidden, ...]]:
    """Return the rules of the profile that are broken, and those where a person must be asked."""
    broken, asked = [], []
    for rule in profile.forbidden:
        if rule.code not in {*decision.labels, *decision.flags}:
            continue
        if rule.person_decides or (rule.categories and not categories & set(rule.categories)):
            asked.append(rule)
        else:
            broken.append(rule)
    return tuple(broken), tuple(a for a in asked if a.code not in {b.code for b in broken})


def _row(decision: Decision, broken: tuple[Forbidden, ...], channel: str, profile: Profile) -> LathundRow:
    labels = set(decision.labels)
    if labels & URGENT_LABELS:
        return LathundRow.L4
    if broken:
        return LathundRow.L5
    if Label.CASE_MATTER in labels or (channel == "message" and profile.diarium.messages):
        return LathundRow.L3
    if labels & {Label.QUESTION, Label.CRITICISM}:
        return LathundRow.L1
    return LathundRow.L2


def steps_of(row: LathundRow, profile: Profile, codes: set[Label | Flag], *, child_abuse: bool) -> tuple[Step, ...]:
    """Return the steps of a row in order, for a comment with these labels and flags; a person may choose the row."""
    steps = [
        step
        for step in profile.rows[row].steps
        if (not step.only_for or codes & set(step.only_for)) and not codes & set(step.not_for)
    ]
    present = {s.code for s in steps}
    if row in DELETABLE_ROWS and StepCode.SEAL_EVIDENCE not in present:
        steps.insert(0, SEAL_STEP)
    if row is LathundRow.L4 and Label.SUICIDE_RISK in codes:
        steps = _with_suicide_path(steps)
    if child_abuse:
        steps = [NOTE_LINK_STEP if s.code is StepCode.SEAL_EVIDENCE else s for s in steps]
    return tuple(steps)


def _with_suicide_path(steps: list[Step]) -> list[Step]:
    """Put the question about danger right after the evidence, and support and follow-up after the police step."""
    present = {s.code for s in steps}
    danger, *after = SUICIDE_STEPS
    if danger.code not in present:
        steps.insert(1, danger)
    police = [i for i, s in enumerate(steps) if s.code in {StepCode.CONTACT_POLICE, *REMOVING_STEPS}]
    position = (police[-1] + 1) if police else len(steps)
    steps[position:position] = [s for s in after if s.code not in present]
    return steps


def _legal_basis(
    row: LathundRow,
    decision: Decision,
    broken: tuple[Forbidden, ...],
    findings: tuple[Finding, ...],
    scores: dict[Label, float] | None,
    categories: set[str],
) -> tuple[LegalBasis, ...]:
    """Return the bases in a fixed order; `bbs` only where the breach is obvious (BBS-lagen 5 §)."""
    if row not in DELETABLE_ROWS:
        return ()
    obvious = {f.code for f in findings if f.strength is Strength.CERTAIN}
    obvious |= {label for label, score in (scores or {}).items() if score >= OBVIOUS}
    bases: set[LegalBasis] = {basis for rule in broken for basis in rule.legal_basis}
    bases.discard(LegalBasis.BBS)
    if any(rule.code is Label.PERSONAL_DATA for rule in broken):
        bases |= {basis for _, consequence in consequences(categories) for basis in consequence.legal_basis}
    if any(label in obvious for label in decision.labels if label in _BBS_LABELS):
        bases.add(LegalBasis.BBS)
    if any(LegalBasis.BBS in rule.legal_basis and rule.code in obvious for rule in broken):
        bases.add(LegalBasis.BBS)
    return tuple(b for b in LegalBasis if b in bases) or (LegalBasis.POLICY,)


def _notices(decision: Decision, findings: tuple[Finding, ...]) -> tuple[Notice, ...]:
    """Return SKOL and ORO where a person must think of a pupil or a child, whatever the row."""
    found = {NOTICE_OF_RULE.get(f.rule) or NOTICE_OF_CATEGORY.get(f.category) for f in findings}
    wronged = bool(_WRONGING & {*decision.labels, *decision.suspected})
    if wronged and any(f.rule == POINTED_OUT_PUPIL for f in findings):
        found.add(Notice.SKOL)
    return tuple(notice for notice in Notice if notice in found)


def _personal_notes(
    row: LathundRow, categories: set[str], decision: Decision, notices: tuple[Notice, ...]
) -> tuple[str, ...]:
    """Return what the person who decides must know of the personal data, gravest first, and SKOL and ORO."""
    notes = []
    if Label.PERSONAL_DATA in decision.labels and row in DELETABLE_ROWS:
        found = consequences(categories)
        notes += [f"{consequence.note} ({consequence.law})" for _, consequence in found[:_MOST_NOTES]]
        if any(consequence.privacy_crime for _, consequence in found):
            notes.append(PRIVACY_CRIME_NOTE)
    return (*notes, *(NOTICE_NOTES[notice] for notice in notices))


def _reasons(row: LathundRow, decision: Decision, broken: tuple[Forbidden, ...]) -> tuple[str, ...]:
    reasons = [f"{rule.rule}: {rule.quote}" for rule in broken]
    if Label.CRITICISM in decision.labels and row in DELETABLE_ROWS:
        other = next(label for label in [*decision.labels, *decision.flags] if label is not Label.CRITICISM)
        reasons.append(f"Inlägget är också kritik. Kritiken är tillåten; det är {SWEDISH[other]} som avgör.")
    elif Label.CRITICISM in decision.labels:
        reasons.append("Kritik är tillåten och ska besvaras, inte döljas.")
    return tuple(reasons)
