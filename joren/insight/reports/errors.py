"""Refusals of reports."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class UnknownReport(JorenError):
    """No app offers a report of that name."""

    code = "unknown_report"
    message = _("There is no report “%(report)s”.")
    remedy = _("These are there: %(known)s.")
    status = 404


class UnknownParameter(JorenError):
    """The report has no such setting."""

    code = "unknown_parameter"
    message = _("The report “%(report)s” has no setting “%(parameter)s”.")
    remedy = _("It has: %(known)s.")


class BadParameter(JorenError):
    """A setting that cannot be read."""

    code = "bad_parameter"
    message = _("“%(value)s” cannot be used for “%(parameter)s”.")
    remedy = _("It takes %(expected)s.")


class PeriodReversed(JorenError):
    """The first day is after the last."""

    code = "period_reversed"
    message = _("The first day, %(start)s, is after the last, %(end)s.")
    remedy = _("Exchange them.")


class NotOpened(JorenError):
    """The report's rows do not stand for people."""

    code = "not_opened"
    message = _("The rows of “%(report)s” stand for nobody in particular.")
    remedy = _("Open another report, such as “Customers”.")
    status = 404


class UnknownRow(JorenError):
    """The report has no such row."""

    code = "unknown_row"
    message = _("“%(report)s” has no row “%(row)s”.")
    remedy = _("Open the report and click on a row.")
    status = 404


class UnknownTable(JorenError):
    """The report has no such table."""

    code = "unknown_table"
    message = _("There is no table “%(table)s” in this report.")
    remedy = _("It has: %(known)s.")
    status = 404


class MonthNotBegun(JorenError):
    """There is no monthly report of a month to come."""

    code = "month_not_begun"
    message = _("%(month)s has not begun.")
    remedy = _("Choose this month or one before.")


class UnknownCard(JorenError):
    """There is no such card, or this person may not see it."""

    code = "unknown_card"
    message = _("There is no card “%(card)s”.")
    remedy = _("Choose one of the list.")
    status = 404


class UnknownBoard(JorenError):
    """There is no such board, or it is somebody else's and not shared."""

    code = "unknown_board"
    message = _("This board is not there.")
    remedy = _("Open one of your own.")
    status = 404


class TooManyCards(JorenError):
    """A board is full."""

    code = "too_many_cards"
    message = _("A board holds %(most)s cards.")
    remedy = _("Remove one, or make another board.")


class TooManyBoards(JorenError):
    """Somebody has too many boards."""

    code = "too_many_boards"
    message = _("There are %(most)s boards already.")
    remedy = _("Remove one you no longer need.")


class NoRule(JorenError):
    """The people of the row are a list that no rule describes."""

    code = "no_rule"
    message = _("No rule says who the people of this row are.")
    remedy = _("Build a segment by hand, or take a tag.")


class TooManyCells(JorenError):
    """More cohorts and ages than anybody can read."""

    code = "too_many_cells"
    message = _("That would be a table of %(cells)s cells; at most %(most)s can be shown.")
    remedy = _("Choose a shorter period, or months in place of weeks.")


class NothingToShare(JorenError):
    """Shares of a sum that is nothing or less."""

    code = "nothing_to_share"
    message = _("All amounts together come to %(total)s; there are no shares of that.")
    remedy = _("Choose a period in which more was sold than taken back.")


class BadMonth(JorenError):
    """A month that cannot be read."""

    code = "bad_month"
    message = _("“%(text)s” is not a month.")
    remedy = _("Write it like 2026-03.")


class UnknownKind(JorenError):
    """A kind of file that reports are not given as."""

    code = "unknown_kind"
    message = _("Reports are not given as “%(kind)s”.")
    remedy = _("Take csv, xlsx or pdf.")
    status = 404
