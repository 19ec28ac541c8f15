"""The monthly report as PDF and as an Excel workbook."""

import io

from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.insight.reports.exporting import Sheets
from joren.insight.reports.printing.papers import Paper

from .queries import Told


def as_paper(told: Told) -> bytes:
    """The prose, then the figures, as PDF."""
    paper = Paper(_("Monthly report %(month)s") % {"month": told.name})
    paper.text(the_business().name, "small")
    paper.text(told.headline)
    for key, label, sentences in told.sections:
        paper.head(label)
        if key in ("sales", "customers", "regulars"):
            paper.text("".join(sentences))
        else:
            for sentence in sentences:
                paper.item(sentence)
    for table, rows in told.tables:
        paper.head(str(table.label))
        paper.table(table, rows)
    return paper.made()


def as_workbook(told: Told) -> bytes:
    """The prose on the first sheet, each table on one of its own."""
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheets = Sheets(book)
        facts = [(_("Monthly report"), told.name), (_("In one sentence"), told.headline)]
        facts += [(label, "\n".join(sentences)) for _key, label, sentences in told.sections]
        sheets.facts(_("Monthly report"), facts)
        for table, rows in told.tables:
            sheets.table(str(table.label), table.columns, rows)
    return file.getvalue()
