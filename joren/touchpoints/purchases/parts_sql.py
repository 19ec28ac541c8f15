"""The statements of `parts`: rows that are no lines of goods, folded into the lines and orders they belong to."""

from typing import Final

PARTS: Final = "SELECT DISTINCT part FROM purchases_stagedline WHERE import_id = %s AND part <> ''"

OPTIONS: Final = """
WITH rows AS (
    SELECT order_key, row, amount, description, part,
        max(row) FILTER (WHERE part = '') OVER (PARTITION BY order_key ORDER BY row) AS article
    FROM purchases_stagedline WHERE import_id = %s AND order_key IN (
        SELECT order_key FROM purchases_stagedline WHERE import_id = %s AND part = 'option')),
options AS (
    SELECT order_key, article, sum(amount) AS amount, string_agg(description, ', ' ORDER BY row) AS words
    FROM rows WHERE part = 'option' AND article IS NOT NULL GROUP BY order_key, article)
UPDATE purchases_stagedline s SET amount = coalesce(s.amount, 0) + coalesce(o.amount, 0),
    description = left(concat_ws(' / ', nullif(s.description, ''), nullif(o.words, '')), 300)
FROM options o WHERE s.import_id = %s AND s.order_key = o.order_key AND s.row = o.article AND s.part = ''
"""
"""What an option costs belongs to the article above it."""

OPTIONS_DONE: Final = """
DELETE FROM purchases_stagedline s WHERE s.import_id = %s AND s.part = 'option' AND EXISTS (
    SELECT FROM purchases_stagedline a
    WHERE a.import_id = s.import_id AND a.order_key = s.order_key AND a.part = '' AND a.row < s.row)
"""

CHARGES: Final = """
UPDATE purchases_stagedline s SET charges = coalesce(s.charges, 0) + c.amount
FROM (SELECT order_key, sum(coalesce(amount, 0)) AS amount FROM purchases_stagedline
      WHERE import_id = %s AND part = 'charge' GROUP BY order_key) c
WHERE s.import_id = %s AND s.order_key = c.order_key AND s.part = ''
"""
"""Postage and the like are no goods; they count with the order, where no total says what was paid."""

PAYMENTS: Final = """
UPDATE purchases_stagedline s SET amount = p.amount, part = ''
FROM (SELECT order_key, min(id) AS first, sum(amount) AS amount FROM purchases_stagedline
      WHERE import_id = %s AND part = 'payment' GROUP BY order_key) p
WHERE s.import_id = %s AND s.id = p.first AND NOT EXISTS (
    SELECT FROM purchases_stagedline l WHERE l.import_id = s.import_id AND l.order_key = s.order_key AND l.part = '')
"""
"""Paid by several means, a row each: one line of what was paid in all."""

PARTS_DONE: Final = """
DELETE FROM purchases_stagedline s WHERE s.import_id = %s AND s.part IN ('charge', 'payment') AND EXISTS (
    SELECT FROM purchases_stagedline a WHERE a.import_id = s.import_id AND a.order_key = s.order_key AND a.part = '')
"""

VOIDS: Final = """
INSERT INTO purchases_voidedticket (source, external_id, voided_at, import_id)
SELECT %s, refers, min(purchased_at), import_id FROM purchases_stagedline
WHERE import_id = %s AND part = 'void' AND refers <> '' GROUP BY refers, import_id
ON CONFLICT DO NOTHING
"""
VOIDS_DONE: Final = "DELETE FROM purchases_stagedline WHERE import_id = %s AND part = 'void'"

CANCEL_STAGED: Final = """
UPDATE purchases_stagedline s SET cancelled = true FROM purchases_voidedticket v
WHERE s.import_id = %s AND v.source = %s AND v.external_id = s.order_key AND NOT s.cancelled
"""
"""Tickets of this file that are voided, by this file or an earlier one."""

VOIDED: Final = """
SELECT p.id FROM purchases_voidedticket v JOIN purchases_purchase p USING (source, external_id)
WHERE v.import_id = %s AND p.cancelled_at IS NULL AND NOT EXISTS (
    SELECT FROM purchases_stagedline s WHERE s.import_id = v.import_id AND s.order_key = v.external_id)
"""
"""Purchases of earlier files that this one voids."""

CANCEL: Final = """
UPDATE purchases_purchase p SET cancelled_at = v.voided_at FROM purchases_voidedticket v
WHERE p.id = ANY(%s) AND v.source = p.source AND v.external_id = p.external_id
"""
CANCEL_LINES: Final = "UPDATE purchases_purchaseline SET counts = false WHERE purchase_id = ANY(%s)"
CANCEL_EVENTS: Final = """
INSERT INTO timeline_event (customer_id, key, kind, occurred_at, occurred_on, subject, shop_id, channel, origin, data,
    import_id)
SELECT p.customer_id, 'purchases.cancelled', 'purchase', p.cancelled_at, p.business_date, p.id, p.shop_id, '', '',
    jsonb_build_object('amount', trim_scale(p.amount)::text, 'lines', (
        SELECT count(*) FROM purchases_purchaseline l WHERE l.purchase_id = p.id), 'transactions', p.transactions), %s
FROM purchases_purchase p WHERE p.id = ANY(%s) AND p.customer_id IS NOT NULL
"""

UNKNOWN_MAIL: Final = """
SELECT s.email, s.row, count(c.id) FROM (
    SELECT email, min(row) AS row FROM purchases_stagedline
    WHERE import_id = %s AND email <> '' AND customer_ref = '' AND member_ref = '' GROUP BY email) s
LEFT JOIN customers_contactpoint c ON c.kind = 'email' AND c.value = s.email
GROUP BY s.email, s.row HAVING count(c.id) <> 1 AND count(c.id) FILTER (WHERE EXISTS (
    SELECT FROM customers_externalid x WHERE x.customer_id = c.customer_id AND x.source = %s)) <> 1 ORDER BY s.row
"""
"""Addresses that are nobody's, or several people's: address, first row, people."""
