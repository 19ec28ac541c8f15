"""The monthly report put together: numbers, sentences and tables."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.registry import Report, ReportColumn, ReportTable
from joren.foundation.time import clock
from joren.foundation.time.periods import months_before
from joren.insight.reports import keeping
from joren.insight.reports.models import KeptAnswer, MonthlyReport
from joren.insight.reports.results import Rows
from joren.insight.reports.rules.monthly import Figures, Sums, headline, sections

from .keeping import from_json, to_json
from .reading import figures_of
from .words import SECTIONS, months_name, sentence

MONTHS_OFFERED = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A monthly report in the language of the moment. `made_at`: when its numbers were read."""

    month: date
    name: str
    figures: Figures
    headline: str
    sections: list[tuple[str, str, list[str]]]
    tables: list[tuple[ReportTable, Rows]]
    made_at: datetime


def told(month: date) -> Told:
    """The report of a month by what is known now. Raises `MonthNotBegun`."""
    figures, made_at = _current(month.replace(day=1))
    return written(month.replace(day=1), figures, made_at)


def written(month: date, figures: Figures, made_at: datetime) -> Told:
    """A report of these figures in words."""
    currency = the_business().currency
    parts = [
        (key, str(SECTIONS[key]), [sentence(said, currency) for said in sentences])
        for key, sentences in sections(figures)
    ]
    return Told(
        month=month,
        name=name_of(month),
        figures=figures,
        headline=sentence(headline(figures), currency),
        sections=parts,
        tables=_tables(figures),
        made_at=made_at,
    )


def name_of(month: date) -> str:
    """A month as it is called: 2026年3月."""
    return months_name({"year": month.year, "month": month.month})


def latest() -> Told | None:
    """The last report that was made on the first of a month, as it was then."""
    kept = MonthlyReport.objects.first()
    return written(kept.month, from_json(kept.figures), kept.made_at) if kept else None


def offered() -> list[date]:
    """The months that can be chosen, this one first."""
    this = clock.today().replace(day=1)
    return [months_before(this, back) for back in range(MONTHS_OFFERED)]


def _current(month: date) -> tuple[Figures, datetime]:
    """The figures as of now; those of the same state of the facts are not read twice."""
    if connection.in_atomic_block:
        return figures_of(month), clock.now()
    slot = f"monthly {month:%Y-%m} {get_language()}"
    state = keeping.state_of(_QUESTION)
    kept = KeptAnswer.objects.filter(slot=slot, state=state).first()
    if kept and kept.made_at and "figures" in kept.given:
        return from_json(kept.given["figures"]), kept.made_at
    figures, now = figures_of(month), clock.now()
    if keeping.state_of(_QUESTION) == state and not figures.campaigns:
        fields = {"report": "monthly", "given": {"figures": to_json(figures)}, "state": state, "made_at": now}
        KeptAnswer.objects.update_or_create(slot=slot, defaults={**fields, "used_at": now})
    return figures, now


_QUESTION = Report(key="monthly", label="", description="", formula="", columns=(), run="")


def _tables(figures: Figures) -> list[tuple[ReportTable, Rows]]:
    """The numbers behind the sentences."""
    found = [_overview(figures)]
    for key, label, rows in (
        ("products", _("Best products"), figures.products),
        ("shops", _("Best shops"), figures.shops),
    ):
        if rows:
            columns = (
                ReportColumn(key="name", label=_("Name")),
                ReportColumn(key="net", label=_("Net sales"), type="money"),
                ReportColumn(key="share", label=_("Share"), type="percent"),
                ReportColumn(key="before", label=_("Month before"), type="money"),
            )
            found.append((ReportTable(key=key, label=label, columns=columns), [dict(row) for row in rows]))
    return found


def _overview(figures: Figures) -> tuple[ReportTable, Rows]:
    columns = (
        ReportColumn(key="what", label=_("Figure")),
        ReportColumn(key="now", label=_("The month"), type="number"),
        ReportColumn(key="before", label=_("Month before"), type="number"),
        ReportColumn(key="year_ago", label=_("Same month last year"), type="number"),
    )
    periods = {"now": figures.sums, "before": figures.before, "year_ago": figures.year_ago}
    rows = [
        _row(_("Net sales"), {name: sums.net if sums else None for name, sums in periods.items()}),
        _row(_("Purchases"), {name: sums.purchases if sums else None for name, sums in periods.items()}),
        _row(_("Buyers"), {name: sums.buyers if sums else None for name, sums in periods.items()}),
        _row(_("Average per purchase"), {name: _average(sums) for name, sums in periods.items()}),
    ]
    people, before = figures.people, figures.people_before
    names = {"new": _("New customers"), "returning": _("Returned customers"), "lost": _("Lost customers")}
    for key, label in names.items():
        rows.append(_row(label, {"now": getattr(people, key), "before": getattr(before, key) if before else None}))
    if figures.regulars:
        rows.append(_row(_("Regulars"), {"now": figures.regulars["number"], "before": figures.regulars["before"]}))
    return ReportTable(key="overview", label=_("Figures"), columns=columns), rows


def _row(what: str, values: dict[str, Any]) -> dict[str, Any]:
    return {"what": what, **values}


def _average(sums: Sums | None) -> Decimal | None:
    return sums.average.quantize(Decimal(1)) if sums and sums.average is not None else None
