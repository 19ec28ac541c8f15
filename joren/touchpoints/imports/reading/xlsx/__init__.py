"""Rows out of xlsx workbooks, streamed: memory does not grow with the sheet, and the first rows come at once."""

from .book import Book, open_book
from .rows import sheet_rows

__all__ = ["Book", "open_book", "sheet_rows"]
