"""The report as one HTML page without outside resources: tables first, then plots, then the worst errors."""

import io
from html import escape
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;
color:#1a1a1a;background:#fff}
table{border-collapse:collapse;margin:1rem 0}th,td{border-bottom:1px solid #ccc;padding:.25rem .6rem;text-align:right}
th:first-child,td:first-child{text-align:left}figure{display:inline-block;margin:0}.key{font-size:1.15rem}
blockquote{border-left:3px solid #888;margin:.4rem 0;padding:.1rem .8rem}h2{margin-top:2.5rem}"""


def page(report: dict[str, Any]) -> str:
    """Return the whole page; `report` is what `training.evaluation.run` measured."""
    parts = [f"<h1>{escape(report['model'])}</h1>", _summary(report)]
    parts += [_measured(name, report[name]) for name in ("corpus test", "functional suite") if name in report]
    if "out of source" in report:
        parts.append(_real_text(report["out of source"]))
    if report.get("worst"):
        parts.append(_worst(report["worst"]))
    title = f"Utvärdering av {escape(report['model'])}"
    return (
        f'<!doctype html><html lang="sv"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"<body>{''.join(parts)}</body></html>"
    )


def table(headings: list[str], rows: list[list[str]]) -> str:
    """Return an HTML table; cells are escaped."""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _summary(report: dict[str, Any]) -> str:
    lines = []
    for name in ("corpus test", "functional suite"):
        if name not in report:
            continue
        f = report[name]
        lines.append(
            f"<p class=key><b>{escape(name)}</b> ({f['n']}): missade nödlägen <b>{f['missed_emergencies']}</b> av "
            f"{f['emergencies']}; ren kritik föreslagen att döljas <b>{f['criticism_hidden']}</b> av "
            f"{f['plain_criticism']}; till en människa {f['review_load']:.1%}; rätt rad i lathunden "
            f"{f['rows']['accuracy']:.1%}; macro-F1 {f['macro_f1']:.3f}</p>"
        )
    return "".join(lines)


def _measured(name: str, f: dict[str, Any]) -> str:
    rows = [
        [
            label,
            str(x["n"]),
            *(f"{x[k]:.3f}" for k in ("auc", "ap", "precision", "recall", "f1")),
            f"{x['f1_interval'][0]:.3f}–{x['f1_interval'][1]:.3f}",
            f"{x['ece']:.3f}",
            f"{f['baselines']['tfidf_f1'][label]:.3f}",
            f"{f['baselines']['keywords_f1'][label]:.3f}",
        ]
        for label, x in f["labels"].items()
    ]
    headings = ["etikett", "n", "AUC", "AP", "precision", "recall", "F1", "95 %", "ECE", "F1 TF-IDF", "F1 nyckelord"]
    parts = [f"<h2>{escape(name)}</h2>", table(headings, rows), _plots(f["labels"]), "<h3>Rad i lathunden</h3>"]
    confusion = f["rows"]["table"]
    parts.append(
        table(
            ["facit ↓ förslag →", *confusion],
            [[gold, *(str(n) for n in line.values())] for gold, line in confusion.items()],
        )
    )
    parts.append("<h3>Varför kommentarer går till en människa</h3>")
    parts.append(table(["skäl", "kommentarer"], [[k, str(v)] for k, v in f["review_reasons"].items()]))
    if "named abilities" in f:
        parts.append("<h3>Där prototypen brast</h3>")
        rows = [[k, str(v["n"]), f"{v['before']:.2f}", f"{v['after']:.2f}"] for k, v in f["named abilities"].items()]
        parts.append(table(["förmåga", "fall", "TF-IDF + LR", "den här modellen med regler"], rows))
    if "by functionality" in f:
        shares = sorted(((k, v) for k, v in f["by functionality"].items() if k != "all"), key=lambda kv: kv[1])
        parts.append(f"<h3>Förmågor: {f['by functionality']['all']:.1%} av fallen</h3>")
        parts.append(table(["förmåga", "andel rätt"], [[k, f"{v:.2f}"] for k, v in shares]))
        parts.append("<h3>Byte av parti, grupp, religion, kön och namn</h3>")
        swaps = [
            [k, str(v["pairs"]), f"{v['mean_gap']:.4f}", f"{v['largest_gap']:.4f}", ", ".join(v["changed"]) or "inga"]
            for k, v in f["swaps"].items()
        ]
        parts.append(table(["byte", "par", "medelskillnad", "största", "ändrat utfall"], swaps))
    return "".join(parts)


def _plots(labels: dict[str, Any]) -> str:
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
    for name, f in labels.items():
        if f["curve"]:
            left.plot([p[0] for p in f["curve"]], [p[1] for p in f["curve"]], label=name, linewidth=1.2)
        right.plot([p[0] for p in f["reliability"]], [p[1] for p in f["reliability"]], marker=".", label=name)
    left.set(xlabel="recall", ylabel="precision", title="Precision och recall", xlim=(0, 1), ylim=(0, 1.02))
    right.plot([0, 1], [0, 1], color="#888", linestyle=":")
    right.set(xlabel="sannolikhet som modellen angav", ylabel="andel som stämde", title="Tillförlitlighet")
    left.legend(fontsize=8)
    figure.tight_layout()
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None})
    plt.close(figure)
    svg = stream.getvalue()
    return f'<figure role="img" aria-label="Kurvor för varje etikett">{svg[svg.index("<svg") :]}</figure>'


def _real_text(found: dict[str, Any]) -> str:
    rows = []
    for label, models in found.items():
        for model, f in models.items():
            low, high = f["auc_interval"]
            inside = ", ".join(f"{k} {v:.3f}" for k, v in f.get("within source", {}).items())
            rows.append(
                [label, model, str(f["n"]), f"{f['auc']:.3f}", f"{low:.3f}–{high:.3f}", f"{f['ap']:.3f}", inside]
            )
    return "<h2>Verklig text som inte tränat modellen</h2>" + table(
        ["etikett", "modell tränad på", "n", "AUC", "95 %", "AP", "inom källa"], rows
    )


def _worst(errors: list[dict[str, Any]]) -> str:
    items = "".join(
        f"<h3>{escape(e['id'])}: facit {escape(e['gold'])}, sagt {escape(e['said'])}</h3>"
        f"<blockquote>{escape(e['text'])}</blockquote><p>{escape(e['why'])}</p>"
        for e in errors
    )
    return f"<h2>De värsta felen</h2><p>Innehåller hot, hat och förtvivlan.</p>{items}"
