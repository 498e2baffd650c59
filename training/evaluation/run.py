"""`lathund evaluate`: one run, printed and, when asked for, written as JSON, HTML and model card."""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from rich.console import Console
from rich.table import Table

from classifier.bootstrap import Wired, wire
from classifier.model import Predictor, current_version, default_extractor, load_artefact
from classifier.pipeline import Classification, Pipeline
from classifier.settings import Settings
from classifier.taxonomy import HARMFUL_LABELS, LABELS
from training.data import SHARED
from training.evaluation import figures, html, out_of_source, suite
from training.evaluation.baselines import POLICY, Baselines
from training.evaluation.sets import EvalSet, corpus_set, functional_set
from training.model_card import write_card
from training.network_table import UNSEEN_FILE, Unseen

_WORST: Final = 40


def run(model: Path, out: Path | None = None, *, card: bool = False) -> dict[str, Any]:
    """Print the report of a model folder, or of the live model of a folder of models.

    Writes it to `out` (HTML when the name ends so, else JSON) and as CARD.md into the model folder with `card`.
    """
    console = Console(width=150)
    folder = model if (model / "manifest.json").exists() else model / current_version(model)
    parts = _wired(folder)
    assert parts.pipeline.predictor is not None
    report: dict[str, Any] = {"model": parts.pipeline.predictor.version, "worst": []}
    console.print(f"Modell {report['model']}")
    baselines = Baselines.fit(parts)
    for data in (corpus_set("test"), functional_set()):
        results = [parts.pipeline.classify(c, parts.profiles[POLICY]) for c in data.comments]
        report[data.name] = measured = product_report(data, results, parts)
        measured["baselines"] = baselines.report(data)
        if data.name == "functional suite":
            said = figures.said(results)
            measured["by functionality"] = suite.by_functionality(data, said)
            plain = (baselines.scores(data.texts) >= 0.5).astype(np.int8)
            measured["named abilities"] = suite.named_abilities(data, plain, said)
            measured["swaps"] = suite.swap_gaps(data, results)
        else:
            report["worst"] = worst_errors(data, results)
        _print_set(console, data, measured)
    if SHARED.is_dir():
        report["out of source"] = out_of_source.report(
            parts.pipeline.predictor, baselines, Unseen.read(folder) if (folder / UNSEEN_FILE).exists() else None
        )
        _print_real(console, report["out of source"])
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        text = html.page(report) if out.suffix == ".html" else json.dumps(report, indent=1, ensure_ascii=False) + "\n"
        out.write_text(text, encoding="utf-8")
        console.print(f"Rapport: {out}")
    if card:
        write_card(folder, report)
    return report


def _wired(folder: Path) -> Wired:
    parts = wire(Settings(models_dir=folder.parent))
    arrays, manifest = load_artefact(folder)
    predictor = Predictor(arrays, manifest, default_extractor())
    pipeline = Pipeline(parts.pipeline.normalizer, parts.pipeline.matcher, predictor)
    return Wired(pipeline, parts.profiles, parts.default_policy, "")


def product_report(data: EvalSet, results: list[Classification], parts: Wired) -> dict[str, Any]:
    """Measure the whole pipeline: rules, model, decision and lathund together."""
    scores = np.array([[r.scores[label] for label in LABELS] for r in results])
    said = figures.said(results)
    labels = {
        label.value: figures.label_figures(data.y[:, i], scores[:, i], said[:, i]) for i, label in enumerate(LABELS)
    }
    return {
        "n": len(results),
        "labels": labels,
        "macro_f1": float(np.mean([f["f1"] for f in labels.values()])),
        "rows": figures.row_confusion(data, results, parts.profiles[POLICY]),
        **figures.safety(data, results),
    }


