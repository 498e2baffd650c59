"""The comparison as one page without outside resources. First what a manager needs, then the figures."""

import io
from html import escape
from typing import Final

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

from classifier.model.comparison import OWN_SET, SUITE, TEST_SET, Comparison, Difference, SetComparison
from classifier.taxonomy import HARMFUL_LABELS, LABELS, SWEDISH
from training.evaluation.html import table
from training.evaluation.verdict import BETTER, NOT_BETTER, PLACES, Verdict, percent

_STYLE: Final = """body{font:17px/1.55 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;
color:#1a1a1a;background:#fff}h1{font-size:2.2rem;margin-bottom:.2rem}h2{margin-top:2.5rem}
.verdict{border-left:.6rem solid;padding:.4rem 1rem;margin:1rem 0}.verdict b{font-size:1.8rem}
.better{border-color:#1b6e3c}.worse{border-color:#a3262a}.unclear{border-color:#7a5b00}
table{border-collapse:collapse;margin:1rem 0}th,td{border-bottom:1px solid #ccc;padding:.3rem .7rem;text-align:right}
th:first-child,td:first-child{text-align:left}.small{color:#444;font-size:.95rem}
@media print{.first{break-after:page}}svg{max-width:100%;height:auto}"""
_NAMES: Final = {
    TEST_SET: "Förseglade testinlägg",
    SUITE: "Konstruerade provfall",
    OWN_SET: "Era egna bekräftade inlägg",
}
_NEXT: Final = {
    BETTER: "Ta den i drift: <code>lathund promote {v}</code>. Går något snett: <code>lathund rollback</code>.",
    NOT_BETTER: "Behåll dagens modell. Samla fler bekräftade inlägg av det slag som försämrats och träna igen.",
}


def page(comparison: Comparison, verdict: Verdict) -> str:
    """Return the whole page."""
    title = f"{comparison.candidate.version} jämförd med {comparison.champion.version}"
    body = [f"<section class=first><h1>{escape(title)}</h1>", _verdict(comparison, verdict), _plain(comparison)]
    body += [_chart(comparison), "</section>", "<h2>Siffrorna</h2>", _explained()]
    body += [_figures(name, part) for name, part in comparison.sets.items()]
    body.append(_swaps(comparison))
    return (
        f'<!doctype html><html lang="sv"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style><body>{"".join(body)}</body></html>'
    )


def _verdict(comparison: Comparison, verdict: Verdict) -> str:
    kind = {BETTER: "better", NOT_BETTER: "worse"}.get(verdict.word, "unclear")
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in verdict.because)
    waits = "Vänta, eller pröva den i skugga först: <code>lathund shadow {v}</code>."
    step = _NEXT.get(verdict.word, waits).format(v=escape(comparison.candidate.version))
    return (
        f'<div class="verdict {kind}"><b>{escape(verdict.word.capitalize())}</b>, därför att<ul>{reasons}</ul>'
        f"<p>{step}</p></div>"
    )


def _plain(comparison: Comparison) -> str:
    """Return the handful of facts that decide, in words."""
    rows = []
    for name, part in comparison.sets.items():
        place = PLACES.get(name, name)
        if part.missed_emergencies is not None:
            rows.append([f"Hot och nödrop som ingen får se, {place}", *_cells(part.missed_emergencies)])
        if part.criticism is not None:
            text = f"Vanlig kritik som felaktigt pekas ut, {place} ({part.plain_criticism} inlägg)"
            rows.append([text, *_cells(part.criticism)])
        rows.append([f"Inlägg som en människa får titta på, {place}", *_cells(part.review_load)])
    rows.append(["Provfall som klaras helt", *_cells(comparison.suite)])
    return table(["", "i dag", "kandidaten", "skillnad"], rows)


def _cells(d: Difference) -> list[str]:
    sure = d.low > 0 or d.high < 0
    change = f"{100 * d.change:+.1f}".replace(".", ",")
    return [percent(d.champion), percent(d.candidate), f"{change} {'(säker)' if sure else '(kan vara slump)'}"]


def _chart(comparison: Comparison) -> str:
    harmful = [label for label in LABELS if label in HARMFUL_LABELS]
    figure, axis = plt.subplots(figsize=(9, 1 + 0.45 * len(harmful) * len(comparison.sets)))
    names, place = [], 0
    for label in reversed(harmful):
        for name, part in reversed(comparison.sets.items()):
            found = part.labels[label]
            if not found.n:
                continue
            recall = found.recall
            colour = "#1b6e3c" if recall.low > 0 else "#a3262a" if recall.high < 0 else "#666"
            axis.plot([100 * recall.low, 100 * recall.high], [place, place], color=colour, linewidth=3)
            axis.plot([100 * recall.change], [place], "o", color=colour)
            names.append(f"{SWEDISH[label]} · {_NAMES.get(name, name).lower()} ({found.n})")
            place += 1
    axis.axvline(0, color="#000", linewidth=0.8)
    axis.set_yticks(range(place), names, fontsize=9)
    axis.set_xlabel("procentenheter fler (höger) eller färre (vänster) som hittas; strecket är osäkerheten")
    axis.set_title("Hittar kandidaten fler av de skadliga inläggen?")
    figure.tight_layout()
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None})
    plt.close(figure)
    svg = stream.getvalue()
    described = "Skillnad i hur många skadliga inlägg som hittas, för varje slag; samma siffror står i tabellerna nedan"
    return f'<figure role="img" aria-label="{described}">{svg[svg.index("<svg") :]}</figure>'


def _explained() -> str:
    return (
        "<p class=small>Båda modellerna läste samma inlägg, som ingen av dem har tränats på. <i>Träffsäkerhet</i> "
        "(precision): hur stor del av det som pekades ut som var rätt. <i>Hittat</i> (recall): hur stor del av det "
        "som fanns som hittades. <i>F1</i> väger ihop båda. <i>AUC</i>: hur ofta ett inlägg av slaget får högre "
        "sannolikhet än ett annat. Inom klammer det intervall som skillnaden med 95 % säkerhet ligger i.</p>"
    )


def _figures(name: str, part: SetComparison) -> str:
    rows = []
    for label, found in part.labels.items():
        auc = _figure(found.auc) if found.auc else "–"
        cells = (_figure(found.recall), _figure(found.precision), _figure(found.f1))
        rows.append([SWEDISH[label], str(found.n), *cells, auc])
    macro = _figure(part.macro_auc) if part.macro_auc else "–"
    rows.append(["alla i medeltal", str(part.n), "", "", _figure(part.macro_f1), macro])
    rows.append(["sannolikheternas fel", "", "", "", _figure(part.calibration), ""])
    head = ["slag", "inlägg", "hittat", "träffsäkerhet", "F1", "AUC"]
    return f"<h3>{escape(_NAMES.get(name, name))}: {part.n}</h3>" + table(head, rows)


def _figure(d: Difference) -> str:
    return f"{d.champion:.3f} → {d.candidate:.3f} [{d.low:+.3f}, {d.high:+.3f}]"


def _swaps(comparison: Comparison) -> str:
    rows = [
        [
            kind,
            str(s.pairs),
            f"{s.changed.champion:.0f} → {s.changed.candidate:.0f}",
            f"{s.gap.champion:.4f} → {s.gap.candidate:.4f}",
        ]
        for kind, s in comparison.swaps.items()
    ]
    told = (
        "<p class=small>Par av inlägg där bara parti, grupp, religion, kön eller namn är bytt: utfallet ska bli "
        "detsamma.</p>"
    )
    return f"<h3>Likabehandling</h3>{told}" + table(["byte", "par", "ändrat utfall", "medelskillnad"], rows)
