"""Dates as people, spreadsheets and tills write them, read without guessing: the names others import.

Order: year-month-day, unless the caller names another `style` for a foreign file; 01/02/2024 is refused
under "ymd" rather than guessed. Japanese eras, full-width digits, unknown parts and late-night clock times
(25:30) are read; a day that does not exist is refused with a code. Worked examples:
docs/rules/dates-and-business-day.md.
"""

from joren.foundation.japanese.partial_date import DateCode, DateProblem, PartialDate
from joren.foundation.japanese.written_dates import DateStyle, parse_date, parse_partial_date
from joren.foundation.japanese.written_times import parse_datetime, parse_excel_serial

__all__ = [
    "DateCode",
    "DateProblem",
    "DateStyle",
    "PartialDate",
    "parse_date",
    "parse_datetime",
    "parse_excel_serial",
    "parse_partial_date",
]
