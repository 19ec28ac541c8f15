"""The monthly report: a month's numbers as prose, as a page, PDF and Excel workbook."""
