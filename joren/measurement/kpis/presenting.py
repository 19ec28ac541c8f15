"""A measure as the page, the API and the command line tell it: now, before, a year ago, the little picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.jobs.models import Job
from joren.foundation.money import format_money
from joren.foundation.time import clock
from joren.foundation.time.business_day import business_date
from joren.foundation.time.clock import TOKYO
from joren.insight.reports import keeping

from .catalogue import KPIS, Kpi
from .report import periods_of
from .rules.change import Change, change
from .rules.periods import SHOWN, YEAR_AGO, Period
from .rules.spark import points

REPORT: Final = "kpis"
_MINUTES_A_DAY: Final = 24 * 60
_HOUR: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One measure. `now`, `before`, `year` are rows of the report (None where that period has none)."""

    kpi: Kpi
    now: Mapping[str, Any]
    before: Mapping[str, Any] | None = None
    year: Mapping[str, Any] | None = None
    since_before: Change | None = None
    since_year: Change | None = None
    values: Sequence[Decimal | None] = ()
    fresh: str = ""
    people_url: str = ""
    report_url: str = ""
    row: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The value as people read it."""
        return shown_value(self.now.get("value"), self.kpi.unit)

    @property
    def texts(self) -> tuple[str, str]:
        """The values of the period before and of a year ago."""
        older = (self.before, self.year)
        before, year = (shown_value(row["value"] if row else None, self.kpi.unit) for row in older)
        return before, year

    @property
    def changes(self) -> tuple[str, str]:
        """The changes since then."""
        return shown_change(self.since_before), shown_change(self.since_year)

    @property
    def runs(self) -> list[str]:
        """The lines of the picture, as points of SVG."""
        return [" ".join(f"{x},{y}" for x, y in run) for run in points(self.values)]

    @property
    def dot(self) -> tuple[float, float] | None:
        """Where the newest value stands in the picture."""
        runs = points(self.values)
        return runs[-1][-1] if runs and self.values[-1] is not None else None

    @property
    def divided(self) -> str:
        """What the value was divided from, in numbers."""
        part, whole = self.now.get("part"), self.now.get("whole")
        if self.kpi.key == "sales":
            return _("%(n)s purchases") % {"n": f"{whole:,}"} if whole is not None else ""
        if not whole:
            return ""
        if self.kpi.unit == "minutes":
            told = {"whole": f"{whole:,}", "open": f"{self.now['unanswered']:,}", "p90": shown_minutes(self.now["p90"])}
            return _("%(whole)s enquiries, %(open)s unanswered; nine in ten within %(p90)s") % told
        return f"{_number(part)} ÷ {whole:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All measures of one period, and when they were counted; `job` while newer ones are being counted."""

    by: str
    period: Period
    before: Period
    year: Period
    shown: Sequence[Shown]
    made_at: datetime | None
    job: Job | None = None


def page(*, by: str, shop: str = "", as_of: date | None = None, wait: bool = True, may_open: bool = False) -> Page:
    """The measures of the newest period that is over, or not `wait`, of the last one known while newer are counted.

    Raises what reading settings raises. `may_open`: with links.
    """
    # Without a day the question is the same every morning, so that the last figures stand while newer are counted.
    given = {"by": by, "shop": shop, "as_of": as_of.isoformat() if as_of else ""}
    result = keeping.answer(REPORT, given, staff=None, wait=wait)
    day = as_of or (business_date(result.made_at) if result.made_at else clock.today())
    periods = periods_of(by, day)
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for row in result.rows:
        rows.setdefault(row["key"], {})[_day(row["first"]).isoformat()] = row
    fresh = {row["key"]: row["at"] for row in result.tables.get("fresh", [])}
    links = given | {"as_of": day.isoformat()} if may_open else None
    return Page(
        by=by,
        period=periods[-1],
        before=periods[-2],
        year=periods[-1 - YEAR_AGO[by]],
        shown=[_shown(each, rows.get(each.key, {}), periods, by, fresh.get(each.key), links) for each in KPIS],
        made_at=result.made_at,
        job=Job.objects.filter(pk=result.job).first() if result.job else None,
    )


def told(found: Page) -> dict[str, Any]:
    """The page for programs. Shares are of 1."""
    return {
        "by": found.by,
        "period": _told_period(found.period),
        "period_before": _told_period(found.before),
        "year_before": _told_period(found.year),
        "made_at": found.made_at,
        "measures": [_told(each) for each in found.shown],
    }


