"""The global control group against everybody else, month by month: what all messages together change."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joren.foundation.time import clock
from joren.foundation.time.business_day import business_date
from joren.measurement.experiments.errors import NoSuchExperiment
from joren.measurement.experiments.windows import Window
from joren.outreach.delivery.models import Policy
from joren.outreach.delivery.policy import the_policy
from joren.outreach.delivery.rules.control import CONTROL_SQL, threshold
from joren.record.customers.models import Customer

from .subjects import Assigned, Kind, Subject

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_EVERYBODY = """
SELECT CASE WHEN {place} < %(threshold)s THEN 'held_back' ELSE 'send' END AS decision, c.id AS customer_id,
       %(start)s::date AS start, '' AS variant, '' AS channel, '' AS stratum, true AS compared
FROM {customers} c
WHERE coalesce(c.registered_on::timestamp, c.created_at AT TIME ZONE 'Asia/Tokyo') < %(start)s::date
"""


def subject(reference: str, staff: "Staff | None") -> Subject:
    """The month ``2026-04``. Raises `NoSuchExperiment` for what is no month, or one before there was such a group."""
    first = _first_day(reference)
    policy = the_policy()
    if first is None or first not in months(policy):
        raise NoSuchExperiment(key=f"control:{reference}")
    return of_month(policy, first)


def of_month(policy: Policy, first: dt.date) -> Subject:
    """Everybody who was a customer before the month began; those of the group got nothing, whoever they are."""
    return Subject(
        key=f"control:{first:%Y-%m}",
        kind=Kind.CONTROL,
        # Translators: Django date format of a month.
        name=_("All messages of %(month)s") % {"month": date_format(first, _("F Y"))},
        share=policy.control_share,
        window=Window(first, (_next(first) - first).days),
        assigned=Assigned(
            sql=_EVERYBODY.format(
                place=CONTROL_SQL.format(seed="%(seed)s", id="c.id"), customers=Customer._meta.db_table
            ),
            parameters={
                "seed": policy.control_seed,
                "threshold": threshold(policy.control_share),
                "start": first,
            },
        ),
        days=(_next(first) - first).days,
    )


def running() -> list[Subject]:
    """The months since there is such a group that have no verdict yet."""
    from joren.measurement.experiments.models import Evaluation

    policy = the_policy()
    judged = set(Evaluation.objects.filter(key__startswith="control:").values_list("key", flat=True))
    return [of_month(policy, first) for first in months(policy) if f"control:{first:%Y-%m}" not in judged]


def months(policy: Policy) -> list[dt.date]:
    """The first days of the months in which the group stood from the first day on, up to the month that runs."""
    if not policy.control_seed or policy.control_since is None or policy.control_share == Decimal(0):
        return []
    since, today = business_date(policy.control_since), business_date(clock.now())
    first = since if since.day == 1 else _next(since.replace(day=1))
    found = []
    while first <= today:
        found.append(first)
        first = _next(first)
    return found


def month_of(key: str) -> dt.date | None:
    """The first day of the month a key ``control:2026-04`` is about."""
    return _first_day(key.removeprefix("control:"))


def _first_day(reference: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{reference}-01")
    except ValueError:
        return None


def _next(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=31)).replace(day=1)
