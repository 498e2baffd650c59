"""`lathund evaluate personal-data`: how well personal data is found and masked, on written cases.

Figures are of the test half of `datasets/personal_data` unless `part` says otherwise, and beside them those of the
whole of the later hands' cases; every share has its interval.
"""

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from classifier.bootstrap import Wired, wire
from classifier.names import Recogniser
from classifier.pipeline import Comment
from classifier.rules import Strength
from classifier.rules.identifiers import KINDS, all_identifiers
from classifier.rules.statements import find_statements
from classifier.settings import Settings
from classifier.taxonomy import Label
from classifier.text import default_normalizer
from training.data import SHARED
from training.ner_data import tagged_examples
from training.personal_data_beside import HAND_NAMES, beside, shown
from training.personal_data_cost import cost, microseconds
from training.personal_data_figures import Tally, f1_report, share
from training.personal_data_numbers import official_numbers
from training.personal_data_sets import LATER_HANDS, NAME, Case, Span, cases

POLICY = "lilla-edet"
PLAIN_CRITICISM = Path("tests/data/plain_criticism.txt")


def run(part: str = "test", out: Path | None = None, presidio: Path | None = None) -> dict[str, Any]:
    """Print the report, and write it as JSON to `out`."""
    console = Console(width=130)
    parts = wire(Settings())
    recogniser = parts.masker.recogniser
    if recogniser is None:
        raise SystemExit(f"Namn kan inte mätas: {parts.names_problem}")
    half = None if part == "all" else part
    identifiers, names = list(cases("identifiers", half)), list(cases("names", half))
    console.print(f"Personuppgifter, {part}-halvan; namn: names-{recogniser.manifest.version}")
    report: dict[str, Any] = {"part": part, "recogniser": recogniser.manifest.version}
    report["identifiers"] = _spans("identifierare", identifiers, _identifiers, console)
    if SHARED.is_dir():
        report["official numbers"] = official_numbers(SHARED / "personnummer_meta")
        console.print(f"officiella testnummer: {report['official numbers']}")
    report["names"] = _names(names, recogniser, console)
    report["masking"] = _masking(list(cases("masking", half)), identifiers, parts)
    later = {hand: list(cases(f"identifiers_{code}", half)) for hand, code in LATER_HANDS.items()}
    for hand, rows in later.items():
        if rows:
            masking = list(cases(f"masking_{LATER_HANDS[hand]}", half))
            report[hand] = {
                "identifiers": _spans(f"identifierare, {HAND_NAMES[hand]}", rows, _identifiers, console),
                "masking": _masking(masking, rows, parts),
            }
    report["sensitive"] = _sensitive(half, parts, console)
    report["cost"] = cost([c.text for c in (*identifiers, *names)], parts, console)
    if presidio is not None:
        report["presidio"] = _presidio(presidio, identifiers)
        for hand, rows in later.items():
            if rows:
                report[hand]["presidio"] = _presidio(presidio, rows)
    beside(report, console)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return report


def _identifiers(text: str) -> list[Span]:
    return [(i.start, i.end, KINDS[i.kind].mask) for i in all_identifiers(default_normalizer()(text))]


def _spans(title: str, rows: Sequence[Case], find: Callable[[str], Sequence[Span]], console: Console) -> dict[str, Any]:
    tally = Tally()
    for case in rows:
        tally.add(case.spans, find(case.text))
    report = tally.report()
    table = Table(title=f"{title}: {len(rows)} fall")
    for heading in ("slag", "n", "funnet [95 %]", "rätt [95 %]"):
        table.add_column(heading)
    for kind, figures in report["kinds"].items():
        table.add_row(kind, str(figures["recall"]["n"]), shown(figures["recall"]), shown(figures["precision"]))
    table.add_row("alla", str(report["recall"]["n"]), shown(report["recall"]), shown(report["precision"]))
    console.print(table)
    touched = shown(report["clean texts touched"])
    console.print(f"exakt spann: {shown(report['exact'])}; texter utan uppgift som rördes: {touched}\n")
    return report


def _names(rows: Sequence[Case], recogniser: Recogniser, console: Console) -> dict[str, Any]:
    """Measure names in comment style, in the test parts of the corpora (also in small letters), and a rule baseline."""

    def find(text: str) -> list[Span]:
        return [(n.start, n.end, NAME) for n in recogniser.find(text)]

    def capitals(text: str) -> list[Span]:
        """Capitalised words inside a sentence that look like names: what a rule without a tagger can do."""
        found = []
        for i, token in enumerate(tokens := recogniser_tokens(text)):
            kind = recogniser.kind(token.lower)
            if token.shape == "Xx" and (kind[0] in "456" or kind[1] in "456") and i and tokens[i - 1].text not in ".!?":
                found.append((token.start, token.end, NAME))
        return found

    from classifier.names.features import tokenize as recogniser_tokens

    report = {"comment style": _spans("namn i kommentarsstil", rows, find, console)}
    report["rule baseline"] = _spans("jämförelse: versal och namnlik", rows, capitals, console)
    if SHARED.is_dir():
        for corpus in ("klintan_ner", "uner_talbanken"):
            examples = tagged_examples(SHARED / corpus / "test.jsonl")
            kept = [e for e in examples if len(e.text) == len(e.text.lower())]
            for name, change in ((corpus, str), (f"{corpus}, gemener", str.lower)):
                tally = Tally()
                for e in kept:
                    tally.add([(s, end, NAME) for s, end in e.names], find(change(e.text)))
                report[name] = tally.report()
                recall, precision = report[name]["recall"], report[name]["precision"]
                console.print(f"{name}: n {recall['n']}, funnet {shown(recall)}, rätt {shown(precision)}")
    return report


