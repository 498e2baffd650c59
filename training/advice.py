"""`lathund thresholds`: what other thresholds would cost, by a municipality's own confirmed labels.

The live model reads the exported texts anew, those that trained it left out. A comment of the random audit stands for
1 / probability comments that nobody looked at; without any, what was missed cannot be known and the advice says so.
What a person picked is left out: chosen because the machine missed it, from among those that the audit stands for.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from classifier.bootstrap import wire
from classifier.cases.parts import Reached
from classifier.model import current_version
from classifier.pipeline import Comment, Context
from classifier.settings import Settings
from classifier.taxonomy import HARMFUL_LABELS, LABELS, SWEDISH, URGENT_LABELS, Label
from training.evaluation.html import table
from training.own_labels import OwnLabel, OwnLabelsError, read_own, trained_cases

CUTS: Final = tuple(round(float(c), 2) for c in np.arange(0.05, 1.0, 0.05))
ENOUGH: Final = 10
COSTS: Final = {"urgent": 50.0, "harmful": 8.0}
"""A missed comment counts as this many needlessly reviewed ones."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cut:
    """What one threshold would have meant: weighted counts, and `cost` in needless reviews."""

    cut: float
    found: float
    low: float
    high: float
    missed: float
    needless: float
    load: float
    cost: float


@dataclass(frozen=True)
class Advice:
    """One label: what every cut costs, which is cheapest, which is used today; empty `cuts`: too few to say."""

    label: Label
    positives: int
    today: float
    cuts: tuple[Cut, ...]

    @property
    def best(self) -> Cut | None:
        """The cheapest cut; among equals the lowest, which misses least."""
        return min(self.cuts, key=lambda c: (round(c.cost, 6), c.cut)) if self.cuts else None


def advise(label: Label, today: float, scores: Floats, truth: NDArray[np.bool_], weight: Floats, cost: float) -> Advice:
    """Return what each cut of one label costs; arrays of shape (n,)."""
    positives = int(truth.sum())
    if positives < ENOUGH:
        return Advice(label, positives, today, ())
    total, all_true = float(weight.sum()), float(weight[truth].sum())
    cuts = []
    for cut in sorted({*CUTS, round(today, 4)}):
        over = scores >= cut
        hit, needless = float(weight[over & truth].sum()), float(weight[over & ~truth].sum())
        share = hit / all_true
        low, high = _wilson(share, positives)
        cuts.append(
            Cut(
                cut,
                share,
                low,
                high,
                all_true - hit,
                needless,
                (hit + needless) / total,
                (all_true - hit) * cost + needless,
            )
        )
    return Advice(label, positives, today, tuple(cuts))


def _wilson(share: float, n: int) -> tuple[float, float]:
    z = 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def run(
    labels: Sequence[Path], models: Path, out: Path | None = None, missed_cost: float | None = None
) -> list[Advice]:
    """Print the advice of every harmful label and, where asked for, write it with curves as HTML."""
    console = Console()
    parts = wire(Settings(models_dir=models))
    predictor = parts.pipeline.predictor
    if predictor is None:
        raise OwnLabelsError(f"{models}: {parts.model_problem}")
    trained = trained_cases(models / current_version(models))
    rows = [o for o in read_own(labels) if measures(o) and o.case not in trained]
    if not rows:
        raise OwnLabelsError("Inga etiketter med text som inte redan har tränat modellen.")
    profile = parts.profiles[parts.default_policy]
    said = [parts.pipeline.classify(Comment(o.text, context=Context(o.post, o.parent)), profile) for o in rows]
    weight = np.array([1 / max(o.probability, 1e-6) for o in rows])
    found = []
    for label in (x for x in LABELS if x in HARMFUL_LABELS):
        scores = np.array([s.scores[label] for s in said])
        truth = np.array([label in o.labels for o in rows])
        cost = missed_cost or COSTS["urgent" if label in URGENT_LABELS else "harmful"]
        found.append(advise(label, said[0].thresholds[label].review, scores, truth, weight, cost))
    audited = sum(o.probability < 1 for o in rows)
    _print(console, found, len(rows), audited)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page(found, len(rows), audited), encoding="utf-8")
        console.print(f"Rapport: {out}")
    return found


