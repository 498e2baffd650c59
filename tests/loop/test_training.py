"""Own labels in training: checked, capped, split by time and thread; a run that is interrupted ends the same."""

import json
from pathlib import Path

import pytest

import training.stages
from classifier.model import load_artefact
from classifier.model.gates import load_gates
from classifier.taxonomy import SWEDISH, Label
from tests.loop import workshop
from tests.loop.workshop import inside, label
from training import advice, train
from training.data import TrainingRow
from training.evaluation.compare import compare_swap, own_set
from training.evaluation.compare import run as compare
from training.evaluation.suite import SwapPair
from training.own_labels import OwnConfig, OwnLabel, OwnLabelsError, prepare, read_own, split, suspicious_accounts
from training.run_parts import ConfigError

T, C = Label.THREAT, Label.CRITICISM


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workshop.make(tmp_path_factory.mktemp("shop"), threats=60)


def labels(*lines: dict) -> list[OwnLabel]:
    return [OwnLabel.model_validate(line) for line in lines]


def many(n: int, **more: object) -> list[OwnLabel]:
    return labels(*(label(i, f"inlägg nummer {'abcdefghij'[i % 10] * (1 + i // 10)}", [C], **more) for i in range(n)))


def test_the_last_in_time_measures_and_no_thread_stands_on_both_sides() -> None:
    trains, measures, cut, between = split(many(203), OwnConfig())
    assert (len(measures), cut) == (40, measures[0].decided_at.isoformat())
    assert max(o.decided_at for o in trains) < min(o.decided_at for o in measures)
    assert not {o.thread for o in trains} & {o.thread for o in measures}
    assert between == 203 - len(trains) - len(measures) == 3
    assert split(many(50), OwnConfig())[1] == []


@pytest.mark.parametrize(
    ("source", "stands"),
    [("own/picked", False), ("own/random_audit", True), ("corpus/x", True), ("synthetic/x", False)],
)
def test_what_a_person_picked_trains_but_neither_calibrates_nor_advises(source: str, stands: bool) -> None:
    assert train.stands_for_inflow(source) is stands
    reached = source.removeprefix("own/")
    if reached != source:
        own = many(100, reached=reached)
        assert {advice.measures(one) for one in own} == {stands}
        assert {row.source for row in prepare(own, OwnConfig()).rows} == {source}


def test_an_account_has_a_most_number_of_rows_and_a_largest_share() -> None:
    busy = many(400, account="konto-a")
    calm = labels(*(label(1000 + i, f"annat {i * 'x'}", account="konto-b") for i in range(30)))
    own = prepare([*busy, *calm], OwnConfig(held_out=0))
    assert own.accounts["konto-a"] == {"decided": 400, "rows": 300, "share": 0.5}
    assert own.accounts["konto-b"]["share"] == 0.5
    assert own.left_out == {"account_rows": 100}
    alone = prepare(busy, OwnConfig(held_out=0))
    assert alone.weights == [3.0] * 300, "one account alone is capped in rows only"


def test_what_is_disputed_withheld_or_against_the_corpus_trains_nothing() -> None:
    corpus = [TrainingRow("Jag ska döda dig", frozenset({T}), "corpus", "1")]
    own = prepare(
        labels(
            label(1, "", withheld="personal_data"),
            label(2, "Ploga!", conflict=True),
            label(3, "jag ska DÖDA dig!", [C]),
            label(4, "Jag ska döda dig", [T]),
            label(5, "Fin bild", reached="random_audit", probability=0.02),
        ),
        OwnConfig(),
        corpus,
    )
    assert own.left_out == {"conflict": 1, "contradicts_corpus": 1, "no_text": 1}
    assert [(r.text, r.weight) for r in own.rows] == [("Jag ska döda dig", 3.0), ("Fin bild", 3.0)], (
        "the share of an account bounds the audit too"
    )