def _masking(rows: list[Case], identifiers: list[Case], parts: Wired) -> dict[str, Any]:
    """Measure what is covered whole, what in part, what is left alone, and that masking twice changes nothing."""
    whole, touched, total = Counter[str](), Counter[str](), Counter[str]()
    twice = 0
    for case in rows:
        masked = parts.masker.mask(case.text)
        twice += parts.masker.mask(masked.text).text != masked.text
        for start, end, kind in case.spans:
            group = "names" if kind == NAME else "identifiers"
            total[group] += 1
            whole[group] += any(s.start <= start and end <= s.end for s in masked.spans)
            touched[group] += any(s.start < end and start < s.end for s in masked.spans)
    plain = [c.text for c in rows if not c.spans]
    tempting = [c.text for c in identifiers if not c.spans]
    sober = [line.strip() for line in PLAIN_CRITICISM.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {
        "texts": len(rows),
        **{name: share(whole[name], total[name]) for name in ("identifiers", "names")},
        **{f"{name}, at least in part": share(touched[name], total[name]) for name in ("identifiers", "names")},
        "unchanged by a second masking": share(len(rows) - twice, len(rows)),
        "texts without personal data changed": share(_changed(plain, parts), len(plain)),
        "plain criticism changed": share(_changed(sober, parts), len(sober)),
        "tempting texts without identifier changed": share(_changed(tempting, parts), len(tempting)),
    }


def _changed(texts: Iterable[str], parts: Wired) -> int:
    return sum(parts.masker.mask(text).text != text for text in texts)


def _sensitive(half: str | None, parts: Wired, console: Console) -> dict[str, Any]:
    """Measure statements without identifiers: the whole pipeline, rules alone, model alone."""
    rows = list(cases("sensitive", half))
    truth = [bool(c.row["personal_data"]) for c in rows]
    profile = parts.profiles[POLICY]
    results = [parts.pipeline.classify(Comment(c.text), profile) for c in rows]
    normalize, names = default_normalizer(), parts.masker.recogniser
    rules = [any(f.strength is not Strength.HINT for f in find_statements(normalize(c.text), names)) for c in rows]
    label = Label.PERSONAL_DATA
    seen = [label in r.decision.labels or any(str(label) in reason for reason in r.review_reasons) for r in results]
    report = {
        "rules and model": f1_report(truth, [label in r.decision.labels for r in results]),
        "rules alone": f1_report(truth, rules),
        "model alone": f1_report(truth, [r.scores[label] >= r.thresholds[label].act for r in results]),
        "found or sent to a person": f1_report(truth, seen),
    }
    for name, figure in report.items():
        low, high = figure["interval"]
        console.print(
            f"känsliga uppgifter, {name}: n {figure['n']} F1 {figure['f1']:.3f} [{low:.3f}, {high:.3f}] "
            f"rätt {shown(figure['precision'])} funnet {shown(figure['recall'])}"
        )
    report["by category"] = {
        category: share(sum(p for c, p in zip(rows, rules, strict=True) if c.row["category"] == category and p), n)
        for category in sorted({c.row["category"] for c in rows if c.row["category"]})
        for n in [sum(c.row["category"] == category for c in rows)]
    }
    return report


def _presidio(python: Path, rows: list[Case]) -> dict[str, Any]:
    """Run presidio-analyzer of another environment on the same cases; links that are no profile count for nobody."""
    script = Path(__file__).with_name("personal_data_presidio.py")
    given = "\n".join(json.dumps(c.text) for c in rows)
    done = subprocess.run(  # noqa: S603 (the interpreter that the person named)
        [str(python), str(script)], input=given, capture_output=True, text=True, check=True
    )
    *lines, last = done.stdout.splitlines()
    both = {"presidio": Tally(), "lathund": Tally()}
    for case, line in zip(rows, lines, strict=True):
        found = [(start, end, kind) for start, end, kind in json.loads(line)]
        both["presidio"].add(case.spans, found)
        both["lathund"].add(case.spans, _identifiers(case.text))
    micro = json.loads(last)["seconds"] / len(rows) * 1e6
    own = microseconds([c.text for c in rows], lambda t: all_identifiers(default_normalizer()(t)))
    report: dict[str, Any] = {name: tally.report() for name, tally in both.items()}
    report["presidio"]["microseconds"], report["lathund"]["microseconds"] = round(micro, 1), own
    return report
