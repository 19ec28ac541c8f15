"""A report and the monthly report as PDF."""

import io
from collections.abc import Sequence
from html import escape
from typing import Any, Final

from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.registry import ReportTable
from joren.foundation.time.clock import TOKYO
from joren.insight.reports import queries
from joren.insight.reports.exporting import facts_of
from joren.insight.reports.pictures import Drawing, drawn
from joren.insight.reports.results import MAIN, Result, Rows
from joren.insight.reports.showing import FOLDED_FROM, cell_text, is_figure

from .charts import picture
from .faces import FONT, LINE, PALE, styles

MOST_ROWS: Final = 1_000
_WIDE: Final = 7
_WIDEST: Final = 1.8
"""How much wider than its words a column is made to fill the page."""
_MARGIN: Final = 40.0
_FOOT: Final = 30.0


def report_paper(result: Result) -> bytes:
    """A report: what was asked, its pictures, its tables, how it is counted."""
    tables = result.declared()
    wide = max(len(table.columns) for table in tables) > _WIDE
    paper = Paper(str(result.report.label), wide=wide)
    paper.text(str(result.report.description), "small")
    *facts, counted = facts_of(result)
    paper.text("　".join(f"{name}：{value}" for name, value in facts[2:]), "small")
    for drawing in drawn(result):
        paper.picture(drawing, headed=drawing.grid is not None)
    for table in tables:
        rows = result.tables.get(table.key, [])
        if len(tables) > 1:
            paper.head(str(table.label))
        if queries.grids(result.report) and table.key == MAIN and len(rows) > FOLDED_FROM:
            paper.text(_("The picture shows these figures; as a table they are in the Excel file."), "small")
        else:
            paper.table(table, rows)
    paper.head(counted[0])
    paper.text(counted[1])
    return paper.made()


class Paper:
    """A paper being written, from top to bottom: A4, lying where it is `wide`."""

    def __init__(self, title: str, *, wide: bool = False) -> None:
        from reportlab.lib.pagesizes import A4, landscape

        self._title, self._size = title, landscape(A4) if wide else A4
        self.width = self._size[0] - 2 * _MARGIN
        self._story: list[Any] = []
        self.text(title, "title")

    def text(self, text: str, style: str = "text") -> None:
        """A paragraph; nothing for no text."""
        from reportlab.platypus import Paragraph

        if text:
            self._story.append(Paragraph(escape(text), styles()[style]))

    def head(self, text: str) -> None:
        """A heading, never alone at the foot of a page."""
        from reportlab.platypus import CondPageBreak

        self._story.append(CondPageBreak(90))
        self.text(text, "head")

    def item(self, text: str) -> None:
        """A line of a list."""
        from reportlab.platypus import Paragraph

        self._story.append(Paragraph(escape(text), styles()["item"], bulletText="・"))

    def picture(self, drawing: Drawing, *, headed: bool = False) -> None:
        """A picture, whole on one page where it fits."""
        from reportlab.platypus import KeepTogether, Spacer

        if headed:
            self.head(drawing.title)
        drawn = picture(drawing, self.width)
        self._story += [*drawn, Spacer(1, 6)] if drawing.grid else [KeepTogether(drawn), Spacer(1, 6)]

    def table(self, table: ReportTable, rows: Rows) -> None:
        """A table with its heading on every page; the first `MOST_ROWS` rows."""
        from reportlab.lib.colors import HexColor
        from reportlab.platypus import LongTable, Paragraph, Spacer, TableStyle

        currency, made = the_business().currency, styles()
        kinds = ["figure" if is_figure(column) else "cell" for column in table.columns]
        texts = [[str(column.label) for column in table.columns]]
        texts += [[cell_text(row.get(c.key), c, currency) for c in table.columns] for row in rows[:MOST_ROWS]]
        cells = [[Paragraph(escape(t), made[k]) for t, k in zip(row, kinds, strict=True)] for row in texts]
        ruled = TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(LINE)),
                ("BACKGROUND", (0, 0), (-1, 0), HexColor("#f3f5f5")),
                ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ]
        )
        widths = _widths(texts, self.width)
        self._story += [LongTable(cells, colWidths=widths, repeatRows=1, style=ruled), Spacer(1, 6)]
        if len(rows) > MOST_ROWS:
            self.text(_("%(n)s more rows are in the Excel file.") % {"n": f"{len(rows) - MOST_ROWS:,}"}, "small")

    def made(self) -> bytes:
        """The finished file."""
        from reportlab.platypus import SimpleDocTemplate

        file, business = io.BytesIO(), the_business()
        document = SimpleDocTemplate(
            file,
            pagesize=self._size,
            leftMargin=_MARGIN,
            rightMargin=_MARGIN,
            topMargin=_MARGIN,
            bottomMargin=_MARGIN,
            title=self._title,
            author=business.name,
            lang="ja",
        )
        document.build(self._story, onFirstPage=self._foot, onLaterPages=self._foot)
        return file.getvalue()

    def _foot(self, canvas: Any, document: Any) -> None:
        from reportlab.lib.colors import HexColor

        from joren.foundation.time.clock import now

        canvas.saveState()
        canvas.setFont(FONT, 7.5)
        canvas.setFillColor(HexColor(PALE))
        day = f"{now().astimezone(TOKYO):%Y-%m-%d}"
        canvas.drawString(_MARGIN, _FOOT - 8, f"{the_business().name}　{self._title}　{day}")
        canvas.drawRightString(self._size[0] - _MARGIN, _FOOT - 8, f"{document.page}")
        canvas.restoreState()


def _widths(texts: Sequence[Sequence[str]], width: float) -> list[float]:
    """Columns as wide as their longest text, within bounds, scaled to fill the page."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    wanted = [
        max(26.0, min(150.0, max(stringWidth(row[n], FONT, 8) for row in texts[:200]) + 8))
        for n in range(len(texts[0]))
    ]
    scale = min(width / sum(wanted), _WIDEST)
    return [one * scale for one in wanted]
