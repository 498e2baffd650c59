"""`lathund simulate`: how many confirmed labels it takes, and which comments are worth a moderator's time.

Replays `annotated_real` as a municipality's own stream: a model of the written corpus alone meets real texts, is given
the labels of some of them, is trained anew with those labels among its rows, and is measured on the half it never
sees. Each way of choosing starts from the same split; the interval is over splits (seeds), paired with random.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

from training.fit import fit_label
from training.simulate_stream import COLUMNS, MEASURED, Floats, Stream, load_stream
from training.simulate_ways import WAYS, Choose
from training.train import Config

STEPS: Final = (0, 100, 200, 300, 400, 500, 700)
HEADLINE: Final = 500
REPORT: Final = Path("datasets/real_labels/simulation.json")
FIGURES: Final = ("auc", "ap", "f1")


def logits_of(stream: Stream, labelled: NDArray[np.int64], ask: NDArray[np.int64], seed: int) -> Floats:
    """Train on the corpus and the labelled real rows; return logits of the asked rows, shape (rows, measured)."""
    config = Config()
    rows = np.concatenate([stream.corpus, labelled])
    x, asked = stream.x[rows], stream.x[ask]
    out = np.zeros((len(ask), len(COLUMNS)))
    for place, column in enumerate(COLUMNS):
        w, b = fit_label(x, stream.y[rows, column], stream.weight[rows], config.c, seed)
        out[:, place] = asked @ w + b
    return out


def figures(stream: Stream, rows: NDArray[np.int64], logits: Floats) -> dict[str, float]:
    """Return macro AUC, average precision and best F1 over the measured labels."""
    auc, ap, f1 = [], [], []
    for place, column in enumerate(COLUMNS):
        truth, score = stream.y[rows, column], logits[:, place]
        precision, recall, _ = precision_recall_curve(truth, score)
        auc.append(roc_auc_score(truth, score))
        ap.append(average_precision_score(truth, score))
        f1.append(float(np.max(2 * precision * recall / np.maximum(precision + recall, 1e-9))))
    return {"auc": float(np.mean(auc)), "ap": float(np.mean(ap)), "f1": float(np.mean(f1))}


def replay(stream: Stream, way: Choose, seed: int, steps: tuple[int, ...], base: Floats) -> list[dict[str, float]]:
    """Return the figures on the unseen half after each step of labels chosen this way."""
    pool, unseen = halves(stream, seed)
    rng = np.random.default_rng([seed, 7])
    logits, labelled, curve = base, np.array([], dtype=np.int64), []
    for before, step in zip((0, *steps), steps, strict=False):
        if step > before:
            left = np.flatnonzero(~np.isin(pool, labelled))
            chosen = way(stream, pool[left], logits[: len(pool)][left], step - before, rng)
            labelled = np.concatenate([labelled, pool[left][chosen]])
            logits = logits_of(stream, labelled, np.concatenate([pool, unseen]), seed)
        curve.append({"labels": float(step)} | figures(stream, unseen, logits[len(pool) :]))
    return curve


def halves(stream: Stream, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Split the real rows by groups of near-identical texts: what may be chosen, and what is never seen."""
    names = np.unique(stream.group)
    first = set(np.random.default_rng(seed).permutation(names)[: len(names) // 2].tolist())
    inside = np.array([g in first for g in stream.group])
    return stream.real[inside], stream.real[~inside]


Report = dict[str, Any]


def run(out: Path = REPORT, *, seeds: int = 10, corpus_rows: int = 12_000, ways: Sequence[str] = ()) -> Report:
    """Replay every way of choosing from the same splits; print, and write JSON with an SVG of the curves beside it."""
    console, chosen = Console(), tuple(ways) or tuple(WAYS)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    curves: dict[str, list[list[dict[str, float]]]] = {name: [] for name in chosen}
    with Progress(*columns, console=Console(stderr=True)) as progress:
        reading = progress.add_task("Läser drag ur texterna", total=None)
        stream = load_stream(corpus_rows, 1, lambda texts: progress.advance(reading, texts))
        replaying = progress.add_task("Spelar upp", total=seeds * len(chosen))
        for seed in range(seeds):
            pool, unseen = halves(stream, seed)
            base = logits_of(stream, np.array([], dtype=np.int64), np.concatenate([pool, unseen]), seed)
            for name in chosen:
                curves[name].append(replay(stream, WAYS[name], seed, STEPS, base))
                progress.advance(replaying)
            # Written after every split: who interrupts has what was measured so far.
            report = summary(curves, len(stream.corpus), len(stream.real))
            _write(out, report)
    console.print(section(report), markup=False, highlight=False, soft_wrap=True)
    return report


def _write(out: Path, report: Report) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    out.with_suffix(".svg").write_text(svg(report), encoding="utf-8")


def summary(curves: Mapping[str, list[list[dict[str, float]]]], corpus: int, real: int) -> Report:
    """Return mean curves, the lift by HEADLINE labels and the difference from random, with intervals over seeds."""
    report: Report = {"corpus": corpus, "real": real, "labels": [m.value for m in MEASURED], "steps": list(STEPS)}
    values = {name: {f: np.array([[p[f] for p in c] for c in of]) for f in FIGURES} for name, of in curves.items()}
    report["seeds"] = len(next(iter(curves.values())))
    at = STEPS.index(HEADLINE)
    for name, of in values.items():
        told: Report = {"curve": {f: np.round(v.mean(axis=0), 4).tolist() for f, v in of.items()}}
        told["lift"] = {f: _interval(v[:, at] - v[:, 0]) for f, v in of.items()}
        if "random" in values and name != "random":
            told["over random"] = {f: _interval(v[:, at] - values["random"][f][:, at]) for f, v in of.items()}
        if "random" in values:
            # What random reaches with HEADLINE labels, within each split: how many labels this way needs for it.
            for f, v in of.items():
                goal = values["random"][f][:, at]
                told.setdefault("labels needed", {})[f] = _interval(
                    np.array([needed(curve, g) for curve, g in zip(v, goal, strict=True)])
                )
        report.setdefault("ways", {})[name] = told
    return report


def needed(curve: Floats, goal: float) -> float:
    """Return how many labels the curve needs to reach the goal, by straight lines between steps; at most the last."""
    for i, value in enumerate(curve):
        if value >= goal:
            if i == 0:
                return float(STEPS[0])
            share = (goal - curve[i - 1]) / max(value - curve[i - 1], 1e-12)
            return float(STEPS[i - 1] + share * (STEPS[i] - STEPS[i - 1]))
    return float(STEPS[-1])


def _interval(values: Floats) -> list[float]:
    """Return mean and 95 % bootstrap interval of the mean over seeds."""
    rng = np.random.default_rng(1)
    drawn = values[rng.integers(0, len(values), (2_000, len(values)))].mean(axis=1)
    return [round(float(v), 4) for v in (values.mean(), *np.quantile(drawn, (0.025, 0.975)))]


def section(report: Report) -> str:
    """Return the section of the model card: what own labels are worth, and which to ask for."""
    lines = [
        "## What confirmed labels are worth (`lathund simulate`)",
        "",
        f"A model of {report['corpus']} written comments meets `annotated_real` ({report['real']} real texts; "
        f"{', '.join(report['labels'])}). Labels of one half are given to it in the order named and it is trained anew "
        f"each time; measured on the other half, which it never sees. Mean over {report['seeds']} splits, 95 % "
        "interval over splits.",
        "",
        f"| asked about | macro-AUC, 0 → {HEADLINE} labels | lift | over random | labels for what random reaches with "
        f"{HEADLINE}: AUC | AP | best F1 |",
        "|---|---|---|---|---|---|---|",
    ]
    at = report["steps"].index(HEADLINE)
    for name, told in report["ways"].items():
        curve = told["curve"]["auc"]
        over = _shown(told["over random"]["auc"], "+.4f") if "over random" in told else "–"
        reach = [_shown(told["labels needed"][f], ".0f") if "labels needed" in told else "–" for f in FIGURES]
        lift = _shown(told["lift"]["auc"], "+.4f")
        lines.append(f"| {name} | {curve[0]:.4f} → {curve[at]:.4f} | {lift} | {over} | {' | '.join(reach)} |")
    return "\n".join(lines)


def card_section(path: Path = REPORT) -> str:
    """Return the section of the model card with its curves from the last simulation, empty where there is none."""
    if not path.exists():
        return ""
    report = json.loads(path.read_text(encoding="utf-8"))
    drawing = f"../../{path.with_suffix('.svg').as_posix()}"
    return f"{section(report)}\n\n![Learning curves: macro-AUC and best F1 by number of confirmed labels]({drawing})"


def _shown(value: list[float], form: str) -> str:
    mean, low, high = (format(v, form) for v in value)
    return f"{mean} [{low}, {high}]"


def svg(report: Report) -> str:
    """Return the learning curves as SVG."""
    import io

    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(11, 4.5))
    for axis, measure, title in zip(axes, ("auc", "f1"), ("macro-AUC", "macro-F1 vid bästa gräns"), strict=True):
        for name, told in report["ways"].items():
            bold = name in {"random", "uncertainty"}
            axis.plot(report["steps"], told["curve"][measure], label=name, linewidth=2 if bold else 1, marker=".")
        axis.set(xlabel="bekräftade etiketter", title=f"{title} på den osedda halvan")
    axes[0].legend(fontsize=8)
    figure.tight_layout()
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None})
    plt.close(figure)
    return stream.getvalue()
