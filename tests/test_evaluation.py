"""What the report says must be what happened: figures on small sets where the right answer is known."""

import json

import numpy as np
import pytest

from classifier.lathund.profile import shipped_profiles
from classifier.pipeline import Comment
from classifier.taxonomy import LABELS, Label
from training.evaluation import figures, html
from training.evaluation.sets import EvalSet
from training.real_labels import fingerprint, labelled_rows


def test_perfect_calibration_has_no_error_and_a_bold_model_has():
    y = np.array([1, 1, 0, 0] * 25, dtype=np.int8)
    assert figures.calibration_error(y, np.where(y == 1, 1.0, 0.0)) == 0
    assert figures.calibration_error(y, np.full(100, 0.9)) == pytest.approx(0.4)


def test_f1_counts_hits_against_both_kinds_of_error():
    assert figures.f1(np.array([1, 1, 0, 0]), np.array([1, 0, 1, 0])) == 0.5


def test_the_interval_holds_the_figure_and_narrows_with_more_comments():
    y = np.array([1, 0] * 400, dtype=np.int8)
    said = y.copy()
    said[:200] = 0
    wide = figures.interval(lambda i: figures.f1(y[:100][i], said[:100][i]), 100)
    narrow = figures.interval(lambda i: figures.f1(y[i], said[i]), 800)
    assert narrow[0] <= figures.f1(y, said) <= narrow[1]
    assert narrow[1] - narrow[0] < wide[1] - wide[0] or wide == [0.0, 0.0]


@pytest.mark.parametrize(
    ("gold", "row"),
    [
        ((), "L2"),
        ((Label.QUESTION,), "L1"),
        ((Label.CRITICISM,), "L1"),
        ((Label.CASE_MATTER,), "L3"),
        ((Label.THREAT, Label.CRITICISM), "L4"),
        ((Label.SUICIDE_RISK,), "L4"),
        ((Label.HATE_SPEECH,), "L5"),
    ],
)
def test_gold_labels_lead_to_the_row_of_the_lathund(gold, row):
    y = np.array([[label in gold for label in LABELS]], dtype=np.int8)
    data = EvalSet("one", [Comment("x")], y, ["g"], ["1"])
    assert [r.value for r in figures.gold_rows(data, shipped_profiles()["lilla-edet"])] == [row]


def test_a_hostile_comment_in_the_report_is_only_text():
    error = {"id": "1", "text": "<script>alert(1)</script>", "gold": "ingen", "said": "spam", "why": "<b>"}
    page = html.page({"model": "m@1", "worst": [error]})
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_label_whose_text_has_changed_is_refused(tmp_path):
    for name in ("absabank_imm", "speech_acts_forum", "brighter_emotions_sv", "xed_sv"):
        (tmp_path / name).mkdir()
    for path in ("absabank_imm/train", "absabank_imm/dev", "absabank_imm/test", "speech_acts_forum/dev"):
        (tmp_path / f"{path}.jsonl").write_text("", encoding="utf-8")
    for path in ("brighter_emotions_sv/train", "brighter_emotions_sv/dev", "brighter_emotions_sv/test_dedup"):
        (tmp_path / f"{path}.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "xed_sv/xed_sv_projected.jsonl").write_text("", encoding="utf-8")
    forum = tmp_path / "speech_acts_forum/test.jsonl"
    forum.write_text(json.dumps({"id": "a", "text": "Hur gör man?"}) + "\n", encoding="utf-8")
    labels = tmp_path / "labels.jsonl"
    row = {
        "source": "speech_acts_forum",
        "id": "a",
        "text_sha256": fingerprint("Hur gör man?"),
        "labels": ["question"],
    }
    labels.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert [r.labels for r in labelled_rows(tmp_path, labels)] == [frozenset({Label.QUESTION})]

    labels.write_text(json.dumps(row | {"text_sha256": "0"}) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not the one that was labelled"):
        labelled_rows(tmp_path, labels)
    labels.write_text(json.dumps(row | {"id": "b"}) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="are not in"):
        labelled_rows(tmp_path, labels)
