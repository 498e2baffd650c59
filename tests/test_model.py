"""The served model: same answers as scikit-learn, safe files, honest refusal of what it cannot trust."""

import json
import os
import shutil
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from classifier.bootstrap import current_version, load_predictor
from classifier.model import ArtefactError, Predictor, default_extractor, load_artefact, save_artefact, windows
from classifier.taxonomy import LABELS, Label
from classifier.text import default_normalizer
from tests.conftest import ROOT
from training.data import TrainingRow, corpus_rows
from training.fit import Targets, fit_all
from training.parallel import mapped
from training.passages import Windows, fit_with_windows
from training.sources import AGAINST, AGAINST_THE_MODEL, load_sources
from training.train import Config, final_model, settled_windows, stands_for_inflow
from training.vectorize import Counts, count_features, count_windows

normalize = default_normalizer()


@pytest.fixture(scope="module")
def small() -> tuple[list[TrainingRow], Predictor, np.ndarray]:
    """A model of 600 comments, as served, and the decision values of the scikit-learn model it came from."""
    rows = [
        TrainingRow(r["text"], frozenset(r["labels"]), "corpus", r["author"], context=r["parent"] or r["post"])
        for r in corpus_rows(part="train")[::40]
    ][:600]
    config = Config()
    counts = count_features(rows, default_extractor(), normalize, min_df=dict.fromkeys(config.min_df, 1))
    windows = settled_windows(rows, [], counts, config)
    fitted = fit_with_windows(counts, Targets.of(rows), windows, config.block_weights, config.c, config.seed)
    _, manifest = load_artefact(ROOT / "models" / current_version(ROOT / "models"))
    arrays = final_model(rows, counts, windows, config)
    return rows, Predictor(arrays, manifest, default_extractor()), fitted.logits(counts)


def test_the_fused_matrix_answers_as_scikit_learn(small: tuple) -> None:
    rows, predictor, expected = small
    served = np.array([predictor.logits(normalize(r.text), normalize(r.context) if r.context else None) for r in rows])
    np.testing.assert_allclose(served, expected, atol=2e-4)


def test_saving_and_loading_keeps_the_answers(small: tuple, tmp_path: Path) -> None:
    rows, _, _ = small
    arrays, manifest = load_artefact(ROOT / "models" / current_version(ROOT / "models"))
    save_artefact(tmp_path / "v", arrays, manifest)
    again, _ = load_artefact(tmp_path / "v")
    first = Predictor(arrays, manifest, default_extractor())
    second = Predictor(again, manifest, default_extractor())
    for row in rows[:50]:
        np.testing.assert_allclose(
            first.logits(normalize(row.text)), second.logits(normalize(row.text)), atol=1e-2, rtol=1e-2
        )


def test_probabilities_are_between_zero_and_one_and_every_label_is_there(small: tuple) -> None:
    rows, predictor, _ = small
    scores = predictor.predict(normalize(rows[0].text)).scores
    assert list(scores) == list(LABELS)
    assert all(0.0 <= p <= 1.0 for p in scores.values())


def test_explanations_point_into_the_raw_text(small: tuple) -> None:
    rows, predictor, _ = small
    for row in rows[:40]:
        for explanation in predictor.explain(normalize(row.text), list(LABELS)):
            assert row.text[explanation.start : explanation.end].strip()
            assert explanation.weight > 0


def test_a_long_complaint_is_also_read_sentence_by_sentence() -> None:
    tokens = default_extractor().tokens(
        normalize("Snön ligger kvar på vägen igen. " * 3 + "Jag vet var du bor någonstans.")
    )
    assert len(windows(tokens)) == 4
    assert windows(default_extractor().tokens(normalize("Bara en enda mening här"))) == []
    assert windows([]) == []


@pytest.fixture
def models(tmp_path: Path) -> Path:
    version = current_version(ROOT / "models")
    shutil.copytree(ROOT / "models" / version, tmp_path / version)
    (tmp_path / "current").write_text(version)
    return tmp_path


def damage_weights(folder: Path) -> None:
    path = next(folder.glob("*/weights.npz"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def change_manifest(**changes: object):
    def change(folder: Path) -> None:
        path = next(folder.glob("*/manifest.json"))
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    return change


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (damage_weights, "checksum"),
        (lambda f: next(f.glob("*/weights.npz")).unlink(), "cannot be read"),
        (lambda f: next(f.glob("*/manifest.json")).unlink(), "cannot be read"),
        (lambda f: (f / "current").unlink(), "cannot be read"),
        (lambda f: (f / "current").write_text("../secret"), "not a version"),
        (change_manifest(features_version=0), "retrain"),
        (change_manifest(labels=["threat"]), "other labels"),
        (change_manifest(thresholds={}), "thresholds"),
        (change_manifest(surprise=1), "not a manifest"),
    ],
)
def test_a_model_that_cannot_be_trusted_is_refused_with_its_reason(models: Path, harm, says: str) -> None:
    harm(models)
    predictor, problem = load_predictor(models)
    assert predictor is None
    assert says in problem


