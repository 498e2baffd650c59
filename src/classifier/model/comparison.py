"""What `lathund evaluate CANDIDATE` measured of a candidate beside the live model, as `lathund promote` reads it.

Every difference is candidate minus champion over the same comments, with its paired bootstrap 95 % interval.
"""

import json
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from classifier.model.artefact import ArtefactError
from classifier.taxonomy import Label

COMPARISON_FILE: Final = "comparison.json"
TEST_SET: Final = "corpus test"
SUITE: Final = "functional suite"
OWN_SET: Final = "own labels"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Side(_Strict):
    """One of the two models: its weights are known by their checksum."""

    version: str
    sha256: str


class Difference(_Strict):
    """A figure of both models, and how much higher it is for the candidate. `low`, `high`: paired 95 % interval."""

    champion: float
    candidate: float
    low: float
    high: float

    @property
    def change(self) -> float:
        """Candidate minus champion."""
        return self.candidate - self.champion


class LabelComparison(_Strict):
    """One label on one set; `n` comments have it."""

    n: int
    recall: Difference
    precision: Difference
    f1: Difference
    auc: Difference | None


class SetComparison(_Strict):
    """One set. `criticism` is the share of `plain_criticism` comments that were held to be harmful."""

    n: int
    labels: dict[Label, LabelComparison]
    macro_f1: Difference
    macro_auc: Difference | None
    plain_criticism: int
    criticism: Difference | None
    calibration: Difference
    """Mean expected calibration error of the harmful labels: lower is better."""
    review_load: Difference
    missed_emergencies: Difference | None


class SwapComparison(_Strict):
    """Pairs that differ only in who is named: how many outcomes changed, and the mean gap of a score."""

    pairs: int
    changed: Difference
    gap: Difference


class Comparison(_Strict):
    """The whole comparison. `suite` is the share of functional cases that are exactly right."""

    at: str
    champion: Side
    candidate: Side
    sets: dict[str, SetComparison]
    suite: Difference
    swaps: dict[str, SwapComparison]
    left_out: dict[str, int] = {}
    """Own labels not measured on, by reason."""


def read_comparison(folder: Path) -> Comparison | None:
    """Return what was measured of the model in this folder, None where nothing was. Raises ArtefactError."""
    path = folder / COMPARISON_FILE
    if not path.exists():
        return None
    try:
        return Comparison.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ArtefactError(
            f"{path}: not a comparison of this format; run `lathund evaluate` again ({error})"
        ) from error


def write_comparison(folder: Path, comparison: Comparison) -> None:
    """Write what was measured beside the model it was measured of."""
    text = json.dumps(comparison.model_dump(mode="json"), indent=1, ensure_ascii=False)
    (folder / COMPARISON_FILE).write_text(text + "\n", encoding="utf-8")
