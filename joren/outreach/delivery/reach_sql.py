"""The statements of `reach`: one question decides about everybody."""

from collections.abc import Sequence
from typing import Final

from .rules.control import CONTROL_SQL

TABLE: Final = """
CREATE TEMP TABLE {decided} (customer_id bigint PRIMARY KEY, channel text NOT NULL, address text NOT NULL,
    reason text NOT NULL) ON COMMIT DROP
"""
# One row of a person's address: the first that works, the preferred before others; NULL where none works.
_POINTS: Final = """
SELECT DISTINCT ON (p.customer_id) p.customer_id, CASE WHEN p.undeliverable_at IS NULL THEN p.value END AS value
FROM customers_contactpoint p JOIN asked USING (customer_id)
WHERE p.kind = %(kind{n})s AND (%(pattern{n})s = '' OR p.value ~ %(pattern{n})s)
ORDER BY p.customer_id, p.undeliverable_at IS NOT NULL, p.is_primary DESC, p.id
"""
POSTAL: Final = "left(concat_ws(' ', p.postal_code, p.prefecture || p.city || p.line, nullif(p.building, '')), 254)"
"""A postal address as one line: whoever has the same is of one household."""
_POSTAL: Final = f"""
SELECT DISTINCT ON (p.customer_id) p.customer_id, {POSTAL} AS value
FROM customers_postaladdress p JOIN asked USING (customer_id)
WHERE p.city || p.line <> '' ORDER BY p.customer_id, p.is_primary DESC, p.id
"""
_WAY: Final = """
SELECT a.customer_id, %(channel{n})s AS channel, {n} AS place, %(price{n})s::int AS price,
    COALESCE(w.value, '') AS address,
    CASE WHEN c.customer_id IS NULL THEN 'no_consent' WHEN w.customer_id IS NULL THEN 'no_address'
        WHEN w.value IS NULL THEN 'undeliverable' WHEN s.id IS NOT NULL THEN 'suppressed' ELSE '' END AS obstacle
FROM asked a
LEFT JOIN (SELECT DISTINCT customer_id FROM consents_consent
    WHERE channel = %(channel{n})s AND purpose = %(purpose)s AND granted_at <= %(agreed_at)s
      AND (withdrawn_at IS NULL OR withdrawn_at > %(agreed_at)s)) c USING (customer_id)
LEFT JOIN ({points}) w USING (customer_id)
LEFT JOIN delivery_suppression s ON s.channel = %(channel{n})s AND s.address = w.value
"""
# What one message took: its own points, else what its channel takes.
_POINTS_OF: Final = "COALESCE(d.points, (%(prices)s::int[])[array_position(%(keys)s::text[], d.channel::text)], 1)"
_MOMENT: Final = "COALESCE(d.sent_at, d.due_at)"
_OTHERS: Final = """(%(rehearsed)s = '' OR NOT (d.origin = %(rehearsed)s
    OR starts_with(d.origin, %(rehearsed)s::text || ':')))"""