def test_pickled_arrays_are_refused(models: Path) -> None:
    import hashlib

    path = next(models.glob("*/weights.npz"))
    np.savez(path, bias=np.array([{"a": 1}], dtype=object))
    manifest = path.parent / "manifest.json"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"sha256": digest}))
    with pytest.raises(ArtefactError, match="not a model"):
        load_artefact(path.parent)


def test_the_shipped_manifest_tells_where_the_model_comes_from() -> None:
    _, manifest = load_artefact(ROOT / "models" / current_version(ROOT / "models"))
    assert manifest.data["corpus"]["rows"] >= 2_000
    assert all({"rows", "licence", "sha256"} <= set(d) for d in manifest.data.values())
    assert manifest.libraries["scikit-learn"]
    assert (ROOT / "models" / manifest.version / "weights.npz").stat().st_size < 25_000_000
    assert (ROOT / "models" / manifest.version / "CARD.md").exists()


def test_the_strongest_window_of_a_comment_earns_its_label_and_the_others_keep_silent() -> None:
    harmful, calm = [
        TrainingRow("ett", frozenset({Label.THREAT}), "corpus", "w1"),
        TrainingRow("två", frozenset(), "corpus", "w1"),
    ]
    owners = np.array([0, 0, 0, 1, 1])
    logits = np.zeros((5, len(LABELS)))
    threat = LABELS.index(Label.THREAT)
    logits[:, threat] = [-1.0, 2.0, 0.5, 3.0, -2.0]
    targets = Windows.settle(Counts({}, {}), owners, Targets.of([harmful, calm]), logits).targets
    assert targets.y[:, threat].tolist() == [0, 1, 0, 0, 0]
    assert targets.known[:, threat].tolist() == [False, True, False, True, True]


def test_labels_fitted_in_processes_are_those_fitted_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    x = sp.csr_matrix(rng.random((60, 12)))
    y = (rng.random((60, len(LABELS))) < 0.4).astype(np.int8)
    targets = Targets(y, np.ones(y.shape), np.ones(y.shape, dtype=bool))
    alone = fit_all(x, targets, 1.0, 7)
    monkeypatch.setattr("training.fit._WORTH_FORKING", 0)
    for one, other in zip(alone, fit_all(x, targets, 1.0, 7), strict=True):
        np.testing.assert_array_equal(one, other)


_LONG = "Vägen har inte plogats på hela veckan nu. Jag vet var du bor och jag väntar på dig där i kväll!"


def test_features_read_in_processes_are_those_read_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [_LONG, "När öppnar badhuset?", _LONG, "Hej", ""]
    rows = [TrainingRow(t, frozenset(), "corpus", "w1", context="Badhuset är stängt") for t in texts]
    rare = dict.fromkeys(Config().min_df, 1)

    def read() -> tuple[Counts, Counts, list[int]]:
        counts = count_features(rows, default_extractor(), default_normalizer(), min_df=rare)
        windows, owners = count_windows(texts, default_extractor(), default_normalizer(), counts.names)
        return counts, windows, owners.tolist()

    monkeypatch.setattr("training.vectorize._PART", 2)
    alone = read()
    monkeypatch.setattr("training.vectorize._WORTH_FORKING", 0)
    forked = read()
    assert alone[2] == forked[2] == [0, 0, 2, 2]
    for one, other in zip(alone[:2], forked[:2], strict=True):
        assert one.names == other.names
        for block, matrix in one.matrices.items():
            assert (matrix != other.matrices[block]).nnz == 0
            assert matrix.shape == other.matrices[block].shape


def test_nothing_to_read_gives_nothing() -> None:
    counts = count_features([], default_extractor(), default_normalizer(), min_df=dict.fromkeys(Config().min_df, 1))
    windows, owners = count_windows([], default_extractor(), default_normalizer(), counts.names)
    assert [m.shape for m in (*counts.matrices.values(), *windows.matrices.values())] == [(0, 0)] * 10
    assert owners.tolist() == []


def killed(_: int) -> int:
    os._exit(9)


def test_a_killed_process_is_told_and_never_waited_for() -> None:
    with pytest.raises(BrokenProcessPool):
        list(mapped(killed, [1, 2], fork=True))


def test_nothing_is_calibrated_on_what_was_written_against_the_model() -> None:
    rows = load_sources(with_shared=False).rows
    assert {r.group for r in rows if r.source == AGAINST} == AGAINST_THE_MODEL
    assert {r.source for r in rows} == {AGAINST, "corpus"}
    assert not stands_for_inflow(AGAINST)
    assert all(stands_for_inflow(source) for source in ("corpus", "real/x", "own/random"))
    assert not stands_for_inflow("tatoeba_sv")
