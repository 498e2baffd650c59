"""Pointer, history and gates: what is live is always one whole version, and only what holds the gates becomes it."""

from pathlib import Path

import pytest

from classifier.model import ArtefactError, current_version, registry
from classifier.model.artefact import read_manifest
from classifier.model.comparison import OWN_SET, SUITE, TEST_SET, Comparison, SwapComparison
from classifier.model.gates import GatesError, failed, load_gates
from classifier.taxonomy import Label
from tests.loop.small import comparison, differs, measured, models_folder, same

GATES = load_gates()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return models_folder(tmp_path_factory.mktemp("models"), "a", "b", "c")


def test_rollback_goes_back_step_by_step_and_not_to_and_fro(folder: Path) -> None:
    for version in ("b", "a", "c"):
        registry.switch_to(folder, version)
    assert [registry.go_back(folder) for _ in range(3)] == ["a", "b", "a"]
    assert current_version(folder) == "a"
    with pytest.raises(ArtefactError, match="no earlier version"):
        registry.go_back(folder)


def test_a_switch_cut_off_after_the_history_changes_nothing(folder: Path) -> None:
    (folder / "history").write_text("a\nb\n", encoding="utf-8")
    assert (current_version(folder), registry.previous_version(folder)) == ("a", "")
    registry.switch_to(folder, "c")
    assert registry.go_back(folder) == "a"


@pytest.mark.parametrize("version", ["", "../a", "a/b", ".hidden", "a\nb", "missing"])
def test_what_is_no_usable_version_never_becomes_live(folder: Path, version: str) -> None:
    with pytest.raises(ArtefactError):
        registry.switch_to(folder, version)
    assert current_version(folder) == "a"


def test_a_damaged_version_is_listed_with_its_problem_and_never_becomes_live(tmp_path: Path) -> None:
    folder = models_folder(tmp_path, "a", "b")
    (folder / "b" / "weights.npz").write_bytes(b"half a fi")
    with pytest.raises(ArtefactError, match="checksum"):
        registry.switch_to(folder, "b")
    (folder / "b" / "manifest.json").write_text("{", encoding="utf-8")
    listed = {e.version: (e.live, bool(e.problem)) for e in registry.entries(folder)}
    assert listed == {"a": (True, False), "b": (False, True)}


def label_with(folder: Path, label: Label, **changed: object) -> Comparison:
    part = measured()
    labels = dict(part.labels)
    labels[label] = labels[label].model_copy(update=changed)
    return comparison(folder, "a", "b", sets={"corpus test": measured(labels=labels), "functional suite": measured()})


def gates_of(folder: Path, compared: Comparison | None, **data: object) -> list[str]:
    candidate = read_manifest(folder / "b").model_copy(update={"data": {"own_labels": data}} if data else {})
    found = failed(GATES, compared, candidate=candidate, champion=read_manifest(folder / "a"))
    assert all(f.text.strip() for f in found)
    return [f.gate for f in found]


def test_a_candidate_that_is_as_good_passes(folder: Path) -> None:
    assert gates_of(folder, comparison(folder, "a", "b")) == []


@pytest.mark.parametrize(
    ("n", "recall", "gates"),
    [
        (50, differs(0.8, 0.7, -0.2, -0.01), ["recall:threat"]),
        (50, differs(0.8, 0.75, -0.11, 0.01), []),
        (50, differs(0.8, 0.71, -0.2, 0.02), ["recall:threat"]),
        (10, differs(0.8, 0.6, -0.5, 0.1), []),
        (0, differs(0.0, 0.0, 0.0, 0.0), []),
    ],
)
def test_recall_of_a_harmful_label(folder: Path, n: int, recall: object, gates: list[str]) -> None:
    assert gates_of(folder, label_with(folder, Label.THREAT, n=n, recall=recall)) == gates
    assert gates_of(folder, label_with(folder, Label.QUESTION, n=n, recall=recall)) == []


def swaps(kind: str, **figures: object) -> dict[str, object]:
    return {"swaps": {kind: SwapComparison(pairs=9, **figures)}}  # type: ignore[arg-type]


