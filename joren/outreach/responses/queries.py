"""Reads of responses."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Final

from django.db import connection

from joren.outreach.content.models import Link
from joren.outreach.delivery.models import Wish

from .models import Habits
from .rules.discount import people_who_opened
from .rules.habits import best_hour

_PERSONAL: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_BY_LINK: Final = """
SELECT d.channel, d.variant, c.number, count(*) FROM responses_click c
JOIN delivery_delivery d ON d.id = c.delivery_id WHERE d.origin = %s GROUP BY 1, 2, 3
"""
_FUNNEL: Final = """
WITH told AS (SELECT e.subject, bool_or(right(e.key, 13) = '.unsubscribed') AS stopped,
        bool_or(right(e.key, 11) = '.complained') AS complained
    FROM timeline_event e WHERE e.origin = %(origin)s
      AND (right(e.key, 13) = '.unsubscribed' OR right(e.key, 11) = '.complained') GROUP BY 1)
SELECT d.channel, d.variant, count(*) AS chosen,
    count(*) FILTER (WHERE d.state IN ('sent', 'bounced')) AS sent,
    count(*) FILTER (WHERE d.state = 'sent') AS delivered,
    count(*) FILTER (WHERE d.first_opened_at IS NOT NULL OR d.first_clicked_at IS NOT NULL) AS opened,
    count(*) FILTER (WHERE d.machine_opened_at IS NOT NULL AND d.first_opened_at IS NULL
        AND d.first_clicked_at IS NULL) AS prefetched,
    count(*) FILTER (WHERE d.first_clicked_at IS NOT NULL) AS clicked,
    count(*) FILTER (WHERE d.machine_clicked_at IS NOT NULL AND d.first_clicked_at IS NULL) AS scanned,
    count(*) FILTER (WHERE d.replied_at IS NOT NULL) AS replied,
    count(*) FILTER (WHERE t.stopped) AS stopped, count(*) FILTER (WHERE t.complained) AS complained
FROM delivery_delivery d LEFT JOIN told t ON t.subject = d.id
WHERE d.origin = %(origin)s AND d.duplicate_of_id IS NULL GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True, kw_only=True)
class Step:
    """How far the messages of one channel and variant came; people, not events.

    `chosen`: a message was prepared. `sent`: handed over, what came back later included. `delivered`: did not come
    back. `opened`, `clicked`: by a person; who clicked has opened. `prefetched`: only a machine loaded the picture;
    `scanned`: only a machine followed a link. `stopped`, `complained`: because of this message.
    """

    channel: str = ""
    variant: str = ""
    chosen: int = 0
    sent: int = 0
    delivered: int = 0
    opened: int = 0
    prefetched: int = 0
    clicked: int = 0
    scanned: int = 0
    replied: int = 0
    stopped: int = 0
    complained: int = 0

    @property
    def opened_estimate(self) -> float:
        """People who opened, those behind a prefetch estimated (`rules.discount`)."""
        return people_who_opened(delivered=self.delivered, opened=self.opened, prefetched=self.prefetched)


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """What became of everything one origin sent: by channel and variant, and altogether."""

    steps: Sequence[Step]
    total: Step

    @property
    def opened_estimate(self) -> float:
        """The sum over the steps: prefetching differs from channel to channel."""
        return sum(step.opened_estimate for step in self.steps)

    def of_channel(self, channel: str) -> Step:
        """All variants of one channel together."""
        return _sum([step for step in self.steps if step.channel == channel])


def funnel(origin: str) -> Funnel:
    """How far the messages of an origin came, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_FUNNEL, {"origin": origin})
        names = [column.name for column in cursor.description or ()]
        steps = [Step(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
    return Funnel(steps=steps, total=_sum(steps))


def _sum(steps: Sequence[Step]) -> Step:
    numbers = [field.name for field in fields(Step) if field.type in (int, "int")]
    return Step(**{name: sum(getattr(step, name) for step in steps) for name in numbers})


def clicks_by_link(origin: str) -> list[tuple[str, int]]:
    """Each link of an origin with how many people followed it, the most followed first; over all its wordings. What
    differs for each person in it is shown as “…”."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_LINK, [origin])
        people = {tuple(row[:3]): row[3] for row in cursor.fetchall()}
    totals: dict[str, int] = {}
    rows = Link.objects.filter(content__origin=origin).order_by("content_id", "number")
    wanted = ("content__channel", "content__variant", "number", "target")
    for *key, target in rows.values_list(*wanted):
        shown = _PERSONAL.sub("…", target)
        totals[shown] = totals.get(shown, 0) + people.get(tuple(key), 0)
    return sorted(totals.items(), key=lambda item: -item[1])


def wish_of(customer_id: int) -> Wish:
    """What is known of how a person wants to be written to; an unsaved row where nothing is."""
    return Wish.objects.filter(customer_id=customer_id).first() or Wish(customer_id=customer_id)


def wishes(customer_ids: Collection[int]) -> dict[int, Wish]:
    """What is known of many; who never said or showed anything is absent."""
    return {wish.customer_id: wish for wish in Wish.objects.filter(customer_id__in=list(customer_ids))}


def preferred_channels(customer_ids: Collection[int]) -> dict[int, str]:
    """The channel each person asked for, else the learned one; absent where neither is known."""
    found = {key: wish.channel or wish.learned_channel for key, wish in wishes(customer_ids).items()}
    return {key: channel for key, channel in found.items() if channel}


def best_hours(customer_ids: Collection[int]) -> dict[int, int]:
    """The hour (0 to 23, Japan) in which to write to each: asked for, else learned, else the one of most people."""
    known = wishes(customer_ids)
    usual = usual_hour()
    found = {}
    for customer_id in customer_ids:
        wish = known.get(customer_id)
        hours = (wish.hour, wish.learned_hour) if wish else ()
        found[customer_id] = next((hour for hour in hours if hour is not None), usual)
    return found


def usual_hour() -> int:
    """The hour in which most people read and buy, as of last night."""
    habits = Habits.objects.filter(pk=1).first()
    return best_hour(habits.hours if habits else [])
