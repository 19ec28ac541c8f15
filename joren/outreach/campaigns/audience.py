"""Who gets a campaign and who does not: worked out in the same way for the preview and for the freeze."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db import connection, transaction

from joren.foundation.database.copying import copy_rows
from joren.foundation.time import clock
from joren.outreach.delivery.reach import Plan, decide
from joren.segments.catalogue.saved import saved_rule
from joren.segments.catalogue.tree import to_json
from joren.segments.engine import run as engine
from joren.segments.engine.run import Column

from . import words
from .errors import NoAudienceChosen
from .models import Campaign
from .rules import stratum

_COUNT, _LAST = "purchases.count", "purchases.days_since_last"
_class_of = lru_cache(maxsize=100_000)(stratum)


@dataclass(frozen=True, kw_only=True)
class People:
    """The members of a segment, each with the place of their class of earlier buying in `names`."""

    ids: Sequence[int]
    strata: Sequence[int]
    names: Sequence[str]


def rule_of(campaign: Campaign) -> dict[str, Any] | None:
    """The campaign's rule as JSON; None when nobody was chosen."""
    return {"segment": campaign.segment_key} if campaign.segment_key else campaign.rule


def chosen_rule(campaign: Campaign) -> dict[str, Any]:
    """The same. Raises `NoAudienceChosen` where there is none."""
    rule = rule_of(campaign)
    if rule is None:
        raise NoAudienceChosen
    return rule


def expanded(rule: Any) -> Any:
    """The rule with every saved segment in it replaced by its own rule, as it is at this moment. Raises LookupError."""
    if isinstance(rule, list):
        return [expanded(part) for part in rule]
    if not isinstance(rule, dict):
        return rule
    if set(rule) == {"segment"}:
        return expanded(to_json(saved_rule(rule["segment"]).rule))
    return {key: expanded(part) if key in ("all", "any", "not") else part for key, part in rule.items()}


def people_of(rule: dict[str, Any]) -> People:
    """The members of a rule with their class of earlier buying, as of today, in one question. Raises `InvalidRule`."""
    rows = engine.evaluate([Column("count", _COUNT), Column("last", _LAST)], among=rule).rows()
    places: dict[str, int] = {}
    strata = [places.setdefault(_class_of(count, last), len(places)) for _id, count, last in rows]
    return People(ids=[row[0] for row in rows], strata=strata, names=list(places))


def plan_of(campaign: Campaign, *, at: datetime | None = None, budget: bool = True) -> Plan:
    """How the campaign reaches people. One that repeats says the same each year on purpose."""
    return Plan(
        channels=tuple(campaign.channels),
        at=at or campaign.scheduled_at or clock.now(),
        fingerprints=frozenset() if campaign.repeats else words.fingerprints(campaign),
        budget=budget,
    )


@contextmanager
def decided(campaign: Campaign, ids: Sequence[int], *, budget: bool) -> Iterator[str]:
    """The table of decisions about these people (`reach.decide`), in a transaction that leaves nothing behind."""
    with transaction.atomic(), decide(plan_of(campaign, budget=budget), ids) as table:
        yield table


def working_table(table: str, people: People) -> str:
    """Decisions and classes side by side, for chance to choose from; gone with the transaction. Returns its name."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS campaigns_strata, campaigns_working")
        cursor.execute("CREATE TEMP TABLE campaigns_strata (customer_id bigint, stratum smallint) ON COMMIT DROP")
    copy_rows("campaigns_strata", ("customer_id", "stratum"), zip(people.ids, people.strata, strict=True))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE campaigns_strata")
        cursor.execute(_WORKING.format(decided=table))
        cursor.execute("ANALYZE campaigns_working")
    return "campaigns_working"


_WORKING: Final = """
CREATE TEMP TABLE campaigns_working ON COMMIT DROP AS
SELECT customer_id, d.channel, d.reason, s.stratum, ''::text AS variant, 1::smallint AS wave,
    CASE WHEN d.reason = '' THEN 'send' ELSE 'excluded' END AS decision
FROM {decided} d JOIN campaigns_strata s USING (customer_id)
"""