@pytest.mark.parametrize(
    ("score", "said", "n", "suspicious"),
    [
        (0.97, [C], 40, True),
        (0.97, [T], 40, False),
        (0.97, [C], 20, False),
        (0.02, [T], 40, True),
        (0.4, [C], 400, False),
        (0.02, [C], 400, False),
    ],
)
def test_an_account_that_keeps_going_against_what_is_sure_is_set_aside(
    score: float, said: list[Label], n: int, suspicious: bool
) -> None:
    decided = labels(
        *(label(i, f"text {i}", said, account="konto-x", proposed_scores={"threat": score}) for i in range(n))
    )
    assert suspicious_accounts(decided, OwnConfig()) == (["konto-x"] if suspicious else [])
    assert suspicious_accounts(decided, OwnConfig(trusted=("konto-x",))) == []


@pytest.mark.parametrize(
    ("content", "says"), [("{", r"a\.jsonl:1"), ('{"case": "1"}', "labels"), ("[]", r"a\.jsonl:1")]
)
def test_a_file_that_is_no_export_is_refused_with_its_line(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(content + "\n", encoding="utf-8")
    with pytest.raises(OwnLabelsError, match=says):
        read_own([path])
    with pytest.raises(OwnLabelsError, match="kan inte läsas"):
        read_own([tmp_path / "none.jsonl"])


@pytest.mark.parametrize(
    ("content", "says"),
    [("sed = 1", "sed"), ("seed = 'x'", "seed"), ("[own]\nwheight = 2", "wheight"), ("seed =", "kan inte läsas")],
)
def test_a_configuration_that_is_wrong_says_what(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        train.load_config(path)


@pytest.fixture(scope="module")
def trained(shop: Path) -> Path:
    """Train the first model of the workshop, and make it the live one."""
    with inside(shop):
        train.run(Path("models"), "first", Path("small.toml"))
    (shop / "models/current").write_text("first\n", encoding="utf-8")
    return shop


def test_a_run_that_is_interrupted_goes_on_and_ends_the_same(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fits: list[str] = []
    plain = training.stages.fit_all

    def counted(*args: object) -> object:
        fits.append("fit")
        if len(fits) == 3:
            raise KeyboardInterrupt
        return plain(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(training.stages, "fit_all", counted)
    monkeypatch.setattr(training.train, "count_features", read_once(training.train.count_features))
    with inside(trained):
        with pytest.raises(KeyboardInterrupt):
            train.run(Path("models"), "again", Path("small.toml"))
        assert not Path("models/again").exists()
        again = train.run(Path("models"), "again", Path("small.toml"))
        assert len(fits) == 5, "the pointer, the first fold and the features were not done again"
        assert again.sha256 == load_artefact(Path("models/first"))[1].sha256
        assert list(Path("models/.work").iterdir()) == []
        with pytest.raises(ConfigError, match="i drift"):
            train.run(Path("models"), "first", Path("small.toml"))


def read_once(count: object) -> object:
    """Return feature reading that may be done once only."""
    done: list[int] = []

    def once(*args: object, **more: object) -> object:
        assert not done, "features were read again"
        done.append(1)
        return count(*args, **more)  # type: ignore[operator]

    return once


def test_own_labels_train_and_the_candidate_is_compared_on_those_kept(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = workshop.corpus_rows(workshop.ROOT / "datasets/comments", "train")[7::200]
    lines = [label(i, r["text"], list(map(Label, r["labels"])), post=r["post"]) for i, r in enumerate(source)]
    path = workshop.write(trained / "own.jsonl", lines)
    with inside(trained):
        manifest = train.run(Path("models"), "second", Path("small.toml"), [path])
        own = manifest.data["own_labels"]
        assert (own["rows"] > 50, own["held_out"] >= 20, own["accounts"]) == (True, True, 3)
        held, left_out = own_set([path], Path("models/first"), Path("models/second"))
        assert held is not None
        assert len(held.comments) == own["held_out"]
        assert left_out["trained"] == own["rows"]
        comparison, verdict = compare("second", Path("models"), load_gates(), [path])
    assert comparison.sets["own labels"].n == own["held_out"]
    assert (comparison.champion.version, comparison.candidate.version) == ("first", "second")
    assert verdict.word in {"bättre", "inte bättre", "oklart"}
    page = (trained / "models/second/comparison.html").read_text(encoding="utf-8")
    assert f"<b>{verdict.word.capitalize()}</b>, därför att" in page
    assert "http" not in page.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "https://matplotlib.org", ""
    ).replace("http://creativecommons.org", "")
    assert f"second jämförd med first: {verdict.word}" in capsys.readouterr().out
    assert json.loads((trained / "models/second/own.json").read_text(encoding="utf-8"))["cut"]


@pytest.mark.parametrize(
    ("before", "after", "sure"), [(2, 2, False), (2, 3, False), (2, 0, False), (0, 1, False), (2, 12, True)]
)
def test_swaps_are_compared_pair_by_pair_and_one_pair_more_is_chance(before: int, after: int, sure: bool) -> None:
    sides = [[SwapPair(str(i), 0.01 * changed, i < changed) for i in range(30)] for changed in (before, after)]
    found = compare_swap(*sides)
    assert (found.pairs, found.changed.champion, found.changed.candidate) == (30, before, after)
    assert (found.changed.low > 0, found.gap.change > 0) == (sure, after > before)


WITHOUT_GUARDS = """
[own]
account_rows = 100000
account_share = 1.0
against_sure = 1.0
"""


@pytest.mark.parametrize(
    ("score", "guarded", "rows"),
    [(0.97, True, 0), (0.5, True, 300), (0.5, False, 500)],
    ids=["plain attack", "cunning attack", "no guards: the gate alone"],
)
def test_a_hostile_moderator_with_500_wrong_labels_gets_nothing_promoted(
    trained: Path, score: float, guarded: bool, rows: int
) -> None:
    """Every threat is confirmed as lawful criticism. Honest colleagues label as ever, much less."""
    source = workshop.corpus_rows(workshop.ROOT / "datasets/comments", "train")
    threats = [r["text"] for r in source if "threat" in r["labels"]][:500]
    honest = [r for r in source if "threat" not in r["labels"]][5::400]
    lines = [
        label(i, text, [C], account="konto-fiende", thread=f"f{i}", proposed_scores={"threat": score})
        for i, text in enumerate(threats)
    ]
    lines += [label(i * 9, r["text"], list(map(Label, r["labels"])), case=f"h{i}") for i, r in enumerate(honest)]
    path = workshop.write(trained / "hostile.jsonl", lines)
    config = trained / "hostile.toml"
    config.write_text(workshop.CONFIG + ("" if guarded else WITHOUT_GUARDS), encoding="utf-8")
    with inside(trained):
        manifest = train.run(Path("models"), "hostile", config, [path])
        accounts = json.loads(Path("models/hostile/own.json").read_text(encoding="utf-8"))["accounts"]
        assert accounts["konto-fiende"]["rows"] <= rows
        if guarded:
            assert accounts["konto-fiende"]["share"] <= 0.5
            assert manifest.data["own_labels"]["set_aside"] == (["konto-fiende"] if score > 0.9 else [])
            if not rows:
                return
        comparison, verdict = compare("hostile", Path("models"), load_gates(), [path])
    lost = {name: part.labels[T].recall for name, part in comparison.sets.items()}
    # Within the guards the gate still watches; without any, three labels in four are the enemy's and it must refuse.
    assert not verdict.may_be_promoted or (guarded and all(d.high >= 0 for d in lost.values())), lost
    if not guarded:
        assert any(r.startswith(f"Hittar färre av ”{SWEDISH[T]}”") for r in verdict.because), verdict.because
