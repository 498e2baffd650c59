"""The network beside the linear model: it reads the words in order, and what the comment answers."""

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest

from classifier.bootstrap import load_predictor
from classifier.model import default_extractor, save_artefact
from classifier.model.artefact import ArtefactError
from classifier.model.network import DILATIONS, GRAM_BUCKETS, Arrays, Network, Reading, grams, reading, restored, stored
from classifier.model.predictor import Predictor
from classifier.taxonomy import LABELS, Label
from classifier.text import default_normalizer
from tests.conftest import ROOT
from tests.loop.small import models_folder, small_arrays
from training.data import TrainingRow
from training.fit import joined
from training.network_data import score_key
from training.network_table import Unseen, unseen_of

WIDTH, HIDDEN = 4, 5
WORDS, CLASSES = {"du": 1, "ska": 2, "dö": 3}, {"YOU": 0, "DEATH": 1}


@pytest.fixture(scope="module")
def live() -> Predictor:
    predictor, problem = load_predictor(ROOT / "models")
    assert predictor is not None, problem
    return predictor


@pytest.fixture(scope="module")
def small() -> Network:
    rng = np.random.default_rng(7)
    n = len(LABELS)
    shapes: dict[str, tuple[int, ...]] = {
        **{"word_vectors": (len(WORDS) + 1, WIDTH), "gram_vectors": (GRAM_BUCKETS, WIDTH)},
        **{"class_vectors": (len(CLASSES), WIDTH), "above": (WIDTH,), "last": (WIDTH,), "last_bias": (WIDTH,)},
        **{"attention": (WIDTH, n), "attention_bias": (n,), "label": (n, WIDTH), "out": (HIDDEN, n), "out_bias": (n,)},
        **{"hidden": (4 * WIDTH, HIDDEN), "hidden_bias": (HIDDEN,)},
    }
    for i in range(len(DILATIONS)):
        shapes |= {f"norm_{i}": (WIDTH,), f"norm_{i}_bias": (WIDTH,)}
        shapes |= {f"filter_{i}": (3 * WIDTH, 2 * WIDTH), f"filter_{i}_bias": (2 * WIDTH,)}
    arrays: Arrays = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    return Network(arrays, WORDS, CLASSES)


def by_hand(net: Network, comment: Reading, above: Reading | None) -> list[float]:
    """The definition, one number at a time."""
    a = {name: array.astype(float).tolist() for name, array in net.arrays.items() if name != "gram_vectors"}
    width = range(WIDTH)

    def normed(v: list[float], name: str) -> list[float]:
        mean = sum(v) / WIDTH
        spread = math.sqrt(sum((x - mean) ** 2 for x in v) / WIDTH + 1e-5)
        return [(v[k] - mean) / spread * a[name][k] + a[f"{name}_bias"][k] for k in width]

    def encoded(text: Reading, mark: list[float]) -> list[list[float]]:
        rows = []
        for word, names in zip(text.words, text.classes, strict=True):
            letters = [net.arrays["gram_vectors"][g].astype(float) for g in grams(word)]
            own, kinds = a["word_vectors"][net.words.get(word, 0)], [a["class_vectors"][net.classes[c]] for c in names]
            rows.append(
                [own[k] + sum(g[k] for g in letters) / len(letters) + sum(c[k] for c in kinds) + mark[k] for k in width]
            )
        for i, step in enumerate(DILATIONS):
            before = [normed(r, f"norm_{i}") for r in rows]
            new = []
            for t, row in enumerate(rows):
                at = [t - step, t, t + step]
                three = [x for s in at for x in (before[s] if 0 <= s < len(rows) else [0.0] * WIDTH)]
                both = [
                    sum(three[j] * a[f"filter_{i}"][j][c] for j in range(3 * WIDTH)) + a[f"filter_{i}_bias"][c]
                    for c in range(2 * WIDTH)
                ]
                new.append([row[k] + both[k] / (1 + math.exp(-both[WIDTH + k])) for k in width])
            rows = new
        return [normed(r, "last") for r in rows]

    x = encoded(comment, [0.0] * WIDTH)
    strongest = [max(r[k] for r in x) for k in width]
    context = [max(r[k] for r in encoded(above, a["above"])) for k in width] if above else [0.0] * WIDTH
    attended = []
    for label in range(len(LABELS)):
        e = [math.exp(sum(r[k] * a["attention"][k][label] for k in width) + a["attention_bias"][label]) for r in x]
        attended.append([sum(w * r[k] for w, r in zip(e, x, strict=True)) / sum(e) for k in width])
    mean = [sum(v[k] for v in attended) / len(LABELS) for k in width]
    joined_up = [*strongest, *context, *(s * c for s, c in zip(strongest, context, strict=True)), *mean]
    hidden = [
        max(0.0, sum(v * a["hidden"][j][h] for j, v in enumerate(joined_up)) + a["hidden_bias"][h])
        for h in range(HIDDEN)
    ]
    return [
        sum(v * a["out"][h][label] for h, v in enumerate(hidden))
        + a["out_bias"][label]
        + sum(attended[label][k] * a["label"][label][k] for k in width)
        for label in range(len(LABELS))
    ]


