"""The statements that begin messages and record what became of them."""

from typing import Final

from .reach_sql import POSTAL

# A waiting message is judged in the statement that begins it, on what is committed at that moment.
_OBSTACLE: Final = """
    CASE WHEN NOT EXISTS (SELECT FROM consents_consent c WHERE c.customer_id = w.customer_id AND c.channel = %(channel)s
            AND c.purpose = %(purpose)s AND c.granted_at <= %(now)s
            AND (c.withdrawn_at IS NULL OR c.withdrawn_at > %(now)s)) THEN 'no_consent'
        WHEN EXISTS (SELECT FROM delivery_suppression s WHERE s.channel = %(channel)s AND s.address = w.address)
            THEN 'suppressed'
        WHEN NOT EXISTS ({address}) THEN 'address_gone'
        {marketing}
        ELSE '' END
"""
_CONTACT: Final = """SELECT FROM customers_contactpoint p WHERE p.customer_id = w.customer_id AND p.kind = %(kind)s
            AND p.value = w.address AND p.undeliverable_at IS NULL"""
_POSTAL: Final = f"""SELECT FROM customers_postaladdress p WHERE p.customer_id = w.customer_id
            AND {POSTAL} = w.address"""
_PAUSED: Final = """WHEN EXISTS (SELECT FROM delivery_wish h WHERE h.customer_id = w.customer_id
            AND h.paused_until > %(today)s) THEN 'paused'"""
_TOPIC: Final = """WHEN EXISTS (SELECT FROM delivery_wish h
            JOIN delivery_sendingtopic t ON t.topic = ANY(h.declined_topics) WHERE h.customer_id = w.customer_id
            AND (t.origin = %(origin)s OR starts_with(%(origin)s::text, t.origin || ':'))) THEN 'topic'"""
_POINTS: Final = "COALESCE(o.points, (%(prices)s::int[])[array_position(%(keys)s::text[], o.channel::text)], 1)"
_MOMENT: Final = "COALESCE(o.sent_at, o.begun_at, o.due_at)"
_OVER: Final = f"""WHEN (SELECT sum({_POINTS}) FILTER (WHERE {_MOMENT} > %(now)s - %(week)s) > %(per_week)s - w.price
                OR sum({_POINTS}) > %(per_month)s - w.price
            FROM delivery_delivery o WHERE o.customer_id = w.customer_id AND o.id <> w.id AND o.purpose = 'marketing'
            AND o.state IN ('claimed', 'sent', 'uncertain') AND {_MOMENT} > %(now)s - %(month)s) THEN 'budget'"""
_WAITING: Final = """SELECT {columns} FROM delivery_delivery d WHERE d.origin = %(origin)s
    AND d.channel = %(channel)s AND d.state = 'due' AND d.due_at <= %(now)s
    ORDER BY d.due_at, d.id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED"""
_JUDGED: Final = "d.id, d.customer_id, d.address, COALESCE(d.points, %(price)s) AS price"
_PICKED: Final = f"SELECT {_JUDGED} FROM delivery_delivery d WHERE d.id = ANY(%(picked)s)"
PICK: Final = f"""
WITH waiting AS MATERIALIZED ({_WAITING.format(columns="d.id, d.customer_id, d.due_at")})
SELECT DISTINCT ON (customer_id) id,
    pg_try_advisory_xact_lock(hashtext('delivery.attention'), mod(customer_id, 1024)::int)
FROM waiting ORDER BY customer_id, due_at, id
"""
"""One waiting message of each person, and whether nobody else is beginning one to them at this moment. The person is
held until the transaction ends: what the next statement sees of their budget holds until what it begins is seen.
People share 1,024 locks, which any server has room for however many one transaction goes through; whoever shares one
with somebody being written to waits for the next turn."""
_TAKE: Final = """
WITH waiting AS MATERIALIZED ({waiting}),
judged AS MATERIALIZED (SELECT w.id, {obstacle} AS obstacle FROM waiting w)
UPDATE delivery_delivery d SET state = CASE WHEN j.obstacle = '' THEN 'claimed' ELSE 'cancelled' END,
    reason = j.obstacle, claimed_by = CASE WHEN j.obstacle = '' THEN %(worker)s ELSE '' END,
    begun_at = CASE WHEN j.obstacle = '' THEN %(now)s END,
    leased_until = CASE WHEN j.obstacle = '' THEN %(leased_until)s END,
    attempts = d.attempts + CASE WHEN j.obstacle = '' THEN 1 ELSE 0 END
FROM judged j WHERE d.id = j.id
RETURNING j.obstacle, d.id, d.customer_id, d.origin, d.channel, d.address, d.content, d.attempts - 1, d.variant
"""


def take(*, postal: bool, marketing: bool, minds_budget: bool, picked: bool) -> str:
    """The statement that begins waiting messages and cancels those that must not go; both come back.

    `picked`: only those that `PICK` named right before.
    """
    more = [_PAUSED, _TOPIC, _OVER] if minds_budget else [_PAUSED, _TOPIC]
    obstacle = _OBSTACLE.format(
        address=_POSTAL if postal else _CONTACT, marketing="\n        ".join(more) if marketing else ""
    )
    return _TAKE.format(waiting=_PICKED if picked else _WAITING.format(columns=_JUDGED), obstacle=obstacle)


RECORD: Final = """
UPDATE delivery_delivery AS d SET reason = CASE WHEN {over} THEN 'merged' ELSE r.reason END,
    state = CASE WHEN {over} THEN 'cancelled' ELSE r.state END, due_at = COALESCE(r.due_at, d.due_at),
    sent_at = r.sent_at, message_id = r.message_id, error_code = r.code, error_text = r.text,
    cost = COALESCE(r.cost, d.cost),
    begun_at = CASE WHEN r.begun THEN d.begun_at END, attempts = d.attempts - CASE WHEN r.begun THEN 0 ELSE 1 END,
    claimed_by = '', leased_until = NULL
FROM jsonb_to_recordset(%s::jsonb) AS r(id bigint, state text, reason text, due_at timestamptz, sent_at timestamptz,
    message_id text, code text, text text, begun boolean, cost numeric)
WHERE d.id = r.id AND d.claimed_by = %s AND d.state IN ('claimed', 'uncertain')
RETURNING d.id
""".format(over="r.state = 'due' AND d.duplicate_of_id IS NOT NULL")
"""Somebody who was merged meanwhile and has another message of this sending gets no second try of this one."""
