"""The writers' figures side by side, with the goals: what one hand's cases say, another's may not."""

from typing import Any, Final

from rich.console import Console
from rich.table import Table

Figure = dict[str, Any]
HAND_NAMES: Final = {
    "second hand": "andra handen",
    "third hand": "tredje handen",
    "fourth hand": "fjärde handen",
    "fifth hand": "femte handen",
    "sixth hand": "sjätte handen",
}
_ROWS: Final = (
    ("identifierare funna", ("identifiers", "recall"), 0.99),
    ("  och rätt", ("identifiers", "precision"), 0.97),
    ("  funna som annat slag", ("identifiers", "of another kind"), None),
    ("  med exakt spann", ("identifiers", "exact"), None),
    ("  texter utan identifierare som rördes", ("identifiers", "clean texts touched"), None),
    ("maskerade identifierare, hela", ("masking", "identifiers"), 0.98),
    ("  åtminstone delvis", ("masking", "identifiers, at least in part"), None),
    ("maskerade namn, hela", ("masking", "names"), 0.92),
    ("  åtminstone delvis", ("masking", "names, at least in part"), None),
    ("oförändrade av en andra maskering", ("masking", "unchanged by a second masking"), None),
    ("texter utan personuppgifter som ändrades", ("masking", "texts without personal data changed"), -0.02),
    ("lockande texter utan identifierare som ändrades", ("masking", "tempting texts without identifier changed"), None),
    ("saklig kritik som ändrades", ("masking", "plain criticism changed"), -0.02),
    ("presidio: funna", ("presidio", "presidio", "recall"), None),
    ("presidio: rätt", ("presidio", "presidio", "precision"), None),
)
"""Text, where the figure stands, and the goal: at least, or (negative) less than."""


def beside(report: dict[str, Any], console: Console) -> None:
    """Print the table. A hand that was not measured (the development half has one) shows no figures."""
    table = Table(title="olika händers fall bredvid varandra")
    for heading in ("", "mål", f"första handen, {report['part']}", *(f"{name}, allt" for name in HAND_NAMES.values())):
        table.add_column(heading)
    hands = [report, *(report.get(hand, {}) for hand in HAND_NAMES)]
    for title, path, goal in _ROWS:
        figures = [_at(of_hand, path) for of_hand in hands]
        if any(figures):
            wanted = "" if goal is None else f"≥ {goal}" if goal > 0 else f"< {-goal}"
            table.add_row(title, wanted, *(_judged(f, goal) for f in figures))
    console.print(table)
    for hand, part in zip(("första handen", *HAND_NAMES.values()), hands, strict=True):
        for name, figures in part.get("presidio", {}).items():
            console.print(f"µs per text, {hand}, {name}: {figures['microseconds']:.0f}")


def shown(figure: Figure) -> str:
    """Return a share with its interval; a dash where nothing was there to count."""
    if figure["share"] is None:
        return "–"
    low, high = figure["interval"]
    return f"{figure['share']:.3f} [{low:.3f}, {high:.3f}]"


def _at(report: dict[str, Any], path: tuple[str, ...]) -> Figure | None:
    for key in path:
        if key not in report:
            return None
        report = report[key]
    return report


def _judged(figure: Figure | None, goal: float | None) -> str:
    if figure is None:
        return "–"
    text = f"{shown(figure)} av {figure['n']}"
    if goal is None or figure["share"] is None:
        return text
    return text if (figure["share"] >= goal if goal > 0 else figure["share"] < -goal) else f"{text} · når inte målet"