def worst_errors(data: EvalSet, results: list[Classification]) -> list[dict[str, Any]]:
    """Return the comments whose harmful labels the model got most confidently wrong, with what weighed most."""
    errors = []
    for i, result in enumerate(results):
        for column, label in enumerate(LABELS):
            gold, score = bool(data.y[i, column]), result.scores[label]
            if label in HARMFUL_LABELS and gold != (label in result.decision.labels):
                errors.append((abs(gold - score), label, i))
    errors.sort(key=lambda e: (-e[0], e[2]))
    found = []
    for _, label, i in errors[:_WORST]:
        result = results[i]
        why = "; ".join(f"”{e.feature}” {e.weight:+.2f}" for e in result.explanation if e.label is label)
        rules = "; ".join(f.reason for f in result.findings if f.code is label)
        found.append(
            {
                "id": data.ids[i],
                "text": data.comments[i].text[:600],
                "gold": ", ".join(x for x, v in zip(LABELS, data.y[i], strict=True) if v) or "ingen",
                "said": ", ".join(result.decision.labels) or "ingen",
                "why": f"{label}: sannolikhet {result.scores[label]:.2f}. Vägde mest: {why or '–'}. "
                f"Regler: {rules or '–'}",
            }
        )
    return found


def _print_set(console: Console, data: EvalSet, f: dict[str, Any]) -> None:
    table = Table(title=f"{data.name}: {f['n']} kommentarer, hela kedjan", show_lines=False)
    for heading in ("etikett", "n", "AUC", "AP", "precision", "recall", "F1 [95 %]", "ECE"):
        table.add_column(heading)
    for label, x in f["labels"].items():
        low, high = x["f1_interval"]
        cells = (f"{x[k]:.3f}" for k in ("auc", "ap", "precision", "recall"))
        table.add_row(label, str(x["n"]), *cells, f"{x['f1']:.3f} [{low:.2f}, {high:.2f}]", f"{x['ece']:.3f}")
    console.print(table)
    console.print(
        f"macro-F1 {f['macro_f1']:.3f} · rätt rad {f['rows']['accuracy']:.1%} · granskas {f['review_load']:.1%} · "
        f"missade nödlägen {f['missed_emergencies']} av {f['emergencies']} · ren kritik föreslagen att döljas "
        f"{f['criticism_hidden']} av {f['plain_criticism']}"
    )
    base = f["baselines"]
    console.print(
        f"jämförelse: TF-IDF + LR AUC {base['tfidf_macro_auc']:.3f} AP {base['tfidf_macro_ap']:.3f} "
        f"F1 {base['tfidf_macro_f1']:.3f}; enbart nyckelord F1 {base['keywords_macro_f1']:.3f}"
    )
    if "by functionality" in f:
        shares = f["by functionality"]
        weak = sorted(((k, v) for k, v in shares.items() if k != "all"), key=lambda kv: kv[1])[:15]
        console.print(
            f"förmågor: {shares['all']:.1%} av fallen; svagast: " + ", ".join(f"{k} {v:.2f}" for k, v in weak)
        )
        for name, x in f["named abilities"].items():
            console.print(f"{name}: {x['before']:.2f} (TF-IDF) → {x['after']:.2f} av {x['n']}")
        for kind, gap in f["swaps"].items():
            console.print(
                f"{kind}: {gap['pairs']} par, medelskillnad {gap['mean_gap']:.4f}, största {gap['largest_gap']:.4f}, "
                f"ändrat utfall {len(gap['changed'])}"
            )
    console.print()


def _print_real(console: Console, found: dict[str, Any]) -> None:
    table = Table(title="Verklig text, av modeller som inte tränats på den", show_lines=False)
    for heading in ("etikett", "modell", "AUC [95 %]", "AP", "inom källa"):
        table.add_column(heading)
    for label, models in found.items():
        for name, f in models.items():
            low, high = f["auc_interval"]
            inside = ", ".join(f"{k} {v:.3f}" for k, v in f.get("within source", {}).items())
            table.add_row(label, name, f"{f['auc']:.3f} [{low:.3f}, {high:.3f}]", f"{f['ap']:.3f}", inside)
    console.print(table)
