"""Real text that nobody here wrote, read by models that never saw the set they are measured on."""

from typing import Any, Final

import numpy as np
from sklearn.metrics import average_precision_score

from classifier.model import Predictor, default_extractor
from classifier.taxonomy import LABELS, Label
from classifier.text import default_normalizer
from training.augment import augmented
from training.evaluation.baselines import Baselines
from training.evaluation.figures import auc, interval
from training.evaluation.sets import Floats, real_set, toxic_windows
from training.network_data import score_key
from training.network_table import Unseen
from training.sources import Sources, load_sources
from training.train import Config, final_model, settled_windows
from training.vectorize import count_features

MEASURED: Final = (Label.HATE_SPEECH, Label.THREAT, Label.INSULT, Label.CRITICISM, Label.QUESTION)
TOXIC: Final = "swetoxicity, any of hate, insult, threat"
_ANY: Final = tuple(LABELS.index(label) for label in (Label.HATE_SPEECH, Label.INSULT, Label.THREAT))


def report(live: Predictor, baselines: Baselines, unseen: Unseen | None = None) -> dict[str, Any]:
    """Measure the models and the baseline on `annotated_real` and `swetoxicity_flashback`.

    `corpus alone` and `without annotated_real` are fitted here with the features and configuration that serve, linear
    alone; `unseen` holds what a network trained without annotated_real said of both sets, and the live model's
    calibration joins the two. The live model trained on annotated_real and is measured on swetoxicity only, which
    trains nothing.
    """
    models = {
        "corpus alone": fit(load_sources(with_shared=False), live),
        "without annotated_real": fit(load_sources(without=frozenset({"annotated_real"})), live),
    }
    real, (windows, truth) = real_set(), toxic_windows()
    found: dict[str, Any] = {label.value: {} for label in MEASURED} | {TOXIC: {}}
    said = {name: (score(model, real.texts), score(model, windows)) for name, model in models.items()}
    if unseen is not None:
        alone = said["without annotated_real"]
        pair = (joined(live, z, unseen, t) for z, t in zip(alone, (real.texts, windows), strict=True))
        said["without annotated_real, with the network"] = (next(pair), next(pair))
    for name, (logits, of_windows) in said.items():
        for label in MEASURED:
            i = LABELS.index(label)
            found[label.value][name] = _figures(real.y[:, i], logits[:, i]) | {
                "within source": _within(real.groups, real.y[:, i], logits[:, i])
            }
        found[TOXIC][name] = _figures(truth.astype(np.int8), any_of(probability(of_windows)))
    found[TOXIC]["shipped model"] = _figures(truth.astype(np.int8), any_of(probability(score(live, windows))))
    base_real, base_toxic = baselines.scores(real.texts), baselines.scores(windows)
    for label in MEASURED:
        i = LABELS.index(label)
        found[label.value]["TF-IDF, corpus alone"] = _figures(real.y[:, i], base_real[:, i])
    found[TOXIC]["TF-IDF, corpus alone"] = _figures(truth.astype(np.int8), any_of(base_toxic))
    return found


def fit(sources: Sources, like: Predictor) -> Predictor:
    """Fit the serving features on other sources; uncalibrated, which does not change a ranking."""
    config = Config()
    rows, extra = sources.rows, augmented(sources.rows, seed=config.seed, share=config.augment_share)
    counts = count_features(rows + extra, default_extractor(), default_normalizer(), min_df=config.min_df)
    windows = settled_windows(rows, extra, counts, config)
    return Predictor(final_model(rows + extra, counts, windows, config), like.manifest, default_extractor())


def score(model: Predictor, texts: list[str]) -> Floats:
    """Return calibrated log-odds, shape (texts, labels); those of a model fitted here are its plain scores."""
    normalizer = default_normalizer()
    return np.array([model.log_odds(normalizer(t)) for t in texts])


def joined(live: Predictor, linear: Floats, unseen: Unseen, texts: list[str]) -> Floats:
    """Join scores of a linear model and of a network that saw neither text, as the live model joins its two."""
    network = np.array([unseen.apart[score_key(text, "")] for text in texts])
    return live.joined(linear, network).astype(np.float64)


def probability(logits: Floats) -> Floats:
    """Return the logistic of logits."""
    result: Floats = 1 / (1 + np.exp(-logits))
    return result


def any_of(p: Floats) -> Floats:
    """Return the probability of any of hate, insult, threat, taken as independent."""
    result: Floats = 1 - np.prod(1 - p[:, _ANY], axis=1)
    return result


def _figures(y: Any, p: Floats) -> dict[str, Any]:
    return {
        "n": int(y.sum()),
        "auc": auc(y, p),
        "auc_interval": interval(lambda i: auc(y[i], p[i]), len(y), samples=200),
        "ap": float(average_precision_score(y, p)),
    }


def _within(groups: list[str], y: Any, p: Floats) -> dict[str, float]:
    sources = np.array(groups)
    found = {}
    for source in sorted(set(groups)):
        chosen = sources == source
        if 10 <= y[chosen].sum() < chosen.sum():
            found[source] = auc(y[chosen], p[chosen])
    return found
