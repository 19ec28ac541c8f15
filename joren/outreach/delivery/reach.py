"""Who can be reached, over which channel, and why not: decided for a million people in one question.

Campaigns ask when they freeze an audience and for their preview, journeys right before a step writes to somebody. The
engine asks again, at the last moment, what can have changed since (`queries.refusals`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import uuid4

from django.db import connection, models, transaction
from django.utils.translation import pgettext_lazy

from joren.foundation.database.copying import copy_rows
from joren.foundation.time import clock

from . import reach_sql
from .channels import Channel
from .channels import channel as channel_entry
from .models import Said
from .policy import rules_of, segment_budgets, the_policy
from .rules.budget import MEMORY, MONTH, WEEK
from .rules.control import threshold

MARKETING: Final = "marketing"


class Reason(models.TextChoices):
    """Why a person is not written to, from the farthest away to the nearest."""

    NO_CONSENT = "no_consent", pgettext_lazy("why not", "has not agreed to be written to")
    NO_ADDRESS = "no_address", pgettext_lazy("why not", "no address is known")
    UNDELIVERABLE = "undeliverable", pgettext_lazy("why not", "the address does not work")
    SUPPRESSED = "suppressed", pgettext_lazy("why not", "the address is blocked")
    GLOBAL_CONTROL = "global_control", pgettext_lazy("why not", "in the group that gets nothing, to compare with")
    PAUSED = "paused", pgettext_lazy("why not", "asked to be left in peace for a while")
    TOPIC = "topic", pgettext_lazy("why not", "does not want this topic")
    HAD_IT = "had_it", pgettext_lazy("why not", "had the same message before")
    BUDGET = "budget", pgettext_lazy("why not", "heard from you enough lately")
    FATIGUED = "fatigued", pgettext_lazy("why not", "shows signs of having had enough")
    SAME_ADDRESS = "same_address", pgettext_lazy("why not", "somebody else of the audience has the same address")


ANNOYED: Final = (Reason.BUDGET, Reason.FATIGUED)
"""Whom a message would annoy: these the sender may decide about; every other reason stands."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be sent, when, and over which channels.

    `channels` is the cascade: each person gets the message over the channel they asked for, else the one they were
    seen to read, else the first of these on which they can be reached. `fingerprints` are those of the content
    (`actions.note_words`): whoever had one of them is left out. `budget` False: the sender decided to write to the
    tired as well; what people said themselves (pause, pace) holds all the same. `weight`: the points a message takes,
    None for its channel's. `agreed_at`: the consents of that moment count instead of those at `at` (rehearsals).
    `rehearsed`: the origin that is played in the past. What was really sent under it, and under those below it
    (``journey:3`` for ``journey:3:1:s2``), does not count, and of the same content only what went before `at`.
    """

    channels: tuple[str, ...]
    purpose: str = MARKETING
    at: datetime = field(default_factory=clock.now)
    fingerprints: frozenset[str] = frozenset()
    budget: bool = True
    weight: int | None = None
    agreed_at: datetime | None = None
    rehearsed: str = ""


@dataclass(frozen=True, kw_only=True)
class Way:
    """How one person is reached."""

    channel: str
    address: str


class Refusal(NamedTuple):
    """Why one person is not reached."""

    reason: Reason


@contextmanager
def decide(plan: Plan, customer_ids: Iterable[int]) -> Iterator[str]:
    """Decide about each of these people, inside the caller's transaction.

    Gives the name of a temporary table `(customer_id bigint PRIMARY KEY, channel text, address text, reason text)`,
    one row for each id: `reason` is "" where the person is reached, else a `Reason`. It is gone after the block.
    """
    name = uuid4().hex[:12]
    asked, decided = f"reach_asked_{name}", f"reach_{name}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {asked} (customer_id bigint) ON COMMIT DROP")
        copy_rows(asked, ("customer_id",), ((customer_id,) for customer_id in customer_ids))
        cursor.execute(f"ANALYZE {asked}")
        cursor.execute(reach_sql.TABLE.format(decided=decided))
        query, values = _question(plan, f"SELECT DISTINCT customer_id FROM {asked}")
        cursor.execute(f"INSERT INTO {decided} {query}", values)
        cursor.execute(f"DROP TABLE {asked}")
        cursor.execute(f"ANALYZE {decided}")
        try:
            yield decided
        finally:
            if not connection.needs_rollback:
                cursor.execute(f"DROP TABLE IF EXISTS {decided}")


def way_of(customer_id: int, plan: Plan) -> Way | Refusal:
    """How this one person is reached now, or why not."""
    return ways_of([customer_id], plan)[customer_id]


def ways_of(customer_ids: Iterable[int], plan: Plan) -> dict[int, Way | Refusal]:
    """The same for some hundreds of people, without a table."""
    ids = list(customer_ids)
    query, values = _question(plan, "SELECT DISTINCT unnest(%(ids)s::bigint[]) AS customer_id")
    with connection.cursor() as cursor:
        cursor.execute(query, {**values, "ids": ids})
        return {
            customer_id: Refusal(Reason(reason)) if reason else Way(channel=channel, address=address)
            for customer_id, channel, address, reason in cursor.fetchall()
        }


def _question(plan: Plan, asked: str) -> tuple[str, dict[str, Any]]:
    """The one statement that decides, and its values."""
    if not plan.channels:
        raise ValueError("a plan needs at least one channel")
    channels = [channel_entry(key) for key in plan.channels]
    policy, rules = the_policy(), rules_of()
    values: dict[str, Any] = {
        "purpose": plan.purpose,
        "at": plan.at,
        "agreed_at": plan.agreed_at or plan.at,
        "rehearsed": plan.rehearsed,
        "day": plan.at.astimezone(clock.TOKYO).date(),
        "week": WEEK,
        "month": MONTH,
        "memory": MEMORY,
        "order": [str(reason) for reason in Reason.values],
        "minds": plan.purpose == MARKETING and plan.budget and policy.budget_on,
        "per_week": policy.per_week,
        "per_month": policy.per_month,
        "tired_after": policy.tired_after,
        "seed": policy.control_seed,
        "below": threshold(policy.control_share) if policy.control_seed else 0,
        "hears": [key for key in rules if channel_entry(key).hears_back],
        "keys": list(rules),
        "prices": [rule.points for rule in rules.values()],
    }
    ways = [
        _way(number, channel, rules[channel.key].points if plan.weight is None else plan.weight, values)
        for number, channel in enumerate(channels)
    ]
    values |= _had(plan) | _other_budgets(values["minds"])
    return reach_sql.decided(asked, ways, marketing=plan.purpose == MARKETING), values


def _way(number: int, channel: Channel, price: int, values: dict[str, Any]) -> str:
    """The part of the question about one channel of the plan."""
    values |= {
        f"channel{number}": channel.key,
        f"kind{number}": channel.address_kind,
        f"pattern{number}": channel.address_pattern,
        f"price{number}": price,
    }
    return reach_sql.way(number, postal=channel.address_kind == "postal")


def _had(plan: Plan) -> dict[str, Any]:
    """Where the plan's content was said before."""
    said: list[tuple[str, str, str]] = []
    if plan.fingerprints and plan.purpose == MARKETING:
        rows = Said.objects.filter(fingerprint__in=plan.fingerprints)
        said = list(rows.values_list("origin", "channel", "variant"))
    origins, channels, variants = (list(part) for part in zip(*said, strict=True)) if said else ([], [], [])
    return {"said_origins": origins, "said_channels": channels, "said_variants": variants}


