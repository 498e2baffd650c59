"""Texts without labels, for learning what words stand together: everyday Swedish, apart from all that measures."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from training.data import SHARED, corpus_rows, read_jsonl, text_key
from training.real_labels import source_rows

_LEAST_CHARS: Final = 15
_RUN: Final = 5


def texts_without_labels(never: Iterable[str], shared: Path = SHARED) -> list[str]:
    """Return real and everyday Swedish that trains, and what comments of the corpus answer: each text once.

    None that shares five words in a row with a text of `never` (the sets that measure), or is one. uner_talbanken is
    left out: its licence (CC BY-SA) would bind the weights.
    """
    left_out = {run for text in never for run in _runs(text)}
    found = {text for text in _texts(shared) if len(text) >= _LEAST_CHARS}
    return sorted(text for text in found if left_out.isdisjoint(_runs(text)))


def _runs(text: str) -> set[str]:
    words = text_key(text).split()
    return {" ".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))}


def _texts(shared: Path) -> Iterator[str]:
    yield from (row["text"] for row in source_rows(shared))
    yield from (shared / "xed_sv/subtitles_sv_raw.txt").read_text(encoding="utf-8").splitlines()
    yield from (row["text"] for row in read_jsonl(shared / "tatoeba_sv/tatoeba_sv_en.jsonl"))
    yield from (" ".join(row["tokens"]) for row in read_jsonl(shared / "klintan_ner/train.jsonl"))
    for row in corpus_rows(part="train"):
        yield from (row["post"], row["parent"])