def measures(one: OwnLabel) -> bool:
    """Whether a label may say what a threshold costs: it has its text, is undisputed, and nobody picked it."""
    return bool(one.text.strip()) and not one.conflict and one.reached != Reached.PICKED


def _told(rows: int, audited: int) -> str:
    told = f"{rows} bekräftade inlägg som inte tränat modellen, varav {audited} ur slumpkontrollen."
    if not audited:
        told += " Utan slumpkontroll syns inte det som ingen har tittat på: det missade är fler än här."
    return told


def _print(console: Console, found: list[Advice], rows: int, audited: int) -> None:
    shown = Table(title="Gräns för när en människa tittar", title_justify="left")
    today = ("i dag", "hittat i dag", "onödiga i dag")
    for heading in ("slag", "inlägg", *today, "billigast", "hittat", "onödiga", "till en människa"):
        shown.add_column(heading)
    for advice in found:
        best = advice.best
        if best is None:
            shown.add_row(SWEDISH[advice.label], str(advice.positives), f"{advice.today:.2f}", "för få för att säga")
            continue
        now = next(c for c in advice.cuts if c.cut == round(advice.today, 4))
        cells = [f"{now.found:.0%}", f"{now.needless:.0f}", f"{best.cut:.2f}"]
        cells += [f"{best.found:.0%} [{best.low:.0%}, {best.high:.0%}]", f"{best.needless:.0f}", f"{best.load:.1%}"]
        shown.add_row(SWEDISH[advice.label], str(advice.positives), f"{advice.today:.2f}", *cells)
    console.print(shown)
    console.print(_told(rows, audited), highlight=False)


def page(found: list[Advice], rows: int, audited: int) -> str:
    """Return the advice as one HTML page: the table of every cut, and the curve."""
    parts = [f"<h1>Gränser</h1><p>{escape(_told(rows, audited))}</p>"]
    for advice in found:
        parts.append(f"<h2>{escape(SWEDISH[advice.label])}: {advice.positives} inlägg</h2>")
        if advice.best is None:
            parts.append(f"<p>För få inlägg för ett råd: minst {ENOUGH} behövs.</p>")
            continue
        parts.append(f"<p>I dag {advice.today:.2f}; billigast {advice.best.cut:.2f}.</p>" + _curve(advice))
        lines = [
            [
                f"{c.cut:.2f}",
                f"{c.found:.1%} [{c.low:.1%}, {c.high:.1%}]",
                f"{c.missed:.0f}",
                f"{c.needless:.0f}",
                f"{c.load:.1%}",
                f"{c.cost:.0f}",
            ]
            for c in advice.cuts
        ]
        parts.append(table(["gräns", "hittat", "missade", "onödiga", "till en människa", "kostnad"], lines))
    head = '<!doctype html><html lang="sv"><meta charset="utf-8"><title>Gränser</title>'
    return f"{head}<body>{''.join(parts)}</body></html>"


def _curve(advice: Advice) -> str:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axis = plt.subplots(figsize=(7, 3))
    axis.plot([c.cut for c in advice.cuts], [c.cost for c in advice.cuts], marker=".")
    axis.axvline(advice.today, color="#888", linestyle=":")
    axis.set(xlabel="gräns (streckad: i dag)", ylabel="kostnad i onödiga granskningar")
    figure.tight_layout()
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None})
    plt.close(figure)
    svg = stream.getvalue()
    described = "Kostnad för varje gräns; siffrorna står i tabellen"
    return f'<figure role="img" aria-label="{described}">{svg[svg.index("<svg") :]}</figure>'
