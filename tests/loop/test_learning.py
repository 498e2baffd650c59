"""What is learnt from labels: rule candidates from mistakes, advice on thresholds, the figures of the simulation."""

import json
from pathlib import Path

import numpy as np
import pytest

from classifier.cases.phrases import Decided, candidates, phrases
from classifier.model import current_version
from classifier.rules import Matcher, load_rules, shipped_rules_dir
from classifier.services import rule_candidates
from classifier.services.rule_candidates import NotAccepted, accept
from classifier.taxonomy import Label
from classifier.text import default_normalizer
from tests.cases.world import ANNA, BO, DATA, NOW, l5
from tests.conftest import ROOT
from tests.services.office import Office
from training import advice, simulate
from training.simulate import needed

H, C = frozenset({Label.HATE_SPEECH}), frozenset({Label.CRITICISM})


def test_phrases_never_cross_what_was_masked() -> None:
    assert phrases("Åk hem [namn 1] nu genast, du!") == {"åk hem", "nu genast", "genast"}


def decided(n: int, text: str, labels: frozenset[Label], missed: frozenset[Label] = frozenset()) -> list[Decided]:
    return [Decided(f"{text[:5]}{i}", f"konto-{i % 2}", f"{text} {'x' * i}", labels, missed) for i in range(n)]


def test_a_phrase_of_what_was_missed_is_proposed_with_its_false_hits() -> None:
    history = [
        *decided(5, "packa din resväska allihop", H, H),
        *decided(1, "jag ska packa din resväska", C),
        *decided(30, "skandal att vägen aldrig plogas", C),
    ]
    [best, *_] = candidates(history)
    assert (best.label, best.phrase) == (Label.HATE_SPEECH, "din resväska allihop")
    assert (best.hits, len(best.missed), best.false_hits, best.accounts) == (5, 5, (), 2)
    assert not any("vägen" in c.phrase for c in candidates(history))


def test_what_one_account_alone_has_added_proposes_nothing() -> None:
    alone = [Decided(f"{i}", "konto-a", f"packa din resväska {'x' * i}", H, H) for i in range(9)]
    others = decided(20, "skandal att vägen aldrig plogas", C)
    assert candidates([*alone, *others]) == ()


def test_a_person_takes_a_candidate_into_the_own_rules(office: Office, tmp_path: Path) -> None:
    for number in range(4):
        text = f"Packa din resväska allihop {'abcd'[number] * 5}"
        case = office.take_in(text, policy="sollentuna").case
        if case is not None:
            from classifier.services import queue

            who = (ANNA, BO)[number % 2]
            office.decide(queue.take(office.desk, case.id, actor=who), l5(), actor=who)
    rule_candidates.suggest(office.desk, actor=DATA)
    folder, storage = tmp_path / "egna", office.desk.storage
    said = {"reason": "Säger åt en grupp att lämna landet", "actor": DATA, "now": NOW}
    rule = accept(storage, folder, "packa  din resväska", Label.HATE_SPEECH, **said)
    found = Matcher(load_rules(shipped_rules_dir(), folder)).match(default_normalizer()("Ni kan packa din resväska nu"))
    assert (rule, [f.rule for f in found.findings]) == ("own-hate-speech-packa-din-resvaska", [rule])
    with storage.read() as unit:
        [event] = [row for row in unit.audit.rows() if row.action == "rule_accepted"]
    assert event.subject == f"rule:{rule}"
    assert office.wrong() == []
    with pytest.raises(NotAccepted, match="finns redan"):
        accept(storage, folder, "packa din resväska", Label.HATE_SPEECH, **said)
    with pytest.raises(NotAccepted):
        accept(storage, folder, "rent snack", Label.HATE_SPEECH, category="spam.link", **said)
    with pytest.raises(NotAccepted):
        accept(storage, folder, "gata", Label.CRITICISM, **said)
    assert len(load_rules(shipped_rules_dir(), folder).rules) == len(load_rules(shipped_rules_dir()).rules) + 1


def test_the_cheapest_threshold_weighs_the_missed_against_the_needless() -> None:
    scores = np.concatenate([np.linspace(0.3, 0.9, 20), np.linspace(0.0, 0.5, 100)])
    truth = np.arange(120) < 20
    even = np.ones(120)
    careful = advice.advise(Label.THREAT, 0.22, scores, truth, even, 50.0).best
    relaxed = advice.advise(Label.THREAT, 0.22, scores, truth, even, 0.1).best
    assert careful is not None
    assert relaxed is not None
    assert careful.cut < relaxed.cut
    assert (careful.missed, careful.found) == (0.0, 1.0)
    assert careful.low < 0.9, "twenty comments do not make it certain"
    assert careful.load == pytest.approx((20 + careful.needless) / 120)
    audited = advice.advise(Label.THREAT, 0.22, scores, truth, np.where(np.arange(120) == 119, 50.0, 1.0), 50.0)
    plain = advice.advise(Label.THREAT, 0.22, scores, truth, even, 50.0)
    more = [a.needless - p.needless for a, p in zip(audited.cuts, plain.cuts, strict=True) if a.cut <= 0.5]
    assert more == pytest.approx([49.0] * len(more)), "one of the random audit stands for fifty"
    assert advice.advise(Label.SPAM, 0.2, scores, np.arange(120) < 5, even, 8.0).best is None
    page = advice.page([advice.advise(Label.THREAT, 0.22, scores, truth, even, 50.0)], 120, 0)
    assert "slumpkontroll" in page


def test_labels_needed_are_read_off_the_curve() -> None:
    curve = np.array([0.5, 0.6, 0.6, 0.7, 0.7, 0.8, 0.9])
    assert needed(curve, 0.55) == pytest.approx(50.0)
    assert needed(curve, 0.4) == 0.0
    assert needed(curve, 0.95) == simulate.STEPS[-1]


def test_the_section_of_the_model_card_tells_every_way_with_its_interval() -> None:
    def curve(by: float) -> list[dict[str, float]]:
        return [{"labels": s, "auc": 0.8 + by * s, "ap": 0.4 + by * s, "f1": 0.4 + by * s} for s in simulate.STEPS]

    curves = {"random": [curve(1e-5), curve(2e-5)], "uncertainty": [curve(4e-5), curve(5e-5)]}
    report = simulate.summary(curves, 100, 50)
    uncertain = report["ways"]["uncertainty"]
    assert uncertain["over random"]["auc"][1] > 0
    assert uncertain["labels needed"]["auc"][0] < report["ways"]["random"]["labels needed"]["auc"][0] == 500
    told = simulate.section(report)
    assert told.count("\n| ") == 3
    assert simulate.svg(report).count("uncertainty") >= 1


def test_the_card_of_the_live_model_holds_the_measured_curves() -> None:
    report = json.loads((ROOT / simulate.REPORT).read_text(encoding="utf-8"))
    folder = ROOT / "models" / current_version(ROOT / "models")
    card = (folder / "CARD.md").read_text(encoding="utf-8")
    assert simulate.section(report) in card
    assert (ROOT / simulate.REPORT).with_suffix(".svg").name in card