COMMENT = reading(["du", "ska", "nog", "dö", "du"], [(0, 1, "YOU"), (3, 4, "DEATH"), (4, 5, "YOU"), (1, 4, "NEW")], 160)
ABOVE = reading(["ska", "du"], [(1, 2, "YOU")], 40)


@pytest.mark.parametrize("above", [None, ABOVE], ids=["alone", "an answer"])
def test_the_arithmetic_is_what_it_says(small: Network, above: Reading | None) -> None:
    known = Reading(COMMENT.words, [[c for c in names if c in CLASSES] for names in COMMENT.classes])
    assert small.logits(COMMENT, above) == pytest.approx(by_hand(small, known, above), rel=1e-4, abs=1e-4)


def test_order_classes_and_what_is_answered_matter(small: Network) -> None:
    said = small.logits(COMMENT)
    turned = Reading(COMMENT.words[::-1], COMMENT.classes[::-1])
    assert not np.allclose(said, small.logits(turned))
    assert not np.allclose(said, small.logits(Reading(COMMENT.words, [[] for _ in COMMENT.words])))
    assert not np.allclose(said, small.logits(COMMENT, ABOVE))


def test_it_is_saved_in_eight_bits_and_read_back(small: Network) -> None:
    again = restored(stored(small))
    assert (again.words, again.classes) == (small.words, small.classes)
    assert again.logits(COMMENT, ABOVE) == pytest.approx(small.logits(COMMENT, ABOVE), abs=0.1)
    held = stored(small)
    with pytest.raises(ValueError, match="another number of words"):
        restored(held | {"words": held["words"][:3]})
    with pytest.raises(KeyError):
        restored({k: v for k, v in held.items() if k != "words"})


def test_a_text_without_words_is_read_as_one_empty_word(small: Network) -> None:
    nothing = reading([], [], 160)
    assert nothing == Reading([""], [[]])
    assert np.isfinite(small.logits(nothing, nothing)).all()
    assert reading(["a", "b", "c"], [(0, 3, "X")], 2) == Reading(["a", "b"], [["X"], ["X"]])


@pytest.mark.parametrize("text", ["", "!!!", "😀", "a" * 5_000, "hej " * 3_000, "\u200b\u0301", "å\nä\nö"])
def test_any_text_has_a_finite_answer(live: Predictor, text: str) -> None:
    normalize = default_normalizer()
    odds = live.log_odds(normalize(text), normalize(text))
    assert odds.shape == (len(LABELS),)
    assert np.isfinite(odds).all()


def test_the_live_network_reads_names_of_peoples_as_one_word(live: Predictor) -> None:
    normalize = default_normalizer()
    first, second = (
        live.network_logits(normalize(f"alla {people} ska ut härifrån")) for people in ("polacker", "ryssar")
    )
    assert np.array_equal(first, second)
    assert np.abs(first).max() > 0


def test_joining_gives_no_weight_under_nought() -> None:
    rng = np.random.default_rng(1)
    y = (rng.random(400) < 0.3).astype(np.int8)
    good, bad = y * 2 - 1 + rng.normal(size=400), -(y * 2 - 1) + rng.normal(size=400)
    slope, network_slope, _ = joined(good, bad, y)
    assert slope > 0
    assert network_slope == 0
    slope, network_slope, _ = joined(bad, good, y)
    assert slope == pytest.approx(1e-3)
    assert network_slope > 0
    slope, network_slope, _ = joined(good, y * 2 - 1 + rng.normal(size=400), y)
    assert slope > 0
    assert network_slope > 0


def test_scores_of_rows_it_trained_on_are_kept_and_others_read_anew(small: Network) -> None:
    row = TrainingRow("Fin väg!", frozenset({Label.CRITICISM}), "own", "g", context="Vägen är klar")
    kept = np.arange(len(LABELS), dtype=float)
    unseen = Unseen(small, {score_key(row.text, row.context): kept}, {})
    scores = unseen.of([row, dataclasses.replace(row, context="")])
    extractor, normalize = default_extractor(), default_normalizer()
    assert np.array_equal(scores[0], kept)
    assert scores[1] == pytest.approx(small.logits(extractor.reading(normalize(row.text), 160)), rel=1e-5)


def test_a_candidate_takes_the_network_of_the_live_model(tmp_path: Path, small: Network) -> None:
    models = models_folder(tmp_path / "models", "first")
    assert unseen_of(None, models) is None
    with pytest.raises(ArtefactError, match="holds no network"):
        unseen_of(models / "first", models)
    Unseen(small, {1: np.arange(len(LABELS), dtype=float)}, {2: np.ones(len(LABELS))}).write(models / "first")
    with pytest.raises(ArtefactError, match="holds no network"):
        unseen_of(None, models)
    arrays, manifest = small_arrays()
    save_artefact(
        models / "first", arrays.model_copy(update={"network": small}), manifest.model_copy(update={"version": "first"})
    )
    taken = unseen_of(None, models)
    assert taken is not None
    assert taken.network.words == small.words
    assert (taken.known[1].tolist(), taken.apart[2].tolist()) == (list(range(len(LABELS))), [1.0] * len(LABELS))
    assert unseen_of(None, tmp_path / "nowhere") is None
