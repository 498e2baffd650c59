"""What a person sees of a comment: the text with what was found in it, why, how sure, and what was decided before.

The words and spans are computed anew each time, since a case keeps no copy of the text; the scores are those that the
proposal rests on. Names and identifiers are masked unless the caller shows them, which `note_unmasked` logs.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from classifier.cases.actors import Action, Actor, require
from classifier.cases.audit import AuditEvent
from classifier.cases.case import Case
from classifier.cases.codes import EventCode
from classifier.cases.evidence import Evidence
from classifier.cases.texts import EVENTS
from classifier.decision import Threshold
from classifier.pipeline import Classification, Comment, Context
from classifier.rules.finding import Finding, Strength
from classifier.services.care import WORST, blotted, softened, telling
from classifier.services.desk import Desk, found, sealed_of
from classifier.services.verdict import classify
from classifier.taxonomy import HARMFUL_LABELS, LABELS, Flag, Label, Severity, by_severity

Code = Label | Flag
_OBVIOUS: Final = 0.9
_MOST_BARS: Final = 4
_MOST_EARLIER: Final = 3
_COMPARED: Final = 30
_WORD: Final = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text as it is shown. `hidden`: a mask stands in its place (`person` or `harm`).

    `start` and `end` are code points of the text as it was written.
    """

    text: str
    start: int
    end: int
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces under the same findings; none where nothing was found."""

    pieces: tuple[Piece, ...]
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Why one label or flag is proposed: the rules' sentences with their words, and the model's weightiest words."""

    code: Code
    sentences: tuple[tuple[str, str], ...]
    weighed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure the machine is of a label, in words and against the thresholds. `level`: sure, doubt, low, benign."""

    label: Label
    score: float
    review: float
    act: float
    words: str
    level: str


@dataclass(frozen=True, slots=True)
class Insight:
    """A comment as a person reads it."""

    runs: tuple[Run, ...]
    author: str
    post: str
    parent: str
    why: tuple[Why, ...]
    certainties: tuple[Certainty, ...]
    covered: bool
    """The whole text is covered until asked for."""
    words_hidden: bool
    persons_hidden: bool
    other_model: str
    """The model that explains, where it is not the one that proposed."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the reader wants to meet the text. `unmasked`: names and identifiers are shown."""

    hide_words: bool = False
    cover: bool = False
    unmasked: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier decision on a like comment; `same`: the same text but for links, numbers and signs."""

    case: Case
    text: str
    same: bool


def insight(desk: Desk, case: Case, evidence: Evidence | None, manner: Manner) -> Insight | None:
    """Return a comment as a person reads it; None where no text is kept (R10) or the package is damaged."""
    if evidence is None or evidence.reduced:
        return None
    profile = desk.profiles.get(case.policy.code) or desk.profiles[desk.default_policy]
    comment = Comment(evidence.text, case.comment.id, evidence.channel, Context(evidence.post, evidence.parent))
    said = classify(desk, comment, profile)
    wanted: set[Code] = {*case.labels, *case.classification.suspected, *said.decision.labels}
    wanted |= {*case.flags, *said.decision.flags}
    told = [f for f in said.findings if telling(f, wanted)]
    hide_words = manner.hide_words or manner.cover
    text, persons, findings = _masked(desk, evidence.text, told, unmasked=manner.unmasked)
    runs = _runs(text, findings, persons, hide_words=hide_words)
    harmful = case.classification.severity >= Severity.NOTABLE or bool(set(case.labels) & HARMFUL_LABELS)

    thread = [t if manner.unmasked else desk.mask(t) for t in (evidence.post, evidence.parent)]
    post, parent = (softened(desk, t) for t in thread) if hide_words else thread
    return Insight(
        runs=runs,
        author=evidence.author if manner.unmasked else "",
        post=post,
        parent=parent,
        why=_why(said, wanted, lambda finding: _quoted(finding, runs), persons),
        certainties=_certainties(case, said.thresholds),
        covered=manner.cover and harmful,
        words_hidden=[post, parent] != thread or any(p.hidden == "harm" for run in runs for p in run.pieces),
        persons_hidden=not manner.unmasked,
        other_model="" if said.model == case.classification.model else said.model,
    )


def note_unmasked(desk: Desk, case_id: str, *, actor: Actor) -> None:
    """Log that a person asked to see names and identifiers (GDPR art. 5.2). The case itself does not change."""
    require(actor, Action.READ_EVIDENCE)
    now = desk.clock()
    with desk.storage.write(now) as unit:
        case = found(unit, case_id)
        code = EventCode.SHOWN_UNMASKED
        unit.audit.append([AuditEvent(now, actor, code, case.id, EVENTS[code], {}, {})])


def earlier(desk: Desk, case: Case, *, actor: Actor) -> tuple[Sequence[Earlier], int]:
    """Return earlier decisions on like comments, the likest first, and how many cases of the same text wait."""
    require(actor, Action.READ)
    with desk.storage.read() as unit:
        own = sealed_of(unit, case)
        words = _words(own.evidence.text) if own else frozenset()
        ranked = []
        for other in unit.lanes.alike(case, limit=_COMPARED):
            kept = sealed_of(unit, other)
            text = kept.evidence.text if kept else ""
            same = bool(case.group_key) and other.group_key == case.group_key
            ranked.append((2.0 if same else _likeness(words, _words(text)), other, text, same))
        waiting = unit.lanes.waiting_alike(case, now=desk.clock())
    best = sorted(ranked, key=lambda r: (-r[0], -r[1].comment.received_at.timestamp()))[:_MOST_EARLIER]
    return [Earlier(other, desk.mask(text), same) for likeness, other, text, same in best if likeness > 0], waiting


def _masked(
    desk: Desk, text: str, findings: list[Finding], *, unmasked: bool
) -> tuple[str, list[tuple[int, int, str]], list[Finding]]:
    """Return the text to mark, where persons stand in it, and the findings that can be marked."""
    if unmasked:
        return text, [], findings
    if desk.masks is None:
        return desk.mask(text), [], []
    return text, [(s.start, s.end, s.mask) for s in desk.masks(text).spans], findings


def _runs(
    text: str, findings: Iterable[Finding], persons: list[tuple[int, int, str]], *, hide_words: bool
) -> tuple[Run, ...]:
    """Cut the text where anything begins or ends; what stands under the same findings becomes one run."""
    findings = [f for f in findings if 0 <= f.start < f.end <= len(text)]
    ends = [c for f in findings for c in (f.start, f.end)] + [c for p in persons for c in p[:2]]
    runs: list[tuple[list[Piece], tuple[Code, ...]]] = []
    for low, high in pairwise(sorted({0, len(text), *ends})):
        person = next((p for p in persons if p[0] <= low < p[1]), None)
        over = [f for f in findings if f.start <= low < f.end]
        codes = tuple(dict.fromkeys(f.code for f in over))
        if person is not None:
            piece = Piece(person[2] if low == person[0] else "", low, high, "person")
        elif hide_words and any(f.code in WORST for f in over):
            piece = Piece(blotted(text[low:high]), low, high, "harm")
        else:
            piece = Piece(text[low:high], low, high)
        if not piece.text:
            continue
        if runs and runs[-1][1] == codes:
            runs[-1][0].append(piece)
        else:
            runs.append(([piece], codes))
    return tuple(Run(tuple(pieces), codes) for pieces, codes in runs)


def _quoted(finding: Finding, runs: tuple[Run, ...]) -> str:
    """Return the words of a finding just as the text shows them, masks and all; empty where none are marked."""
    shown = (p.text for run in runs for p in run.pieces if p.start < finding.end and finding.start < p.end)
    return " ".join("".join(shown).split())


def _why(
    said: Classification,
    wanted: set[Code],
    words_of: Callable[[Finding], str],
    persons: list[tuple[int, int, str]],
) -> tuple[Why, ...]:
    labels = by_severity({code for code in wanted if isinstance(code, Label)})
    flags = [flag for flag in Flag if flag in wanted]
    found = []
    codes: list[Code] = [*labels, *flags]
    for code in codes:
        mine = [f for f in said.findings if f.code is code and f.strength is not Strength.HINT]
        sentences = dict.fromkeys((f.reason, words_of(f)) for f in mine)
        spoke = [e for e in said.explanation if e.label is code and code is not Label.PERSONAL_DATA]
        weighed = [e.feature for e in spoke if not any(e.start < p[1] and p[0] < e.end for p in persons)]
        if code in WORST and any("•" in words for _, words in sentences):
            weighed = [blotted(w) for w in weighed]
        found.append(Why(code, tuple(sentences), tuple(dict.fromkeys(weighed))))
    return tuple(found)


def _certainties(case: Case, thresholds: dict[Label, Threshold]) -> tuple[Certainty, ...]:
    """Return the labels that stand, are suspected or come near, gravest first."""
    said = case.classification
    near = {*case.labels, *said.labels, *said.suspected}
    near |= {label for label in LABELS if said.scores.get(label, 0.0) >= thresholds[label].review}
    return tuple(
        _certainty(label, said.scores.get(label, 0.0), thresholds[label], asserted=label in said.labels)
        for label in by_severity(near)[:_MOST_BARS]
    )


def _certainty(label: Label, score: float, threshold: Threshold, *, asserted: bool) -> Certainty:
    if score >= max(_OBVIOUS, threshold.act):
        words, level = "mycket säker", "sure"
    elif score >= threshold.act:
        words, level = "säker nog att föreslå", "sure"
    elif asserted:
        words, level = "en regel är säker, modellen inte", "doubt"
    elif score >= threshold.review:
        words, level = "osäker, en person avgör", "doubt"
    else:
        words, level = "osannolik", "low"
    level = "benign" if level == "sure" and label not in HARMFUL_LABELS else level
    return Certainty(label, score, threshold.review, threshold.act, words, level)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words that two comments have in common."""
    return len(one & other) / len(one | other) if one and other else 0.0
