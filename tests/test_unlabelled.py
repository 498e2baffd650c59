"""Texts without labels never share a stretch with a text that measures, and stand once each."""

import json
from pathlib import Path

import pytest

from training.unlabelled import texts_without_labels

MEASURES = "Vägen vid skolan är lika trasig som i fjol och ingen bryr sig"
TEXTS = [
    ("Ta bussen till stationen och gå sedan rakt fram.", True),
    ("Vägen, vid SKOLAN är ny och bred", True),
    ("Min mamma säger att vägen vid skolan är lika farlig", False),
    ("lika trasig som i fjol", False),
    ("Hej på er!", False),
]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder of corpora in which only one holds texts."""
    for name in ("absabank_imm/train", "absabank_imm/dev", "absabank_imm/test", "speech_acts_forum/dev"):
        put(tmp_path / f"{name}.jsonl", [])
    for name in ("speech_acts_forum/test", "brighter_emotions_sv/train", "brighter_emotions_sv/dev"):
        put(tmp_path / f"{name}.jsonl", [])
    for name in ("brighter_emotions_sv/test_dedup", "xed_sv/xed_sv_projected"):
        put(tmp_path / f"{name}.jsonl", [])
    put(tmp_path / "klintan_ner/train.jsonl", [{"tokens": ["Regnet", "öste", "ner", "hela", "dagen"]}])
    (tmp_path / "xed_sv/subtitles_sv_raw.txt").write_text("Ta bussen till stationen och gå sedan rakt fram.\n")
    put(tmp_path / "tatoeba_sv/tatoeba_sv_en.jsonl", [{"text": text} for text, _ in TEXTS])
    return tmp_path


def put(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def test_what_shares_five_words_with_a_measuring_text_or_is_too_short_is_left_out(shared: Path) -> None:
    found = texts_without_labels([MEASURES], shared)
    assert {text for text, _ in TEXTS if text in found} == {text for text, kept in TEXTS if kept}
    assert "Regnet öste ner hela dagen" in found


def test_each_text_stands_once_and_in_order(shared: Path) -> None:
    found = texts_without_labels([], shared)
    assert found == sorted(set(found))
    assert found.count(TEXTS[0][0]) == 1
