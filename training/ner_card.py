"""Write the card of a name recogniser from the report of `lathund evaluate personal-data --out report.json`.

`python -m training.ner_card models/names-2026.11.2 report.json [spacy.jsonl]`: the last is what `ner_spacy` prints.
"""

import json
import sys
from pathlib import Path
from typing import Any

from classifier.names import NamesManifest

TEXT = Path(__file__).with_name("ner_card.md").read_text(encoding="utf-8")


def main() -> None:
    """Write CARD.md beside the weights."""
    folder, report = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    manifest = NamesManifest.model_validate_json((folder / "manifest.json").read_bytes())
    spacy = Path(sys.argv[3]).read_text(encoding="utf-8").splitlines() if len(sys.argv) > 3 else []
    card = TEXT.format(
        name=manifest.name,
        version=manifest.version,
        config=manifest.config,
        threshold=manifest.threshold,
        join=manifest.join_threshold,
        sources="\n".join(f"| {name} | {source['licence']} |" for name, source in manifest.data.items()),
        figures="\n".join(_row(name, figures) for name, figures in report["names"].items()),
        cost=round(report["cost"]["names"]),
        characters=report["cost"]["characters of a comment"],
        alternative=_alternative([json.loads(line) for line in spacy if line.startswith("{")]),
    )
    (folder / "CARD.md").write_text(card, encoding="utf-8")


def _row(name: str, figures: dict[str, Any]) -> str:
    def shown(figure: dict[str, Any]) -> str:
        low, high = figure["interval"]
        return f"{figure['share']:.3f} [{low:.3f}, {high:.3f}]"

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