def sets(name: str, **figures: object) -> dict[str, object]:
    return {"sets": {TEST_SET: measured(), SUITE: measured()} | {name: measured(**figures)}}


def both_sets(**figures: object) -> dict[str, object]:
    """Return sets of which neither alone is sure; together they may be."""
    return {"sets": dict.fromkeys((TEST_SET, SUITE), measured(**figures))}


@pytest.mark.parametrize(
    ("changed", "gates"),
    [
        ({"suite": differs(0.8, 0.796, -0.007, -0.001)}, ["suite"]),
        ({"suite": differs(0.8, 0.799, -0.002, 0.0)}, []),
        ({"suite": differs(0.8, 0.785, -0.04, 0.01)}, ["suite"]),
        (swaps("swap.party", changed=differs(0, 1, 0, 3), gap=same()), []),
        (swaps("swap.party", changed=differs(0, 2, 1, 4), gap=same()), ["swaps:swap.party"]),
        (swaps("swap.party", changed=differs(2, 5, -1, 7), gap=same()), ["swaps:swap.party"]),
        (swaps("swap.name", changed=same(), gap=differs(0.06, 0.08, -0.01, 0.05)), []),
        (swaps("swap.name", changed=same(), gap=differs(0.06, 0.08, 0.006, 0.03)), ["swaps:swap.name"]),
        (swaps("swap.name", changed=same(), gap=differs(0.06, 0.1, -0.01, 0.09)), ["swaps:swap.name"]),
        (sets(SUITE, criticism=differs(0.02, 0.03, 0, 0.03)), []),
        (sets(SUITE, criticism=differs(0.02, 0.05, -0.01, 0.07)), ["criticism"]),
        (sets(SUITE, plain_criticism=9, criticism=differs(0.0, 0.11, 0, 0.33)), []),
        (sets(SUITE, plain_criticism=900, criticism=differs(0.02, 0.03, 0.004, 0.016)), ["criticism"]),
        (both_sets(plain_criticism=900, criticism=differs(0.02, 0.026, -0.001, 0.013)), ["criticism"]),
        (both_sets(plain_criticism=900, criticism=differs(0.02, 0.021, -0.001, 0.003)), []),
        (sets(TEST_SET, calibration=differs(0.02, 0.04, 0, 0.1)), ["calibration:corpus test"]),
        (sets(TEST_SET, n=50, calibration=differs(0.02, 0.04, 0, 0.1)), []),
        ({"sets": {TEST_SET: measured()}}, ["evaluated"]),
    ],
)
def test_the_other_gates(folder: Path, changed: dict, gates: list[str]) -> None:
    assert gates_of(folder, comparison(folder, "a", "b", **changed)) == gates


def test_what_was_not_compared_or_compared_with_something_else_is_refused(folder: Path) -> None:
    assert gates_of(folder, None) == ["evaluated"]
    assert gates_of(folder, comparison(folder, "a", "c")) == ["evaluated"]
    assert gates_of(folder, comparison(folder, "c", "b")) == ["evaluated"]
    assert gates_of(folder, comparison(folder, "a", "b"), held_out=40) == ["evaluated"]
    own = {"corpus test": measured(), "functional suite": measured(), OWN_SET: measured()}
    assert gates_of(folder, comparison(folder, "a", "b", sets=own), held_out=40) == []


def test_one_account_may_not_outweigh_the_others(folder: Path) -> None:
    compared = comparison(folder, "a", "b")
    assert gates_of(folder, compared, accounts=3, largest_account_share=0.7) == ["accounts"]
    assert gates_of(folder, compared, accounts=3, largest_account_share=0.5) == []
    assert gates_of(folder, compared, accounts=1, largest_account_share=1.0) == []


@pytest.mark.parametrize("content", ["recall_drop = 2", "suite_drop = 0.1\nsomething = 1", "recall_drop ="])
def test_a_gates_file_that_is_wrong_says_where(tmp_path: Path, content: str) -> None:
    path = tmp_path / "gates.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GatesError, match=r"gates\.toml"):
        load_gates(path)
