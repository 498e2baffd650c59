"""Fit the tagger: logistic regression over hashed features of tokens, with averaged stochastic steps."""

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import SGDClassifier

from classifier.names import NamesArrays, NamesManifest, Recogniser
from classifier.names.features import FEATURES_VERSION, TAGGER_BITS, context_features, own_features, style, tokenize
from training.ner_data import Example, labels


def untrained(
    lexical: tuple[NDArray[np.float32], NDArray[np.float32]], genitive: tuple[NDArray[np.float32], float]
) -> Recogniser:
    """Return a recogniser that knows words but no sentences yet."""
    manifest = NamesManifest(
        name="sv-names", version="0", features_version=FEATURES_VERSION, threshold=0.5, join_threshold=0.3, sha256=""
    )
    arrays = NamesArrays(
        lexical=lexical[0],
        lexical_bias=lexical[1],
        tagger=np.zeros(1 << TAGGER_BITS, dtype=np.float32),
        tagger_bias=0.0,
        genitive=genitive[0],
        genitive_bias=genitive[1],
    )
    return Recogniser(arrays, manifest)


def matrix(
    examples: Sequence[Example], recogniser: Recogniser
) -> tuple[sparse.csr_matrix, NDArray[np.int8], NDArray[np.float32]]:
    """Return features, labels and weights of all word tokens."""
    indices: list[NDArray[np.int32]] = []
    sizes: list[int] = []
    y: list[int] = []
    weights: list[float] = []
    for example in examples:
        tokens = tokenize(example.text)
        kinds = [recogniser.kind(t.lower) if t.text[0].isalpha() else t.shape for t in tokens]
        how = style(tokens)
        for i, label in enumerate(labels(tokens, example.names)):
            if not tokens[i].text[0].isalpha():
                continue
            features = [*context_features(tokens, kinds, how, i), *own_features(tokens[i].lower, tokens[i].shape)]
            indices.append(np.array(features, dtype=np.int32))
            sizes.append(len(features))
            y.append(label)
            weights.append(example.weight)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    column = np.concatenate(indices)
    data = np.ones(len(column), dtype=np.float32)
    x = sparse.csr_matrix((data, column, starts), shape=(len(y), 1 << TAGGER_BITS))
    x.sum_duplicates()
    return x, np.array(y, dtype=np.int8), np.array(weights, dtype=np.float32)


def fit_tagger(
    examples: Sequence[Example], recogniser: Recogniser, *, alpha: float, epochs: int, seed: int
) -> Recogniser:
    """Return the recogniser with a tagger fitted on the examples."""
    shuffled = list(examples)
    random.Random(seed).shuffle(shuffled)
    x, y, weights = matrix(shuffled, recogniser)
    model = SGDClassifier(
        loss="log_loss",
        alpha=alpha,
        max_iter=epochs,
        tol=None,
        average=True,
        random_state=seed,
        learning_rate="adaptive",
        eta0=0.02,
    )
    model.fit(x, y, sample_weight=weights)
    arrays = recogniser.arrays.model_copy(
        update={"tagger": model.coef_[0].astype(np.float32), "tagger_bias": float(model.intercept_[0])}
    )
    return replace(recogniser, arrays=arrays, _kinds={}, _own={})
