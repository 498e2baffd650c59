"""The gates of promotion: what a comparison must hold. Each that fails says so in a sentence for a person."""

import math
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from classifier.model.artefact import Manifest
from classifier.model.comparison import OWN_SET, SUITE, TEST_SET, Comparison
from classifier.taxonomy import HARMFUL_LABELS, SWEDISH

_Share = Annotated[float, Field(ge=0, le=1)]
_NOTHING = 1e-9
"""What rounding may move a share by."""
_NAMES = {TEST_SET: "den förseglade testdelen", SUITE: "funktionssviten", OWN_SET: "era egna etiketter"}


class GatesError(ValueError):
    """A gates file that cannot be used: says which file and what is wrong."""


class Gates(BaseModel):
    """The limits; what each means stands in `gates.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    recall_drop: _Share
    largest_recall_drop: _Share
    enough: Annotated[int, Field(ge=1)]
    criticism_rise: _Share
    largest_criticism_rise: _Share
    suite_drop: _Share
    largest_suite_drop: _Share
    calibration_rise: _Share
    calibration_enough: Annotated[int, Field(ge=1)]
    swap_changed_rise: Annotated[int, Field(ge=0)]
    largest_swap_changed_rise: Annotated[int, Field(ge=0)]
    swap_gap_rise: _Share
    largest_swap_gap_rise: _Share
    largest_account_share: _Share


@dataclass(frozen=True, slots=True)
class Failed:
    """A gate that does not hold: its stable code, and what a person is told."""

    gate: str
    text: str


def load_gates(path: Path | None = None) -> Gates:
    """Read the shipped gates, or a municipality's own file in their place. Raises GatesError."""
    source = path or files("classifier.model").joinpath("gates.toml")
    try:
        return Gates.model_validate(tomllib.loads(source.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GatesError(f"{source}: kan inte läsas ({error})") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise GatesError(f"{source}: {wrong}") from error


def failed(gates: Gates, comparison: Comparison | None, *, candidate: Manifest, champion: Manifest) -> list[Failed]:
    """Return every gate that does not hold, in order; an empty list lets the candidate through."""
    if comparison is None:
        text = f"Kandidaten är inte jämförd. Kör `lathund evaluate {candidate.version}` först."
        return [Failed("evaluated", text)]
    if comparison.candidate.sha256 != candidate.sha256:
        return [Failed("evaluated", f"Jämförelsen gäller andra vikter än {candidate.version} har nu. Jämför igen.")]
    if comparison.champion.sha256 != champion.sha256:
        now, then = champion.version, comparison.champion.version
        return [Failed("evaluated", f"Jämförelsen gjordes mot {then}, men {now} är i drift. Jämför igen.")]
    own = candidate.data.get("own_labels", {})
    lacks = [name for name in (TEST_SET, SUITE) if name not in comparison.sets]
    if own.get("held_out") and OWN_SET not in comparison.sets:
        lacks.append(OWN_SET)
    if lacks:
        names = " och ".join(_NAMES[name] for name in lacks)
        return [Failed("evaluated", f"Jämförelsen saknar {names}. Jämför igen, med --labels om det är era etiketter.")]
    return [
        *_recall(gates, comparison),
        *_criticism(gates, comparison),
        *_suite(gates, comparison),
        *_calibration(gates, comparison),
        *_swaps(gates, comparison),
        *_accounts(gates, own),
    ]


def _recall(gates: Gates, comparison: Comparison) -> list[Failed]:
    found = []
    for name, part in comparison.sets.items():
        for label in sorted(HARMFUL_LABELS, key=list(part.labels).index):
            measured = part.labels[label]
            recall = measured.recall
            surely = recall.high < -gates.recall_drop
            clearly = measured.n >= gates.enough and recall.change < -gates.largest_recall_drop
            if measured.n and (surely or clearly):
                text = (
                    f"Hittar färre av ”{SWEDISH[label]}” i {_NAMES.get(name, name)}: {recall.candidate:.1%} mot "
                    f"{recall.champion:.1%} i dag (skillnad {recall.low:+.1%} till {recall.high:+.1%}, "
                    f"{measured.n} inlägg)."
                )
                found.append(Failed(f"recall:{label}", text))
    return found


def _criticism(gates: Gates, comparison: Comparison) -> list[Failed]:
    """Pool the sets: they are drawn apart from each other, so the lower halves of their intervals add squared."""
    parts = [(p.plain_criticism, p.criticism) for p in comparison.sets.values() if p.criticism is not None]
    total = sum(n for n, _ in parts)
    if not total:
        return []
    before = sum(n * c.champion for n, c in parts)
    after = sum(n * c.candidate for n, c in parts)
    rise = (after - before) / total
    low = rise - math.hypot(*(n * max(c.change - c.low, 0.0) for n, c in parts)) / total
    surely = low > gates.criticism_rise + _NOTHING
    clearly = total >= gates.enough and rise > gates.largest_criticism_rise + _NOTHING
    if not surely and not clearly:
        return []
    text = f"Pekar felaktigt ut mer vanlig kritik: {after:.0f} av {total} inlägg mot {before:.0f} i dag."
    return [Failed("criticism", text)]


def _suite(gates: Gates, comparison: Comparison) -> list[Failed]:
    share = comparison.suite
    surely = share.high < -gates.suite_drop - _NOTHING
    clearly = share.change < -gates.largest_suite_drop - _NOTHING
    if not surely and not clearly:
        return []
    text = (
        f"Klarar färre av förmågorna: {share.candidate:.1%} mot {share.champion:.1%} i dag "
        f"(skillnad {share.low:+.1%} till {share.high:+.1%})."
    )
    return [Failed("suite", text)]


def _calibration(gates: Gates, comparison: Comparison) -> list[Failed]:
    found = []
    for name, part in comparison.sets.items():
        error = part.calibration
        if part.n >= gates.calibration_enough and error.change > gates.calibration_rise:
            text = (
                f"Sannolikheterna stämmer sämre i {_NAMES.get(name, name)}: felet är {error.candidate:.3f} mot "
                f"{error.champion:.3f} i dag."
            )
            found.append(Failed(f"calibration:{name}", text))
    return found


def _swaps(gates: Gates, comparison: Comparison) -> list[Failed]:
    found = []
    more = sum(swap.changed.change for swap in comparison.swaps.values())
    together = more > gates.largest_swap_changed_rise + _NOTHING
    for kind, swap in comparison.swaps.items():
        changed, gap = swap.changed, swap.gap
        surely = changed.low > gates.swap_changed_rise + _NOTHING or gap.low > gates.swap_gap_rise + _NOTHING
        clearly = (together and changed.change > 0) or gap.change > gates.largest_swap_gap_rise + _NOTHING
        if surely or clearly:
            text = (
                f"Behandlar lika inlägg mer olika ({kind}): ändrat utfall i {changed.candidate:.0f} av "
                f"{swap.pairs} par mot {changed.champion:.0f} i dag, medelskillnad {gap.candidate:.4f} mot "
                f"{gap.champion:.4f}."
            )
            found.append(Failed(f"swaps:{kind}", text))
    return found


def _accounts(gates: Gates, own: dict[str, object]) -> list[Failed]:
    share, accounts = own.get("largest_account_share", 0.0), own.get("accounts", 0)
    if not isinstance(share, int | float) or not isinstance(accounts, int) or accounts < 2:
        return []
    if share <= gates.largest_account_share:
        return []
    return [Failed("accounts", f"Ett enda konto står för {share:.0%} av de egna etiketternas vikt.")]
