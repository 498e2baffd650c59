"""Where training rows come from: the project's corpus, and those shared sets whose README allows training.

Every row says for which labels it speaks: a set that is labelled for questions only says nothing of threats.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from classifier.taxonomy import Label
from training.data import DATASETS, SHARED, TrainingRow, corpus_rows, read_jsonl, text_key
from training.real_labels import LABELS_FILE, labelled_rows

AGAINST_THE_MODEL: Final = frozenset(
    {"w33", "w34", "w35", "w36", "w38", "w39", *(f"w{number}" for number in range(40, 64))}
)
"""Writers who looked for what the model misjudges: they train, but nothing is calibrated on them, since what fools one
model is not what comes in."""
AGAINST: Final = "against-the-model"


@dataclass
class Sources:
    """Rows and, per source, count, licence and SHA-256 of the files they came from."""

    rows: list[TrainingRow] = field(default_factory=list)
    manifest: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, licence: str, paths: list[Path], rows: list[TrainingRow]) -> None:
        """Add the rows of one source."""
        digest = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(paths))).hexdigest()
        self.manifest[name] = {"rows": len(rows), "licence": licence, "sha256": digest}
        self.rows += rows

    def leave_out(self, names: frozenset[str]) -> None:
        """Drop the rows of some sources, so that they can measure."""
        self.rows = [r for r in self.rows if _source(r) not in names]
        self.manifest = {k: v for k, v in self.manifest.items() if k not in names}


def _source(row: TrainingRow) -> str:
    return {"real": "annotated_real", "labelled": "real_labels"}.get(row.source.split("/")[0], row.source)


def load_sources(
    *,
    shared: Path = SHARED,
    parts: tuple[str, ...] = ("train", "dev"),
    with_shared: bool = True,
    without: frozenset[str] = frozenset(),
) -> Sources:
    """Load everything that may train: the given parts of the corpus and, where it lies beside, shared data.

    `without` leaves out shared sets by name, so that a model can be measured on them.
    """
    sources = Sources()
    folder = DATASETS / "comments"
    rows = [
        TrainingRow(
            r["text"],
            frozenset(map(Label, r["labels"])),
            AGAINST if r["author"] in AGAINST_THE_MODEL else "corpus",
            str(r["author"]),
            context=r["parent"] or r["post"],
        )
        for r in corpus_rows(folder)
        if r["split"] in parts
    ]
    sources.add("corpus", "CC BY 4.0", sorted(folder.glob("*.jsonl")), rows)
    if with_shared and shared.is_dir():
        _add_shared(sources, shared)
        sources.leave_out(without)
    return sources


def _add_shared(sources: Sources, shared: Path) -> None:
    real = shared / "annotated_real/comments.jsonl"
    rows = [
        TrainingRow(r["text"], frozenset(map(Label, r["labels"])), f"real/{r['source']}", f"real:{i // 25}", 1.5)
        for i, r in enumerate(read_jsonl(real))
    ]
    sources.add("annotated_real", "CC BY 4.0", [real], rows)
    labelled = labelled_rows(shared)
    if labelled:
        sources.add("real_labels", "CC BY 4.0", [LABELS_FILE], labelled)
    seen = {text_key(r.text) for r in rows + labelled}
    forum = [shared / f"speech_acts_forum/{p}.jsonl" for p in ("dev", "test")]
    rows = [
        TrainingRow(
            r["text"],
            frozenset({Label.QUESTION} if r["speech_act"] == "question" else ()),
            "speech_acts_forum",
            f"forum:{i // 25}",
            0.5,
            frozenset({Label.QUESTION}),
        )
        for path in forum
        for i, r in enumerate(read_jsonl(path))
        if text_key(r["text"]) not in seen and r["speech_act"] != "directive"
    ]
    sources.add("speech_acts_forum", "CC BY 4.0", forum, rows)
    stance = [shared / "absabank_imm/train.jsonl"]
    rows = [
        TrainingRow(r["text"], frozenset(), "absabank_imm", f"stance:{i // 25}", 0.5, frozenset({Label.HATE_SPEECH}))
        for i, r in enumerate(read_jsonl(stance[0]))
        if r["label"] >= 3.5 and text_key(r["text"]) not in seen
    ]
    sources.add("absabank_imm", "CC BY 4.0", stance, rows)
    clean = sorted((shared / "tatoeba_sv").glob("*.jsonl"))
    rows = [
        TrainingRow(
            r["text"],
            frozenset({Label.QUESTION} if r["text"].rstrip().endswith("?") else ()),
            "tatoeba_sv",
            f"tatoeba:{i // 25}",
            0.3,
            frozenset({Label.QUESTION, Label.SPAM, Label.HATE_SPEECH}),
        )
        for path in clean
        for i, r in enumerate(read_jsonl(path))
        if i % 12 == 0
    ]
    sources.add("tatoeba_sv", "CC BY 2.0 FR", clean, rows)
