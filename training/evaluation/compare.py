"""`lathund evaluate CANDIDATE`: the candidate beside the live model, over the whole product, on what trained neither.

Rules, decision and lathund are the same for both: only the model differs. What is measured is written beside the
candidate, where `lathund promote` reads it, and as a page for whoever decides.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from classifier.bootstrap import Wired, wire
from classifier.cases.moments import iso
from classifier.model import ArtefactError, Predictor, current_version, default_extractor, load_artefact
from classifier.model.comparison import (
    OWN_SET,
    SUITE,
    Comparison,
    Difference,
    LabelComparison,
    SetComparison,
    Side,
    SwapComparison,
    write_comparison,
)
from classifier.model.gates import Gates, failed
from classifier.pipeline import Classification, Comment, Context, Pipeline
from classifier.settings import Settings
from classifier.taxonomy import HARMFUL_LABELS, LABELS, URGENT_LABELS, Label, LathundRow
from training.evaluation import suite
from training.evaluation.baselines import POLICY
from training.evaluation.figures import HIDING_ROWS
from training.evaluation.paired import Paired, macro_auc, macro_f1, weighted_auc, weighted_error
from training.evaluation.sets import EvalSet, corpus_set, functional_set
from training.evaluation.verdict import Verdict, verdict_of
from training.own_labels import held_out_cases, read_own, trained_cases

_HARMFUL: Final = [i for i, label in enumerate(LABELS) if label in HARMFUL_LABELS]
_URGENT: Final = [i for i, label in enumerate(LABELS) if label in URGENT_LABELS]
_CRITICISM: Final = LABELS.index(Label.CRITICISM)
REPORT: Final = "comparison.html"
Pair = tuple[NDArray[Any], NDArray[Any]]


class CompareError(ValueError):
    """A comparison that cannot be made: says why and what to do."""


@dataclass(frozen=True)
class Said:
    """What one model, in the whole product, said of a set: `scores` and `labels` of shape (comments, labels)."""

    results: list[Classification]
    scores: NDArray[np.float64]
    labels: NDArray[np.int8]
    hides: NDArray[np.bool_]
    reviewed: NDArray[np.bool_]
    alarmed: NDArray[np.bool_]

    @classmethod
    def of(cls, pipeline: Pipeline, data: EvalSet, parts: Wired, done: Callable[[], None]) -> "Said":
        """Classify every comment of the set."""
        results = []
        for comment in data.comments:
            results.append(pipeline.classify(comment, parts.profiles[POLICY]))
            done()
        return cls(
            results,
            np.array([[r.scores[label] for label in LABELS] for r in results]),
            np.array([[label in r.decision.labels for label in LABELS] for r in results], dtype=np.int8),
            np.array([r.lathund.row in HIDING_ROWS for r in results]),
            np.array([bool(r.review_reasons) for r in results]),
            np.array([r.lathund.row is LathundRow.L4 for r in results]),
        )


def run(
    version: str, models: Path, gates: Gates, labels: Sequence[Path] = (), out: Path | None = None
) -> tuple[Comparison, Verdict]:
    """Compare a version with the live one: print the verdict, write figures and page. Raises CompareError."""
    console = Console()
    try:
        champion, candidate = current_version(models), version
        parts = wire(Settings(models_dir=models))
        pipelines = [_pipeline(parts, models / name) for name in (champion, candidate)]
    except ArtefactError as error:
        raise CompareError(str(error)) from error
    sets = [corpus_set("test"), functional_set()]
    own, left_out = own_set(labels, models / champion, models / candidate) if labels else (None, {})
    sets += [own] if own else []
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    compared: dict[str, SetComparison] = {}
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(f"Jämför {candidate} med {champion}", total=2 * sum(len(s.comments) for s in sets))
        for data in sets:
            told = [Said.of(p, data, parts, lambda: progress.advance(task)) for p in pipelines]
            compared[data.name] = compare_set(data, *told)
            if data.name == SUITE:
                swaps, share = compare_suite(data, *told)
    sides = [_side(p) for p in pipelines]
    comparison = Comparison(
        at=iso(datetime.now(UTC)),
        champion=sides[0],
        candidate=sides[1],
        sets=compared,
        suite=share,
        swaps=swaps,
        left_out=left_out,
    )
    write_comparison(models / candidate, comparison)
    manifests = [_manifest(p) for p in pipelines]
    verdict = verdict_of(comparison, failed(gates, comparison, candidate=manifests[1], champion=manifests[0]))
    from training.evaluation.compare_html import page

    target = out or models / candidate / REPORT
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page(comparison, verdict), encoding="utf-8")
    console.print(f"{candidate} jämförd med {champion}: {verdict.word}, därför att", highlight=False)
    for reason in verdict.because:
        console.print(f"- {reason}", highlight=False, markup=False)
    console.print(f"Rapport: {target}", highlight=False)
    return comparison, verdict


def own_set(labels: Sequence[Path], champion: Path, candidate: Path) -> tuple[EvalSet | None, dict[str, int]]:
    """Return the own labels that neither model trained on, and how many were left out and why."""
    kept, trained = held_out_cases(candidate), trained_cases(candidate) | trained_cases(champion)
    chosen, left_out = [], {"no_text_or_conflict": 0, "trained": 0, "not_kept_for_measuring": 0}
    for one in read_own(labels):
        if one.withheld or one.conflict or not one.text.strip():
            left_out["no_text_or_conflict"] += 1
        elif one.case in trained:
            left_out["trained"] += 1
        elif kept is not None and one.case not in kept:
            left_out["not_kept_for_measuring"] += 1
        else:
            chosen.append(one)
    if not chosen:
        return None, left_out
    comments = [Comment(o.text, context=Context(o.post, o.parent)) for o in chosen]
    y = np.array([[label in o.labels for label in LABELS] for o in chosen], dtype=np.int8)
    return EvalSet(OWN_SET, comments, y, [o.reached for o in chosen], [o.case for o in chosen]), left_out


def compare_set(data: EvalSet, champion: Said, candidate: Said) -> SetComparison:
    """Compare two models on one set."""
    paired, y = Paired(len(data.comments)), data.y
    both = (champion, candidate)
    labels = {}
    for i, label in enumerate(LABELS):
        gold = y[:, i]
        said = (champion.labels[:, i], candidate.labels[:, i])
        hits: Pair = (gold & said[0], gold & said[1])
        sums: Pair = (gold + said[0], gold + said[1])
        varied = 0 < gold.sum() < len(gold)
        labels[label] = LabelComparison(
            n=int(gold.sum()),
            recall=paired.ratio(hits, (gold, gold)),
            precision=paired.ratio(hits, said),
            f1=paired.ratio((2 * hits[0], 2 * hits[1]), sums),
            auc=paired.figure(weighted_auc(gold), champion.scores[:, i], candidate.scores[:, i]) if varied else None,
        )
    plain = (y[:, _CRITICISM] == 1) & (y.sum(axis=1) == 1)
    blamed = [plain & (s.hides | s.labels[:, _HARMFUL].any(axis=1)) for s in both]
    emergency = np.asarray(y[:, _URGENT].any(axis=1))
    missed = [emergency & ~(s.alarmed | s.reviewed) for s in both]
    return SetComparison(
        n=len(data.comments),
        labels=labels,
        macro_f1=paired.figure(macro_f1(y), champion.labels, candidate.labels, samples=len(paired.counts)),
        macro_auc=paired.figure(macro_auc(y), champion.scores, candidate.scores)
        if any(f.auc for f in labels.values())
        else None,
        plain_criticism=int(plain.sum()),
        criticism=paired.ratio((blamed[0], blamed[1]), (plain, plain)) if plain.any() else None,
        calibration=paired.figure(
            weighted_error(y[:, _HARMFUL]), champion.scores[:, _HARMFUL], candidate.scores[:, _HARMFUL]
        ),
        review_load=paired.mean(champion.reviewed, candidate.reviewed),
        missed_emergencies=paired.ratio((missed[0], missed[1]), (emergency, emergency)) if emergency.any() else None,
    )


def compare_suite(data: EvalSet, champion: Said, candidate: Said) -> tuple[dict[str, SwapComparison], Difference]:
    """Compare the functional suite: swaps by kind, and the share of cases whose harmful labels are exactly right."""
    paired = Paired(len(data.comments))
    passed = [(s.labels[:, _HARMFUL] == data.y[:, _HARMFUL]).all(axis=1) for s in (champion, candidate)]
    before, after = (suite.swap_pairs(data, s.results) for s in (champion, candidate))
    swaps = {kind: compare_swap(before[kind], after[kind]) for kind in before}
    return swaps, paired.mean(passed[0], passed[1])


def compare_swap(before: list[suite.SwapPair], after: list[suite.SwapPair]) -> SwapComparison:
    """Compare one kind of swap, pair by pair; `changed` counts pairs."""
    paired = Paired(len(before))
    share = paired.mean(*(np.array([p.changed for p in pairs]) for pairs in (before, after)))
    gap = paired.mean(*(np.array([p.gap for p in pairs]) for pairs in (before, after)))
    counted = {name: round(value * len(before), 3) for name, value in share.model_dump().items()}
    return SwapComparison(pairs=len(before), changed=Difference(**counted), gap=gap)


def _pipeline(parts: Wired, folder: Path) -> Pipeline:
    arrays, manifest = load_artefact(folder)
    predictor = Predictor(arrays, manifest, default_extractor())
    return Pipeline(parts.pipeline.normalizer, parts.pipeline.matcher, predictor)


def _manifest(pipeline: Pipeline) -> Any:
    assert pipeline.predictor is not None
    return pipeline.predictor.manifest


def _side(pipeline: Pipeline) -> Side:
    manifest = _manifest(pipeline)
    return Side(version=manifest.version, sha256=manifest.sha256)