def _other_budgets(minds: bool) -> dict[str, Any]:
    """The people with a budget of their segment's: the first segment they are in counts."""
    from joren.segments.catalogue.saved import saved_rule
    from joren.segments.engine import run as engine

    ids: list[int] = []
    weeks: list[int] = []
    months: list[int] = []
    known: set[int] = set()
    for budget in segment_budgets() if minds else []:
        try:
            members = engine.members(saved_rule(budget.segment_key).rule)
        except LookupError:  # the segment was removed: its people have the usual budget
            continue
        fresh = [customer_id for customer_id in members if customer_id not in known]
        known.update(fresh)
        ids += fresh
        weeks += [budget.per_week] * len(fresh)
        months += [budget.per_month] * len(fresh)
    return {"own_ids": ids, "own_weeks": weeks, "own_months": months}


@dataclass(frozen=True, kw_only=True)
class AttentionCost:
    """What a send takes of people's attention.

    `people` are reached; `points` is what they are charged together, `by_channel` how many of them over which channel.
    `at_limit` of them have no room for another message of that kind in the same week. `annoyed` would be written to
    although they heard enough or show signs of fatigue, by `Reason`: the sender decides about them.
    """

    people: int
    points: int
    by_channel: dict[str, int]
    at_limit: int
    annoyed: dict[str, int]

    @property
    def annoys(self) -> int:
        """How many people the send would annoy."""
        return sum(self.annoyed.values())


def attention_cost(plan: Plan, table: str) -> AttentionCost:
    """What sending to the people of a decided table takes, as figures to show before it goes."""
    policy, rules = the_policy(), rules_of()
    reached, left_out = _counted(table, "channel", "reason = ''"), _counted(table, "reason", "reason <> ''")
    points = {key: rules[key].points if plan.weight is None else plan.weight for key in plan.channels}
    values: dict[str, Any] = {
        "at": plan.at,
        "rehearsed": plan.rehearsed,
        "week": WEEK,
        "month": MONTH,
        "keys": list(rules),
        "prices": [rule.points for rule in rules.values()],
        "planned": list(points),
        "weights": list(points.values()),
        "per_week": policy.per_week,
    }
    with connection.cursor() as cursor:
        cursor.execute(reach_sql.AT_LIMIT.format(table=table, charged=reach_sql.CHARGED), values)
        (at_limit,) = cursor.fetchone()
    return AttentionCost(
        people=sum(reached.values()),
        points=sum(points[channel] * number for channel, number in reached.items()),
        by_channel=reached,
        at_limit=at_limit,
        annoyed={str(reason): left_out[reason] for reason in ANNOYED if left_out.get(reason)},
    )


def annoyed_ids(table: str, limit: int = 200) -> list[int]:
    """The first so many of the people a send would annoy, to be looked at."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT customer_id FROM {table} WHERE reason = ANY(%s) ORDER BY customer_id LIMIT %s",
            [[str(reason) for reason in ANNOYED], limit],
        )
        return [customer_id for (customer_id,) in cursor.fetchall()]


def reasons_in(table: str) -> dict[str, int]:
    """How many people of a decided table there are for each reason, "" being those who are reached."""
    return _counted(table, "reason", "true")


def _counted(table: str, column: str, where: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}, count(*) FROM {table} WHERE {where} GROUP BY 1 ORDER BY 1")
        return dict(cursor.fetchall())
