"""Measure a model: figures per label and set, lathund rows, missed emergencies, wrongly removed criticism.

Nothing here is trained on. Sets: the sealed test part of the corpus (a writer whose work never trained, and held-out
clusters), the functional suite, the example week. `annotated_real` trains the shipped model, so its figures come
from a second fit on the corpus alone, made in the same run, as do those of eval_only.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.pipeline import make_union

from classifier.bootstrap import Wired, current_version, wire
from classifier.model import Predictor, default_extractor
from classifier.pipeline import Classification, Comment, Context, Pipeline
from classifier.settings import Settings
from classifier.taxonomy import HARMFUL_LABELS, LABELS, URGENT_LABELS, Label
from classifier.text import default_normalizer
from training.augment import augmented
from training.data import DATASETS, SHARED, corpus_rows, load_sources, read_jsonl
from training.model_card import write_card
from training.train import Config, final_model
from training.vectorize import count_features

BOOTSTRAPS = 400
POLICY = "lilla-edet"


@dataclass(frozen=True)
class EvalSet:
    """Texts with gold labels: `y` of shape (texts, labels)."""

    name: str
    comments: list[Comment]
    y: NDArray[np.int8]
    groups: list[str]


def run(model: Path, out: Path | None = None, *, card: bool = False) -> dict[str, Any]:
    """Print the report of a model folder, or of the live model of a folder of models.

    Writes it as JSON to `out`, and as CARD.md into the model folder with `card`.
    """
    console = Console(width=150)
    folder = model if (model / "manifest.json").exists() else model / current_version(model)
    parts = _wired(folder)
    report: dict[str, Any] = {"model": parts.pipeline.predictor.version if parts.pipeline.predictor else "none"}
    console.print(f"Modell {report['model']}")
    baselines = _baselines(parts)
    for data in (corpus_set("test"), functional_set()):
        report[data.name] = _product_report(data, parts, console)
        report[data.name]["baselines"] = _baseline_report(data, baselines, console)
    report["functional suite"]["by functionality"] = _functionalities(functional_set(), parts, console)
    if SHARED.is_dir():
        report["out of source"] = _out_of_source(parts, baselines, console)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if card:
        write_card(folder, report)
    return report


def _wired(folder: Path) -> Wired:
    from classifier.model import load_artefact

    parts = wire(Settings(models_dir=folder.parent))
    arrays, manifest = load_artefact(folder)
    pipeline = Pipeline(
        parts.pipeline.normalizer, parts.pipeline.matcher, Predictor(arrays, manifest, default_extractor())
    )
    return Wired(pipeline, parts.profiles, parts.default_policy, "")


def corpus_set(part: str) -> EvalSet:
    """Return a part of the corpus; the test part is read here and nowhere in training."""
    rows = corpus_rows(part=part)
    return EvalSet(f"corpus {part}", [_comment(r) for r in rows], _gold(rows, "labels"), [r["author"] for r in rows])


def functional_set() -> EvalSet:
    """Return the functional suite."""
    rows = list(read_jsonl(DATASETS / "functional/sv.jsonl"))
    return EvalSet(
        "functional suite", [_comment(r) for r in rows], _gold(rows, "gold"), [r["functionality"] for r in rows]
    )


def _comment(row: dict[str, Any]) -> Comment:
    return Comment(row["text"], context=Context(row.get("post") or "", row.get("parent") or ""))


def _gold(rows: list[dict[str, Any]], key: str) -> NDArray[np.int8]:
    return np.array([[label in r[key] for label in LABELS] for r in rows], dtype=np.int8)


def _product_report(data: EvalSet, parts: Wired, console: Console) -> dict[str, Any]:
    """Run the whole pipeline: rules, model, decision and lathund together."""
    profile = parts.profiles[POLICY]
    results = [parts.pipeline.classify(c, profile) for c in data.comments]
    scores = np.array([[r.scores[label] for label in LABELS] for r in results])
    said = np.array([[label in r.decision.labels for label in LABELS] for r in results], dtype=np.int8)
    table = Table(title=f"{data.name}: {len(results)} kommentarer, hela kedjan", show_lines=False)
    for heading in ("etikett", "n", "AUC", "AP", "precision", "recall", "F1 [95 %]", "ECE"):
        table.add_column(heading)
    report: dict[str, Any] = {"n": len(results), "labels": {}}
    for i, label in enumerate(LABELS):
        figures = _label_figures(data.y[:, i], scores[:, i], said[:, i])
        report["labels"][label.value] = figures
        low, high = figures["f1_interval"]
        table.add_row(
            label.value,
            str(figures["n"]),
            *(f"{figures[k]:.3f}" for k in ("auc", "ap", "precision", "recall")),
            f"{figures['f1']:.3f} [{low:.2f}, {high:.2f}]",
            f"{figures['ece']:.3f}",
        )
    report["macro_f1"] = float(np.mean([f["f1"] for f in report["labels"].values()]))
    report |= _safety(data, results)
    console.print(table)
    console.print(
        f"macro-F1 {report['macro_f1']:.3f} · granskas {report['review_load']:.1%} · missade nödlägen "
        f"{report['missed_emergencies']} av {report['emergencies']} · ren kritik föreslagen att döljas "
        f"{report['criticism_hidden']} av {report['plain_criticism']}"
    )
    return report


def _label_figures(y: NDArray[np.int8], p: NDArray[np.float64], said: NDArray[np.int8]) -> dict[str, Any]:
    rng = np.random.default_rng(1)
    samples = [_f1(y[i], said[i]) for i in (rng.integers(0, len(y), len(y)) for _ in range(BOOTSTRAPS))]
    hits = int((y & said).sum())
    return {
        "n": int(y.sum()),
        "auc": float(roc_auc_score(y, p)) if 0 < y.sum() < len(y) else float("nan"),
        "ap": float(average_precision_score(y, p)) if y.sum() else float("nan"),
        "precision": hits / max(int(said.sum()), 1),
        "recall": hits / max(int(y.sum()), 1),
        "f1": _f1(y, said),
        "f1_interval": [float(np.quantile(samples, q)) for q in (0.025, 0.975)],
        "ece": _calibration_error(y, p),
    }


def _f1(y: NDArray[np.int8], said: NDArray[np.int8]) -> float:
    return float(2 * (y & said).sum() / max(int(y.sum() + said.sum()), 1))


def _calibration_error(y: NDArray[np.int8], p: NDArray[np.float64], bins: int = 10) -> float:
    which = np.minimum((p * bins).astype(int), bins - 1)
    gaps = [
        abs(y[which == b].mean() - p[which == b].mean()) * (which == b).mean()
        for b in range(bins)
        if (which == b).any()
    ]
    return float(sum(gaps))


def _safety(data: EvalSet, results: list[Classification]) -> dict[str, Any]:
    """Return missed emergencies (neither labelled nor sent to a person), hidden plain criticism, review load."""
    urgent = [LABELS.index(label) for label in URGENT_LABELS]
    emergencies = np.flatnonzero(data.y[:, urgent].any(axis=1))
    missed = [i for i in emergencies if results[i].lathund.row != "L4" and not results[i].review_reasons]
    criticism = LABELS.index(Label.CRITICISM)
    plain = np.flatnonzero((data.y[:, criticism] == 1) & (data.y.sum(axis=1) == 1))
    hidden = [i for i in plain if results[i].lathund.row in {"L4", "L5"}]
    return {
        "emergencies": len(emergencies),
        "missed_emergencies": len(missed),
        "plain_criticism": len(plain),
        "criticism_hidden": len(hidden),
        "review_load": sum(bool(r.review_reasons) for r in results) / len(results),
    }


def _functionalities(data: EvalSet, parts: Wired, console: Console) -> dict[str, float]:
    """Return, per functionality, the share of cases whose harmful labels are exactly those of the gold."""
    profile = parts.profiles[POLICY]
    harmful = [LABELS.index(label) for label in LABELS if label in HARMFUL_LABELS]
    passed: dict[str, list[bool]] = defaultdict(list)
    for comment, gold, group in zip(data.comments, data.y, data.groups, strict=True):
        said = parts.pipeline.classify(comment, profile).decision.labels
        passed[group].append(all((LABELS[i] in said) == bool(gold[i]) for i in harmful))
    shares = {name: sum(v) / len(v) for name, v in passed.items()}
    total = sum(map(sum, passed.values())) / len(data.comments)
    weak = sorted(shares.items(), key=lambda kv: kv[1])[:15]
    console.print(f"funktionell svit: {total:.1%} av fallen; svagast: " + ", ".join(f"{k} {v:.2f}" for k, v in weak))
    return {"all": total, **shares}


@dataclass(frozen=True)
class Baselines:
    """TF-IDF + logistic regression on the corpus alone, and a keyword filter (the rules, without the model)."""

    vectorizer: Any
    models: list[LogisticRegression]
    keywords: Wired

    def scores(self, texts: list[str]) -> NDArray[np.float64]:
        """Return probabilities of the TF-IDF baseline, shape (texts, labels)."""
        x = self.vectorizer.transform(texts)
        return np.array([m.predict_proba(x)[:, 1] for m in self.models]).T


def _baselines(parts: Wired) -> Baselines:
    rows = [r for r in corpus_rows() if r["split"] != "test"]
    vectorizer = make_union(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=4, sublinear_tf=True),
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
    )
    x = vectorizer.fit_transform([r["text"] for r in rows])
    y = _gold(rows, "labels")
    models = [
        LogisticRegression(solver="liblinear", dual=True, C=4, tol=1e-2, max_iter=300).fit(x, y[:, i])
        for i in range(len(LABELS))
    ]
    keywords = Wired(
        Pipeline(parts.pipeline.normalizer, parts.pipeline.matcher, None), parts.profiles, parts.default_policy, "none"
    )
    return Baselines(vectorizer, models, keywords)


def _baseline_report(data: EvalSet, baselines: Baselines, console: Console) -> dict[str, float]:
    texts = [c.text for c in data.comments]
    scores = baselines.scores(texts)
    profile = baselines.keywords.profiles[POLICY]
    said = [baselines.keywords.pipeline.classify(c, profile).decision.labels for c in data.comments]
    keyword = np.array([[label in labels for label in LABELS] for labels in said], dtype=np.int8)
    figures = {
        "tfidf_macro_auc": float(np.mean([roc_auc_score(data.y[:, i], scores[:, i]) for i in range(len(LABELS))])),
        "tfidf_macro_ap": float(
            np.mean([average_precision_score(data.y[:, i], scores[:, i]) for i in range(len(LABELS))])
        ),
        "tfidf_macro_f1": float(
            np.mean([_f1(data.y[:, i], (scores[:, i] >= 0.5).astype(np.int8)) for i in range(len(LABELS))])
        ),
        "keywords_macro_f1": float(np.mean([_f1(data.y[:, i], keyword[:, i]) for i in range(len(LABELS))])),
    }
    console.print(
        f"jämförelse: TF-IDF + LR AUC {figures['tfidf_macro_auc']:.3f} AP {figures['tfidf_macro_ap']:.3f} "
        f"F1 {figures['tfidf_macro_f1']:.3f}; enbart nyckelord F1 {figures['keywords_macro_f1']:.3f}\n"
    )
    return figures


def _out_of_source(parts: Wired, baselines: Baselines, console: Console) -> dict[str, Any]:
    """Fit the same features on the corpus alone and measure real text that nobody here wrote."""
    rows = load_sources(with_shared=False).rows
    config = Config()
    rows = rows + augmented(rows, seed=config.seed, share=config.augment_share)
    counts = count_features([r.text for r in rows], default_extractor(), default_normalizer(), min_df=config.min_df)
    assert parts.pipeline.predictor is not None
    alone = Predictor(final_model(rows, counts, config), parts.pipeline.predictor.manifest, default_extractor())
    normalizer = default_normalizer()
    real = list(read_jsonl(SHARED / "annotated_real/comments.jsonl"))
    y = _gold(real, "labels")
    p = np.array([alone.blended_logits(normalizer(r["text"])) for r in real])
    base = baselines.scores([r["text"] for r in real])
    report: dict[str, Any] = {}
    for label in (Label.HATE_SPEECH, Label.THREAT, Label.INSULT, Label.CRITICISM, Label.QUESTION):
        i = LABELS.index(label)
        within = {
            source: float(roc_auc_score(y[chosen, i], p[chosen, i]))
            for source in sorted({r["source"] for r in real})
            for chosen in [np.array([r["source"] == source for r in real])]
            if 10 <= y[chosen, i].sum() < chosen.sum()
        }
        report[label.value] = {
            "auc": float(roc_auc_score(y[:, i], p[:, i])),
            "tfidf_auc": float(roc_auc_score(y[:, i], base[:, i])),
            "within source": within,
        }
    toxic = list(read_jsonl(SHARED / "eval_only/swetoxicity_flashback/extended_train_1200.jsonl"))
    key = next(k for k in toxic[0] if k.lower() in {"toxic", "label"})
    truth = np.array([str(r[key]).strip() in {"1", "True", "TOXIC"} for r in toxic])
    columns = [LABELS.index(label) for label in (Label.HATE_SPEECH, Label.INSULT, Label.THREAT)]

    def any_of(logits: NDArray[np.float64]) -> NDArray[np.float64]:
        probability: NDArray[np.float64] = 1 - np.prod(1 - 1 / (1 + np.exp(-logits[:, columns])), axis=1)
        return probability

    q = np.array([alone.blended_logits(normalizer(r["text"])) for r in toxic])
    base_toxic = 1 - np.prod(1 - baselines.scores([r["text"] for r in toxic])[:, columns], axis=1)
    report["swetoxicity, any of hate, insult, threat"] = {
        "auc": float(roc_auc_score(truth, any_of(q))),
        "tfidf_auc": float(roc_auc_score(truth, base_toxic)),
    }
    for name, figures in report.items():
        inside = ", ".join(f"{k} {v:.3f}" for k, v in figures.get("within source", {}).items())
        console.print(
            f"verklig text, modell på korpusen ensam: {name} AUC {figures['auc']:.3f} "
            f"(TF-IDF {figures['tfidf_auc']:.3f}) {inside}"
        )
    return report
