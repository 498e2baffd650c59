"""Writes `datasets/functional/CARD.md` from the suite itself. Usage: python -m training.functional_card."""

from collections import Counter
from pathlib import Path
from typing import Any

from classifier.taxonomy import LABELS
from training.data import DATASETS, read_jsonl

FOLDER = DATASETS / "functional"


def card(cases: list[dict[str, Any]]) -> str:
    """Return the card's text: what the suite is, how to use it, what it holds."""
    functionalities = Counter(c["functionality"] for c in cases)
    pairs = sum(bool(c["ref_case_id"]) for c in cases)
    labels = {label: sum(label in c["gold"] for c in cases) for label in LABELS}
    families: dict[str, list[str]] = {}
    for name in sorted(functionalities):
        families.setdefault(name.split(".")[0], []).append(f"{name.split('.', 1)[1]} ({functionalities[name]})")
    return "\n".join(
        [
            "# Swedish functional suite for comment moderation",
            "",
            "> Content warning: threats, slurs, despair and personal data of invented persons.",
            "",
            "A list of abilities, in the spirit of HateCheck (Röttger et al. 2021), for anybody who builds moderation for Swedish:",
            "each case tests one thing, so that a single accuracy becomes a list of what a system can and cannot do.",
            "",
            f"{len(cases)} cases, {len(functionalities)} functionalities, {pairs} cases with a partner (`ref_case_id`) that differs in",
            "little and is judged otherwise, or, in `swap.*`, differs only in the party, group, religion, sex or name and must be judged alike.",
            "",
            "| label | cases that carry it |",
            "|---|---|",
            *(f"| {label} | {n} |" for label, n in labels.items()),
            f"| none | {sum(not c['gold'] for c in cases)} |",
            "",
            "## Use",
            "",
            "`sv.jsonl`, one object a line: `functionality`, `case_id`, `text`, `gold` (labels of `src/classifier/taxonomy.py`; empty for none),",
            "`ref_case_id`, `why`, and `post` / `parent` where the case stands in a thread. A case passes when the harmful labels given",
            "(hate_speech, threat, suicide_risk, personal_data, spam, insult) are exactly those of the gold; criticism, question and",
            "case_matter are reported apart. `lathund evaluate` prints the share passed per functionality.",
            "**Do not train on it**, nor on paraphrases of it; `lathund datasets check` refuses corpus rows that repeat it.",
            "",
            "## Data statement",
            "",
            "Written for this project by a language model in November 2026, after the project's annotation guidelines, by a session that",
            "wrote none of the training corpus; labels by the writer, with a reason in `why`; no second annotator. No real persons:",
            "telephone numbers and personnummer are those set aside for fiction and tests. It shows whether an ability is there, not how",
            "often it is needed; cases in other languages were not read by native speakers. Licence: CC BY 4.0.",
            "",
            "## Functionalities (cases)",
            "",
            *(f"* **{family}**: {', '.join(names)}" for family, names in families.items()),
            "",
        ]
    )


def main(folder: Path = FOLDER) -> None:
    """Write the card."""
    (folder / "CARD.md").write_text(card(list(read_jsonl(folder / "sv.jsonl"))), encoding="utf-8")


if __name__ == "__main__":
    main()