def shown_value(value: Decimal | None, unit: str) -> str:
    """Yen, a percentage with one place, or minutes as people say them; a dash for nothing."""
    if value is None:
        return "–"
    if unit == "money":
        return format_money(value, the_business().currency)
    return shown_minutes(value) if unit == "minutes" else f"{value * 100:.1f} %"


def shown_minutes(minutes: Decimal) -> str:
    """12 min, 3 h 5 min, 2 days 4 h."""
    whole = int(minutes.to_integral_value())
    if whole < _HOUR:
        return _("%(minutes)s min") % {"minutes": whole}
    if whole < _MINUTES_A_DAY:
        return _("%(hours)s h %(minutes)s min") % {"hours": whole // _HOUR, "minutes": whole % _HOUR}
    days, rest = divmod(whole, _MINUTES_A_DAY)
    return _("%(days)s days %(hours)s h") % {"days": days, "hours": rest // _HOUR}


def shown_change(found: Change | None) -> str:
    """+5.0 points, −3.2 %, +12 min; a dash where nothing can be compared."""
    if found is None:
        return "–"
    sign = "+" if found.amount > 0 else "−" if found.amount < 0 else "±"
    size = abs(found.amount)
    if found.unit == "minutes":
        return f"{sign}{shown_minutes(size)}"
    return _("%(size)s points") % {"size": f"{sign}{size:.1f}"} if found.unit == "points" else f"{sign}{size:.1f} %"


def _shown(
    each: Kpi,
    rows: Mapping[str, Mapping[str, Any]],
    periods: Sequence[Period],
    by: str,
    fresh: str | None,
    links: Mapping[str, str] | None,
) -> Shown:
    ordered = [rows.get(period.first.isoformat()) for period in periods]
    now, before, year = ordered[-1] or {}, ordered[-2], ordered[-1 - YEAR_AGO[by]]
    values = [row["value"] if row else None for row in ordered]

    def since(row: Mapping[str, Any] | None) -> Change | None:
        then = row["value"] if row else None
        return change(now.get("value"), then, each.unit, higher_is_better=each.higher_is_better)

    return Shown(
        kpi=each,
        now=now,
        before=before,
        year=year,
        since_before=since(before),
        since_year=since(year),
        values=values[-SHOWN:],
        fresh=_moment(fresh),
        people_url=_people_url(now, links) if links and now.get("_row") else "",
        report_url=_report_url(each, periods[-1]) if links and each.report else "",
    )


def _people_url(row: Mapping[str, Any], given: Mapping[str, str]) -> str:
    return f"{reverse('reports:people', args=[REPORT])}?{urlencode({**given, 'row': row['_row']})}"


def _report_url(each: Kpi, period: Period) -> str:
    shifted = period.earlier(each.report_days)
    given = {"from": shifted.first, "to": shifted.last, "as_of": period.last}
    if each.report == "sales":
        given = {"from": period.first, "to": period.last}
    return f"{reverse('reports:detail', args=[each.report])}?{urlencode(given)}"


def _told(each: Shown) -> dict[str, Any]:
    def value(row: Mapping[str, Any] | None) -> Decimal | None:
        return row["value"] if row else None

    return {
        "key": each.kpi.key,
        "label": str(each.kpi.label),
        "unit": each.kpi.unit,
        "value": value(each.now or None),
        "before": value(each.before),
        "year_before": value(each.year),
        "part": each.now.get("part"),
        "whole": each.now.get("whole"),
        "p90": each.now.get("p90"),
        "unanswered": each.now.get("unanswered"),
        "series": list(each.values),
        "formula": str(each.kpi.formula),
        "denominator": str(each.kpi.denominator),
        "fresh": each.fresh,
        "missing": str(each.kpi.missing) or (str(each.kpi.empty) if value(each.now or None) is None else ""),
        "remedy": str(each.kpi.remedy),
        "text": each.text,
        "changes": list(each.changes),
    }


def _told_period(period: Period) -> dict[str, date]:
    return {"first": period.first, "last": period.last}


def _moment(at: str | None) -> str:
    """A day, or a moment in Japan to the minute."""
    if not at:
        return ""
    if len(at) == len("2026-01-01"):
        return at
    return f"{datetime.fromisoformat(at).astimezone(TOKYO):%Y-%m-%d %H:%M}"


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _number(value: Any) -> str:
    told = Decimal(value)
    return f"{told:,.0f}" if told == told.to_integral_value() else _("about %(n)s") % {"n": f"{told:,.0f}"}
