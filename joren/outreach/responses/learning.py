"""Learning everybody's hour and channel each night, in the database: the arithmetic of `rules.habits` for all."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction

from joren.foundation.time import clock

from .models import Habits
from .rules import habits

YEAR: Final = timedelta(days=365)

_LOCAL_HOUR: Final = "extract(hour FROM {0} AT TIME ZONE 'Asia/Tokyo')::int"
_DONE: Final = f"""
CREATE TEMP TABLE responses_done ON COMMIT DROP AS
SELECT customer_id, hour, sum(weight) AS weight FROM (
    SELECT customer_id, {_LOCAL_HOUR.format("first_opened_at")} AS hour, {habits.WEIGHTS["open"]}::float AS weight
    FROM delivery_delivery WHERE first_opened_at > %(since)s
    UNION ALL SELECT d.customer_id, {_LOCAL_HOUR.format("c.first_at")}, {habits.WEIGHTS["click"]}
    FROM responses_click c JOIN delivery_delivery d ON d.id = c.delivery_id WHERE c.first_at > %(since)s
    UNION ALL SELECT customer_id, minute_of_day / 60, {habits.WEIGHTS["purchase"]} * count(*)
    FROM purchases_purchase WHERE customer_id IS NOT NULL AND kind = 'sale' AND cancelled_at IS NULL
      AND transactions = 1 AND minute_of_day IS NOT NULL AND business_date > %(since_day)s GROUP BY 1, 2
) done GROUP BY 1, 2
"""  # noqa: S608 - figures of our own rules
_OF_ALL: Final = "SELECT hour, sum(weight) FROM responses_done GROUP BY 1"
_HOURS: Final = f"""
WITH spread AS (
    SELECT customer_id, (hour + k.shift + 24) %% 24 AS hour, sum(weight * k.part) AS weight
    FROM responses_done, (VALUES {", ".join(f"({shift}, {part})" for shift, part in habits.KERNEL)}) AS k(shift, part)
    WHERE customer_id IN (SELECT customer_id FROM responses_done GROUP BY 1 HAVING sum(weight) >= 1)
    GROUP BY 1, 2),
crowd AS (SELECT (n - 1)::int AS hour, share FROM unnest(%(shares)s::float[]) WITH ORDINALITY AS s(share, n)),
scored AS (
    SELECT s.customer_id, s.hour, s.weight + {habits.HOUR_PRIOR} * c.share AS score
    FROM spread s JOIN crowd c USING (hour)
    UNION ALL SELECT DISTINCT s.customer_id, c.hour, {habits.HOUR_PRIOR} * c.share
    FROM spread s, crowd c WHERE c.hour = %(usual)s)
SELECT DISTINCT ON (customer_id) customer_id, hour FROM scored
ORDER BY customer_id, round(score::numeric, 9) DESC, hour
"""  # noqa: S608 - figures of our own rules
_TRIED: Final = f"""
CREATE TEMP TABLE responses_tried ON COMMIT DROP AS
SELECT customer_id, channel, count(*) AS sent, sum(
    CASE WHEN first_clicked_at IS NOT NULL OR replied_at IS NOT NULL THEN 1.0
         WHEN first_opened_at IS NOT NULL THEN {habits.OPENED_ONLY} ELSE 0 END) AS answered
FROM delivery_delivery WHERE state = 'sent' AND sent_at > %(since)s AND duplicate_of_id IS NULL GROUP BY 1, 2
"""  # noqa: S608
_RATES: Final = "SELECT channel, sum(answered)::float / sum(sent) FROM responses_tried GROUP BY 1"
_CHANNELS: Final = f"""
WITH crowd AS (SELECT * FROM unnest(%(channels)s::text[], %(rates)s::float[]) AS c(channel, rate)),
people AS (SELECT customer_id FROM responses_tried GROUP BY 1 HAVING sum(answered) > 0),
best AS (SELECT DISTINCT ON (p.customer_id) p.customer_id,
        CASE WHEN t.channel IS NULL THEN '' ELSE c.channel END AS channel
    FROM people p CROSS JOIN crowd c
    LEFT JOIN responses_tried t ON t.customer_id = p.customer_id AND t.channel = c.channel
    ORDER BY p.customer_id, round(((coalesce(t.answered, 0) + {habits.CHANNEL_PRIOR} * c.rate)
        / (coalesce(t.sent, 0) + {habits.CHANNEL_PRIOR}))::numeric, 9) DESC, t.channel IS NULL, c.channel)
SELECT customer_id, channel FROM best WHERE channel <> ''
"""  # noqa: S608
_KEEP: Final = """
WITH known AS ({found}), added AS (
    INSERT INTO delivery_wish AS w (customer_id, {column}, learned_at, declined_topics)
    SELECT customer_id, {value}, %(now)s, '{{}}' FROM known
    ON CONFLICT (customer_id) DO UPDATE SET {column} = excluded.{column}, learned_at = excluded.learned_at
    WHERE w.{column} IS DISTINCT FROM excluded.{column})
UPDATE delivery_wish w SET {column} = {empty}
WHERE w.{column} IS DISTINCT FROM {empty} AND NOT EXISTS (SELECT FROM known k WHERE k.customer_id = w.customer_id)
"""


@dataclass(frozen=True, kw_only=True)
class Learned:
    """For how many people something is known."""

    hours: int
    channels: int


@transaction.atomic
def learn() -> Learned:
    """Work out the best hour and channel of everybody from the last 365 days; what was asked for stays beside it.

    Somebody with nothing of their own any more is as unknown as at first.
    """
    now = clock.now()
    since = {"since": now - YEAR, "since_day": clock.today() - YEAR, "now": now}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(_DONE, since)
        cursor.execute(_OF_ALL)
        crowd = habits.shares({int(hour): float(weight) for hour, weight in cursor.fetchall()})
        cursor.execute(_TRIED, since)
        cursor.execute(_RATES)
        rates = {channel: float(rate) for channel, rate in cursor.fetchall()}
        _keep(cursor, "hour", _HOURS, {**since, "shares": crowd, "usual": habits.best_hour(crowd)})
        _keep(cursor, "channel", _CHANNELS, {**since, "channels": list(rates), "rates": list(rates.values())})
        cursor.execute("SELECT count(learned_hour), count(NULLIF(learned_channel, '')) FROM delivery_wish")
        hours, channels = cursor.fetchone()
        cursor.execute("DROP TABLE responses_done, responses_tried")
    Habits.objects.update_or_create(pk=1, defaults={"hours": crowd, "channels": rates, "learned_at": now})
    return Learned(hours=hours, channels=channels)


def _keep(cursor: Any, what: str, found: str, values: dict[str, Any]) -> None:
    empty = "NULL" if what == "hour" else "''"
    cursor.execute(_KEEP.format(found=found, column=f"learned_{what}", value=what, empty=empty), values)
