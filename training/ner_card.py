"""Write the card of a name recogniser from the report of `lathund evaluate personal-data --out report.json`.

The figures go into its manifest as well. The report that is committed: `datasets/personal_data/measured.json`.
`python -m training.ner_card models/names-2026.11.2 report.json [spacy.jsonl]`: the last is what `ner_spacy` prints.
"""

import json
import sys
from pathlib import Path
from typing import Any

from classifier.names import NamesManifest
from classifier.names.artefact import MANIFEST_FILE
from training.personal_data_beside import shown
from training.personal_data_sets import LATER_HANDS

TEXT = Path(__file__).with_name("ner_card.md").read_text(encoding="utf-8")


def main() -> None:
    """Write CARD.md beside the weights, and the figures into the manifest."""
    folder, report = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    manifest = NamesManifest.model_validate_json((folder / MANIFEST_FILE).read_bytes())
    if report["recogniser"] != manifest.version:
        raise SystemExit(f"{sys.argv[2]} measures names-{report['recogniser']}, not names-{manifest.version}")
    spacy = Path(sys.argv[3]).read_text(encoding="utf-8").splitlines() if len(sys.argv) > 3 else []
    card = TEXT.format(
        name=manifest.name,
        version=manifest.version,
        config=manifest.config,
        threshold=manifest.threshold,
        join=manifest.join_threshold,
        sources="\n".join(f"| {name} | {source['licence']} |" for name, source in manifest.data.items()),
        figures="\n".join(_row(name, figures) for name, figures in report["names"].items()),
        masking="\n".join(_masking(report)),
        cost=round(report["cost"]["names"]),
        characters=report["cost"]["characters of a comment"],
        alternative=_alternative([json.loads(line) for line in spacy if line.startswith("{")]),
    )
    (folder / "CARD.md").write_text(card, encoding="utf-8")
    measured = manifest.model_copy(update={"metrics": _metrics(report)})
    (folder / MANIFEST_FILE).write_text(measured.model_dump_json(indent=1) + "\n", encoding="utf-8")


def _metrics(report: dict[str, Any]) -> dict[str, Any]:
    """Return recall and precision of every set, without what stands under them."""
    named = {name: {key: figures[key] for key in ("recall", "precision")} for name, figures in report["names"].items()}
    return {"names": named, "masking": {hand: _masked(part) for hand, part in _hands(report)}}


def _hands(report: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    half = "whole" if report["part"] == "all" else f"{report['part']} half"
    hands = [(f"first hand, {half}", report), *((f"{hand}, whole", report.get(hand, {})) for hand in LATER_HANDS)]
    return [(hand, part["masking"]) for hand, part in hands if part]


def _masked(part: dict[str, Any]) -> dict[str, Any]:
    return {key: part[key] for key in ("names", "texts without personal data changed")}


def _masking(report: dict[str, Any]) -> list[str]:
    lines = [
        "| cases | names, longer texts | covered | texts without personal data | changed |",
        "|---|---|---|---|---|",
    ]
    for hand, part in _hands(report):
        names, plain = _masked(part).values()
        lines.append(f"| {hand} | {names['n']} | {shown(names)} | {plain['n']} | {shown(plain)} |")
    return lines


def _row(name: str, figures: dict[str, Any]) -> str:
    return f"| {name} | {figures['recall']['n']} | {shown(figures['recall'])} | {shown(figures['precision'])} |"


def _alternative(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    lines = "\n".join(
        f"| {r['set']} | {r['n']} | {r['recall']:.3f} | {r['precision']:.3f} | {r['microseconds']:.0f} |" for r in rows
    )
    return (
        "\n## The alternative: spaCy, trained offline on the same kinds of examples (`training/ner_spacy.py`)\n\n"
        "| set | names | found | right | µs a text |\n|---|---|---|---|---|\n" + lines + "\n"
    )


if __name__ == "__main__":
    main()
