"""The overview as a report on paper: one PDF for a period, figures beside the pictures."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, TableCellFillMode, XPos, YPos
from fpdf.fonts import FontFace

from classifier.cases.moments import shown
from classifier.services.overview import BUCKET_HOURS, Overview
from classifier.taxonomy import SWEDISH

_MONTHS: Final = "januari februari mars april maj juni juli augusti september oktober november december".split()
_ROW_COLOURS: Final = {
    "L1": (29, 79, 145),
    "L2": (133, 139, 140),
    "L3": (15, 95, 99),
    "L4": (160, 28, 28),
    "L5": (106, 44, 132),
}
_INK: Final = (29, 37, 41)
_DIM: Final = (86, 98, 106)
_PLAIN: Final = "Helvetica"
_ANY_SCRIPT: Final = "unifont"
_WIDTH: Final = 170.0


def title_of(seen: Overview) -> str:
    """Return the name of the report: a month by its name, else the days."""
    first, last = seen.period.first, seen.period.last
    whole = first.day == 1 and (first.month, first.year) == (last.month, last.year) and (last - first).days >= 27
    return f"{_MONTHS[first.month - 1]} {first.year}" if whole else f"{first} till {last}"


def report(seen: Overview, *, owner: str, made_by: str) -> bytes:
    """Return the report. `owner` is whose it is, `made_by` the person who asked for it."""
    pdf = _Report()
    pdf.set_title(f"Kommentarer {title_of(seen)}")
    pdf.set_lang("sv")
    pdf.set_author(made_by)
    pdf.add_page()
    pdf.line_of(20, f"Kommentarer {title_of(seen)}", bold=True)
    pdf.line_of(10, f"{owner}. Framtagen {shown(seen.made_at)} av {made_by}.", dim=True)
    pdf.line_of(10, f"Modell {seen.model or 'ingen'}, regler {seen.rules}. Inga namn och inga texter ingår.", dim=True)
    _summary(pdf, seen)
    _inflow(pdf, seen)
    _labels(pdf, seen)
    _answers(pdf, seen)
    _changes(pdf, seen)
    return bytes(pdf.output())


class _Report(FPDF):
    """A page with margins, headings, and text in whichever font has its signs."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self.set_margins(20, 18, 20)
        self.set_auto_page_break(auto=True, margin=18)
        self._has_any_script = False

    def footer(self) -> None:
        """Number the page."""
        self.set_y(-14)
        self.set_font(_PLAIN, size=8)
        self.set_text_color(*_DIM)
        self.cell(0, 6, f"Lathund, sida {self.page_no()}", align="R")

    def line_of(self, size: float, text: str, *, bold: bool = False, dim: bool = False) -> None:
        """Write a paragraph."""
        self.set_text_color(*(_DIM if dim else _INK))
        self.choose_font(size, text, bold=bold)
        self.multi_cell(0, size * 0.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def choose_font(self, size: float, text: str, *, bold: bool = False) -> None:
        """Take the reading font, or the one that has every sign where the text asks for it."""
        if text.encode("latin-1", "ignore").decode("latin-1") == text:
            self.set_font(_PLAIN, "B" if bold else "", size)
            return
        if not self._has_any_script:
            self.add_font(_ANY_SCRIPT, "", str(files("classifier.cases").joinpath("fonts/unifont.otf")))
            self._has_any_script = True
        self.set_font(_ANY_SCRIPT, "", size)

    def heading(self, text: str) -> None:
        """Write a heading that keeps to what follows it."""
        self.ln(5)
        if self.will_page_break(60):
            self.add_page()
        self.line_of(13, text, bold=True)
        self.ln(1.5)

    def figures(self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """Write a table: the first column is text, the others figures."""
        self.set_font(_PLAIN, size=9)
        self.set_text_color(*_INK)
        self.set_draw_color(210, 208, 200)
        self.set_fill_color(255, 255, 255)
        alike = ("LEFT", *("RIGHT" for _ in heads[1:]))
        head = FontFace(emphasis="BOLD", color=_DIM)
        look = TableBordersLayout.HORIZONTAL_LINES
        with self.table(
            text_align=alike,
            col_widths=tuple(widths),
            headings_style=head,
            borders_layout=look,
            cell_fill_mode=TableCellFillMode.NONE,
        ) as table:
            for cells in (heads, *rows):
                line = table.row()
                for cell in cells:
                    line.cell(cell)


def _summary(pdf: _Report, seen: Overview) -> None:
    pdf.heading("I korthet")
    answers = seen.answers
    asked = answers.in_time + answers.late + answers.overdue
    lines = [
        f"{_n(seen.comments)} inlägg kom in. {_n(seen.decisions)} beslut fattades av personer.",
        f"Av {_n(asked)} svar som skulle ha getts kom {_n(answers.in_time)} i tid ({_share(answers.in_time, asked)}).",
        f"{_n(seen.alarms_in_time)} av {_n(seen.alarms)} larm beslutades inom 15 minuter.",
        f"Maskinen föreslog att dölja {_n(seen.flagged)} av de beslutade inläggen. {_n(seen.criticism_flagged)} av dem "
        f"var tillåten kritik, fråga eller ärende ({_share(seen.criticism_flagged, seen.flagged)}).",
    ]
    for line in lines:
        pdf.line_of(10.5, line)
        pdf.ln(0.8)


def _inflow(pdf: _Report, seen: Overview) -> None:
    pdf.heading("Inflöde per dag och rad i lathunden")
    days = len(seen.period.days)
    totals = [sum(counts[day] for counts in seen.by_day_and_row.values()) for day in range(days)]
    top, height, step = max([*totals, 1]), 42.0, _WIDTH / days
    left, base = pdf.l_margin, pdf.get_y() + height
    for day in range(days):
        y = base
        for row, counts in seen.by_day_and_row.items():
            part = height * counts[day] / top
            if part:
                pdf.set_fill_color(*_ROW_COLOURS[row.value])
                pdf.rect(left + step * day, y - part, max(step * 0.82, 0.3), part, style="F")
                y -= part
    pdf.set_draw_color(*_DIM)
    pdf.line(left, base, left + _WIDTH, base)
    pdf.set_xy(left, base + 1)
    pdf.line_of(
        8,
        f"{seen.period.first} till {seen.period.last}. Högsta stapeln: {_n(max(totals, default=0))} inlägg.",
        dim=True,
    )
    _legend(pdf)
    whole = max(seen.comments, 1)
    rows = [[f"{row.value} {SWEDISH[row]}", _n(n), _share(n, whole)] for row, n in seen.rows.items()]
    pdf.figures(["Rad", "Inlägg", "Andel"], rows, [70, 15, 15])


def _legend(pdf: _Report) -> None:
    """Say which colour is which row: the table below has the figures."""
    pdf.ln(1)
    for code, colour in _ROW_COLOURS.items():
        pdf.set_fill_color(*colour)
        pdf.rect(pdf.get_x() + 1, pdf.get_y() + 1, 3, 3, style="F")
        pdf.set_x(pdf.get_x() + 5)
        pdf.set_font(_PLAIN, size=8)
        pdf.cell(9, 5, code)
    pdf.ln(7)


def _labels(pdf: _Report, seen: Overview) -> None:
    pdf.heading("Etiketter")
    rows = [[SWEDISH[label].capitalize(), _n(sum(counts))] for label, counts in seen.by_day_and_label.items()]
    pdf.figures(["Etikett", "Inlägg"], rows, [80, 20])


def _answers(pdf: _Report, seen: Overview) -> None:
    pdf.heading("Svar mot policyns klocka")
    answers = seen.answers
    standing = [
        ["Besvarade i tid", _n(answers.in_time)],
        ["Besvarade för sent", _n(answers.late)],
        ["Obesvarade, tiden har gått ut", _n(answers.overdue)],
        ["Obesvarade, tid kvar", _n(answers.waiting)],
    ]
    spans = [
        f"Besvarade inom {low} till {high} timmar" for low, high in zip((0, *BUCKET_HOURS), BUCKET_HOURS, strict=False)
    ]
    spans.append(f"Besvarade efter mer än {BUCKET_HOURS[-1]} timmar")
    rows = [*standing, *([name, _n(n)] for name, n in zip(spans, answers.hours, strict=True))]
    pdf.figures(["Svar", "Inlägg"], rows, [80, 20])


def _changes(pdf: _Report, seen: Overview) -> None:
    pdf.heading("Vad personer ändrade av maskinens förslag")
    rows = [
        [SWEDISH[c.label].capitalize(), _n(c.proposed), _n(c.removed), _share(c.removed, c.proposed), _n(c.added)]
        for c in seen.changed
    ]
    pdf.figures(["Etikett", "Föreslagen", "Borttagen", "Andel", "Tillagd"], rows, [52, 12, 12, 12, 12])
    pdf.ln(2)
    pdf.line_of(8, "Tillagd: en person fann etiketten där maskinen inte hade föreslagit den.", dim=True)


def _n(count: int) -> str:
    return f"{count:,}".replace(",", " ")


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else "-"