"""What was really sent under an origin says nothing about its rehearsal."""
_COUNTS: Final = "d.purpose = 'marketing' AND d.state IN ('due', 'claimed', 'sent', 'uncertain')"
_THIS_WEEK: Final = f"{_MOMENT} > %(at)s - %(week)s AND {_MOMENT} < %(at)s + %(week)s"
CHARGED: Final = f"""
SELECT d.customer_id,
    COALESCE(sum({_POINTS_OF}) FILTER (WHERE {_THIS_WEEK}), 0) AS week, COALESCE(sum({_POINTS_OF}), 0) AS month,
    count(*) FILTER (WHERE {_THIS_WEEK}) AS messages_week, count(*) AS messages_month
FROM delivery_delivery d JOIN asked USING (customer_id)
WHERE {_COUNTS} AND {_MOMENT} > %(at)s - %(month)s AND {_MOMENT} < %(at)s + %(month)s
  AND d.due_at > %(at)s - %(month)s - interval '10 days' AND {_OTHERS}
GROUP BY d.customer_id
"""
"""What was charged to each of `asked` lately, or is about to be. A message goes at most some days after it is due
(retries, a pause), so that the index on `due_at` finds what was sent lately."""
_ANSWERED: Final = "(d.first_opened_at IS NOT NULL OR d.first_clicked_at IS NOT NULL OR d.replied_at IS NOT NULL)"
_LATELY: Final = f"""
FROM delivery_delivery d JOIN asked USING (customer_id) {{more}}
WHERE d.state = 'sent' AND d.purpose = 'marketing' AND d.channel = ANY(%(hears)s) AND d.sent_at <= %(at)s
  AND d.sent_at > %(at)s - %(memory)s AND d.due_at > %(at)s - %(memory)s - interval '10 days' AND {_OTHERS}
"""
_STREAK: Final = f"""
SELECT d.customer_id, count(*) AS unanswered
{_LATELY.format(more="LEFT JOIN answered l USING (customer_id)")} AND (l.at IS NULL OR d.sent_at > l.at)
GROUP BY d.customer_id HAVING count(*) >= %(tired_after)s
"""
_FACTS: Final = f"""
answered AS (SELECT d.customer_id, max(d.sent_at) AS at {_LATELY.format(more="")} AND {_ANSWERED}
    GROUP BY d.customer_id),
streak AS ({_STREAK}),
stopped AS (SELECT DISTINCT customer_id FROM consents_consent
    WHERE purpose = 'marketing' AND withdrawn_at <= %(at)s AND withdrawn_at > %(at)s - %(memory)s),
complained AS (SELECT DISTINCT p.customer_id FROM delivery_suppression s
    JOIN customers_contactpoint p ON p.value = s.address
    WHERE s.reason = 'complained' AND s.at > %(at)s - %(memory)s),
charged AS ({CHARGED}),
own AS (SELECT * FROM unnest(%(own_ids)s::bigint[], %(own_weeks)s::int[], %(own_months)s::int[])
    AS o(customer_id, week, month)),
had AS (SELECT DISTINCT d.customer_id FROM delivery_delivery d
    JOIN unnest(%(said_origins)s::text[], %(said_channels)s::text[], %(said_variants)s::text[])
        AS s(origin, channel, variant) ON d.origin = s.origin AND d.channel = s.channel AND d.variant = s.variant
    WHERE d.state IN ('due', 'claimed', 'sent', 'uncertain')
      AND (%(rehearsed)s = '' OR {_MOMENT} < %(at)s AND {_OTHERS})),
facts AS (SELECT a.customer_id, wish.channel AS wanted, wish.learned_channel AS learned,
    wish.paused_until IS NOT NULL AND wish.paused_until > %(day)s AS paused,
    CASE wish.pace WHEN 'weekly' THEN COALESCE(charged.messages_week, 0) > 0
        WHEN 'monthly' THEN COALESCE(charged.messages_month, 0) > 0 ELSE false END AS too_fast,
    had.customer_id IS NOT NULL AS had_it, COALESCE(charged.week, 0) AS week, COALESCE(charged.month, 0) AS month,
    COALESCE(own.week, %(per_week)s) AS per_week, COALESCE(own.month, %(per_month)s) AS per_month,
    CASE WHEN streak.unanswered >= 2 * %(tired_after)s THEN 2 WHEN streak.unanswered IS NULL THEN 0 ELSE 1 END
        + (stopped.customer_id IS NOT NULL)::int + (complained.customer_id IS NOT NULL)::int AS signs,
    %(below)s > 0 AND {CONTROL_SQL.format(seed="%(seed)s::text", id="a.customer_id")} < %(below)s AS control
  FROM asked a LEFT JOIN delivery_wish wish USING (customer_id) LEFT JOIN charged USING (customer_id)
  LEFT JOIN own USING (customer_id) LEFT JOIN streak USING (customer_id) LEFT JOIN stopped USING (customer_id)
  LEFT JOIN complained USING (customer_id) LEFT JOIN had USING (customer_id))
"""
_JUDGED: Final = """
SELECT w.customer_id, w.channel, w.place, w.address,
    CASE WHEN w.channel = f.wanted THEN 0 WHEN w.channel = f.learned THEN 1 ELSE 2 END AS rank,
    CASE WHEN w.obstacle <> '' THEN w.obstacle WHEN f.control THEN 'global_control' WHEN f.paused THEN 'paused'
        WHEN f.had_it THEN 'had_it' WHEN f.too_fast THEN 'budget' WHEN NOT %(minds)s THEN ''
        WHEN f.week + w.price > f.per_week OR f.month + w.price > f.per_month THEN 'budget'
        WHEN f.week + w.price > f.per_week >> f.signs OR f.month + w.price > f.per_month >> f.signs THEN 'fatigued'
        ELSE '' END AS reason
FROM ways w JOIN facts f USING (customer_id)
"""
_PLAIN: Final = "SELECT customer_id, channel, place, address, 2 AS rank, obstacle AS reason FROM ways"
"""What a person waits for goes over the first channel there is, whatever was sent lately."""
_DECIDED: Final = """
WITH asked AS MATERIALIZED ({asked}), ways AS ({ways}), {facts} judged AS ({judged}),
chosen AS (SELECT DISTINCT ON (customer_id) customer_id, channel, address, reason FROM judged
    ORDER BY customer_id, reason <> '', CASE WHEN reason <> '' THEN -array_position(%(order)s::text[], reason) END,
        rank, place)
SELECT customer_id, channel, address, CASE WHEN reason = '' AND row_number() OVER (
    PARTITION BY channel, address, reason ORDER BY customer_id) > 1 THEN 'same_address' ELSE reason END FROM chosen
"""
AT_LIMIT: Final = """
WITH asked AS (SELECT customer_id, channel FROM {table} WHERE reason = ''),
charged AS ({charged})
SELECT count(*) FROM asked LEFT JOIN charged USING (customer_id)
CROSS JOIN LATERAL (SELECT (%(weights)s::int[])[array_position(%(planned)s::text[], asked.channel)] AS price) p
WHERE COALESCE(charged.week, 0) + 2 * p.price > %(per_week)s
"""


def way(number: int, *, postal: bool) -> str:
    """The question about one channel: the address, or what stands in the way."""
    return _WAY.format(n=number, points=_POSTAL if postal else _POINTS.format(n=number))


def decided(asked: str, ways: Sequence[str], *, marketing: bool) -> str:
    """The question about everybody of `asked` (a SELECT of customer_id), over these ways."""
    return _DECIDED.format(
        asked=asked,
        ways=" UNION ALL ".join(f"({way})" for way in ways),
        facts=f"{_FACTS}, " if marketing else "",
        judged=_JUDGED if marketing else _PLAIN,
    )
