"""The verdict in the words of the reader: one plain sentence first, what to do about it second."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joren.foundation.money import currency_exponent, format_money

from .figures import Figures
from .queries import Result, Status
from .rules import Advice, Code, Estimate, Step
from .sources import Kind


def sentence(result: Result, currency: str) -> str:
    """The result in one or two sentences, in the language of the moment."""
    if result.figures:
        return _VERDICTS[result.figures.code](result.figures, result, currency)
    if result.interim and result.status is Status.RUNNING:
        return " ".join((_under_way(result), _VERDICTS[result.interim.code](result.interim, result, currency)))
    return _OPEN[result.status](result)


def next_step(advice: Advice | None) -> str:
    """What to do now, in a sentence; empty when nothing can be said."""
    if advice is None:
        return ""
    if advice.number is not None and advice.step in _NUMBERED:
        return _NUMBERED[advice.step](advice.number)
    return _STEPS[advice.step]()


def _wait(days: int) -> str:
    return ngettext("Wait %(n)s more day.", "Wait %(n)s more days.", days) % {"n": days}


def _more_people(people: int) -> str:
    return _("Do it again with about %(n)s people in all, then it is likely to be known.") % {"n": f"{people:,}"}


_NUMBERED: dict[Step, Callable[[int], str]] = {Step.WAIT: _wait, Step.MORE_PEOPLE: _more_people}
_STEPS: dict[Step, Callable[[], str]] = {
    Step.EXTEND: lambda: _("Do it again, and widen it: it pays even at the low end of the interval."),
    Step.REPEAT: lambda: _("Do it again: it worked. Whether it pays after goods and sending is not sure yet."),
    Step.CHEAPER: lambda: _(
        "It worked but costs more than it brings. Take a cheaper channel, or fewer people: those it worked for."
    ),
    Step.CHANGE: lambda: _(
        "Change it: other words, another offer, other people. Even at best it does not pay like this."
    ),
    Step.STOP: lambda: _("Stop it. Ask why before anything like it goes out again."),
    Step.MORE_PEOPLE: lambda: _("Do it again with more people, then compare both together."),
    Step.HOLD_BACK: lambda: _("Hold back a share of the next audience (10 % is usual)."),
    Step.FIND_LOST: lambda: _("Find out who is missing before you believe any number of it."),
    Step.WAIT: lambda: _("Wait until the window has ended."),
}


def _what(result: Result) -> str:
    names = {
        Kind.CAMPAIGN: _("This campaign"),
        Kind.JOURNEY: _("This journey"),
        Kind.CONTROL: _("All messages together"),
    }
    return names[result.subject.kind]


def _under_way(result: Result) -> str:
    if result.subject.is_rolling:
        return _("Under way (%(inside)s people are still in their window).") % {"inside": f"{result.inside:,}"}
    days = result.days_left
    return ngettext("Under way (%(n)s day to go).", "Under way (%(n)s days to go).", days) % {"n": days}


def remedy(result: Result) -> str:
    """What to do next time, or now; empty when there is nothing to do."""
    code = result.figures.code if result.figures else None
    if code in (Code.NO_CONTROL, Code.NO_TREATED):
        return _("Hold back a share of the next audience (10 % is usual). Then the difference can be measured.")
    if code == Code.SAMPLE_RATIO_MISMATCH:
        return _("Find out who is missing: customers deleted, merged or filtered after the audience was fixed.")
    if result.status is Status.WAITING_FOR_SALES:
        return _("Import the missing sales. The verdict follows by itself.")
    return ""


def amount(value: float, currency: str) -> str:
    """An estimated amount, rounded to what the currency counts in."""
    return format_money(_rounded(value, currency), currency)


def _rounded(value: float, currency: str) -> Decimal:
    exact = Decimal(value).quantize(Decimal(1).scaleb(-min(currency_exponent(currency), 2)))
    return exact + 0  # no minus in front of nothing


def _money(estimate: Estimate, currency: str) -> dict[str, str]:
    return {
        "sales": amount(abs(estimate.value), currency),
        "low": amount(estimate.low, currency),
        "high": amount(estimate.high, currency),
    }


def _people(estimate: Estimate) -> dict[str, str]:
    return {
        "buyers": f"{abs(estimate.value):,.0f}",
        "buyers_low": _whole(estimate.low),
        "buyers_high": _whole(estimate.high),
    }


def _whole(value: float) -> str:
    return f"{round(value):,}"


def _up(figures: Figures, result: Result, currency: str) -> str:
    assert figures.sales and figures.buyers
    told = _money(figures.sales, currency) | _people(figures.buyers) | {"what": _what(result)}
    if figures.buyers.direction > 0:
        return (
            _(
                "%(what)s brought %(buyers)s more buyers (95%% interval: %(buyers_low)s to %(buyers_high)s)"
                " and %(sales)s more in sales (%(low)s to %(high)s)."
            )
            % told
        )
    return (
        _(
            "%(what)s brought %(sales)s more in sales (95%% interval: %(low)s to %(high)s). Whether more people bought"
            " is not clear (%(buyers_low)s to %(buyers_high)s)."
        )
        % told
    )


def _down(figures: Figures, result: Result, currency: str) -> str:
    assert figures.sales
    return _(
        "%(what)s did harm: the people who got it bought %(sales)s less than they would have without it (95%%"
        " interval: %(low)s to %(high)s)."
    ) % (_money(figures.sales, currency) | {"what": _what(result)})


def _not_yet_known(figures: Figures, result: Result, currency: str) -> str:
    assert figures.sales
    told = _money(figures.sales, currency) | {"people": f"{figures.about or 0:,}"}
    if figures.about is None or result.figures is None:
        return _("Not yet known. The difference in sales lies between %(low)s and %(high)s.") % told
    return (
        _(
            "Not yet known. Sending to about %(people)s people would be likely to tell. So far the difference in sales"
            " lies between %(low)s and %(high)s."
        )
        % told
    )


def _no_variation(figures: Figures, result: Result, currency: str) -> str:
    assert result.groups
    if result.groups.treated.buyers + result.groups.held_back.buyers == 0:
        return _("Nobody of either group bought anything in the window, so there is nothing to compare.")
    return _("Everybody of both groups spent the same, so there is nothing to compare.")


def _no_control(figures: Figures, result: Result, currency: str) -> str:
    return _("Nobody was held back, so nobody can tell what these people would have bought without the mail.")


def _no_treated(figures: Figures, result: Result, currency: str) -> str:
    return _("Everybody was held back, so there is nothing to judge.")


def _too_few(figures: Figures, result: Result, currency: str) -> str:
    people = figures.about or 0
    return ngettext(
        "Not yet known: a group has fewer than 10 people. It takes an audience of about %(n)s person.",
        "Not yet known: a group has fewer than 10 people. It takes an audience of about %(n)s people.",
        people,
    ) % {"n": f"{people:,}"}


def _mismatch(figures: Figures, result: Result, currency: str) -> str:
    assert result.groups
    return _(
        "No number can be trusted here: %(share)s of the audience was to be held back, but %(held_back)s of %(all)s"
        " people are found in that group. That is no chance."
    ) % {
        "share": f"{result.share * 100:.0f} %",
        "held_back": f"{result.groups.held_back.n:,}",
        "all": f"{result.groups.held_back.n + result.groups.treated.n:,}",
    }


def _running(result: Result) -> str:
    assert result.window
    return _("Still counting: purchases up to %(last)s are awaited. The verdict follows then.") % {
        "last": _day(result.window.last)
    }


def _waiting(result: Result) -> str:
    assert result.window
    last = _day(result.window.last)
    if result.sales_known_until is None:
        return _("The window ended on %(last)s, but no sales are in.") % {"last": last}
    known = _day(result.sales_known_until)
    return _("The window ended on %(last)s, but sales are in only up to %(known)s.") % {"last": last, "known": known}


def _day(day: date) -> str:
    # Translators: Django date format of a day.
    return date_format(day, _("j F Y"))


_OPEN: dict[Status, Callable[[Result], str]] = {
    Status.NOT_SENT: lambda result: _("Nothing has been sent yet."),
    Status.RUNNING: _running,
    Status.WAITING_FOR_SALES: _waiting,
}
_VERDICTS: dict[Code, Callable[[Figures, Result, str], str]] = {
    Code.UP: _up,
    Code.DOWN: _down,
    Code.NOT_YET_KNOWN: _not_yet_known,
    Code.NO_VARIATION: _no_variation,
    Code.NO_CONTROL: _no_control,
    Code.NO_TREATED: _no_treated,
    Code.TOO_FEW: _too_few,
    Code.SAMPLE_RATIO_MISMATCH: _mismatch,
}
