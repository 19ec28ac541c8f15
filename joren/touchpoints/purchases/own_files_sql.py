"""The statements of `own_files`. ``batch_lines`` and ``batch_orders`` have the shape `bulk_sql` writes from."""

from typing import Final

PRODUCTS_NAMED: Final = """
SELECT product_ref, coalesce(mode() WITHIN GROUP (ORDER BY nullif(description, '')), '') FROM purchases_ownline
WHERE import_id = %s AND product_ref <> '' GROUP BY product_ref
"""

LAST_OF_BATCH: Final = """
SELECT max(order_key) FROM (
    SELECT DISTINCT order_key FROM purchases_ownline
    WHERE import_id = %s AND order_key > %s ORDER BY order_key LIMIT %s) batch
"""

BATCH_LINES: Final = """
CREATE TEMP TABLE batch_lines ON COMMIT DROP AS
SELECT s.*, p.id AS product_id, row_number() OVER (PARTITION BY s.order_key ORDER BY s.row) AS number
FROM purchases_ownline s LEFT JOIN products_product p ON s.product_ref <> '' AND p.code = s.product_ref
WHERE s.import_id = %s AND s.order_key > %s AND s.order_key <= %s
"""

BATCH_ORDERS: Final = """
CREATE TEMP TABLE batch_orders ON COMMIT DROP AS
SELECT order_key, split_part(order_key, E'\\x1f', 1) AS source, split_part(order_key, E'\\x1f', 2) AS external_id,
    max(customer_id) AS customer_id, max(shop_id) AS shop_id, min(kind) AS kind, min(purchased_at) AS purchased_at,
    min(business_date) AS business_date, min(minute_of_day) AS minute_of_day, max(total) AS amount,
    sum(discount) AS discount, coalesce(max(transactions), 1) AS transactions, max(channel) AS channel,
    max(note) AS note, max(customer_reference) AS customer_reference, bool_and(cancelled) AS cancelled,
    CASE WHEN bool_and(cancelled) THEN coalesce(max(cancelled_at), min(purchased_at)) END AS cancelled_at,
    NULL::bigint AS purchase_id, 'new' AS outcome
FROM batch_lines GROUP BY order_key
"""

KNOWN_ORDERS: Final = """
WITH theirs AS (
    SELECT p.*, b.order_key, (
        SELECT md5(string_agg(l.print, E'\\n' ORDER BY l.print)) FROM (
            SELECT concat_ws('|', product_id, description, trim_scale(quantity), trim_scale(amount), counts) AS print
            FROM purchases_purchaseline WHERE purchase_id = p.id) l) AS lines
    FROM batch_orders b JOIN purchases_purchase p ON p.source = b.source AND p.external_id = b.external_id),
ours AS (
    SELECT order_key, md5(string_agg(print, E'\\n' ORDER BY print)) AS lines FROM (
        SELECT order_key,
            concat_ws('|', product_id, description, trim_scale(quantity), trim_scale(line_amount), NOT cancelled)
                AS print
        FROM batch_lines) l GROUP BY order_key)
UPDATE batch_orders b SET purchase_id = t.id, outcome = CASE WHEN
    (b.customer_id IS NULL OR b.customer_id IS NOT DISTINCT FROM t.customer_id)
    AND (b.shop_id IS NULL OR b.shop_id IS NOT DISTINCT FROM t.shop_id)
    AND b.purchased_at = t.purchased_at AND b.minute_of_day IS NOT DISTINCT FROM t.minute_of_day
    AND b.amount = t.amount AND b.discount = t.discount AND b.transactions = t.transactions AND b.kind = t.kind
    AND (b.channel = '' OR b.channel = t.channel) AND (b.note = '' OR b.note = t.note)
    AND (b.cancelled = (t.cancelled_at IS NOT NULL) OR t.cancelled_at IS NOT NULL)
    AND (ours.lines = t.lines OR (t.cancelled_at IS NOT NULL AND NOT b.cancelled))
    THEN 'unchanged' ELSE 'changed' END
FROM theirs t JOIN ours USING (order_key)
WHERE b.order_key = t.order_key
"""
"""A purchase staff cancelled since stays cancelled, one they gave to a customer keeps the customer."""

UPDATE_PURCHASES: Final = """
UPDATE purchases_purchase p SET customer_id = coalesce(b.customer_id, p.customer_id),
    shop_id = coalesce(b.shop_id, p.shop_id), kind = b.kind, purchased_at = b.purchased_at,
    business_date = b.business_date, minute_of_day = b.minute_of_day, transactions = b.transactions,
    amount = b.amount, discount = b.discount, channel = coalesce(nullif(b.channel, ''), p.channel),
    note = coalesce(nullif(b.note, ''), p.note), cancelled_at = coalesce(p.cancelled_at, b.cancelled_at),
    customer_reference = coalesce(nullif(b.customer_reference, ''), p.customer_reference)
FROM batch_orders b WHERE b.outcome = 'changed' AND p.id = b.purchase_id
"""

INSERT_PURCHASES: Final = """
WITH made AS (
    INSERT INTO purchases_purchase (customer_id, shop_id, kind, source, external_id, purchased_at, business_date,
        minute_of_day, transactions, amount, discount, channel, cancelled_at, note, customer_reference, import_id)
    SELECT customer_id, shop_id, kind, source, external_id, purchased_at, business_date, minute_of_day, transactions,
        amount, discount, channel, cancelled_at, note, customer_reference, %s
    FROM batch_orders WHERE outcome = 'new' ORDER BY purchased_at
    RETURNING id, source, external_id)
UPDATE batch_orders b SET purchase_id = made.id FROM made
WHERE b.source = made.source AND b.external_id = made.external_id
"""

INSERT_EVENTS: Final = """
INSERT INTO timeline_event (customer_id, key, kind, occurred_at, occurred_on, subject, shop_id, channel, origin, data,
    import_id)
SELECT p.customer_id, e.key, 'purchase', e.at, e.day, p.id, p.shop_id, '', '',
    jsonb_build_object('amount', trim_scale(p.amount)::text, 'lines', (
        SELECT count(*) FROM purchases_purchaseline l WHERE l.purchase_id = p.id), 'transactions', p.transactions), %s
FROM batch_orders b JOIN purchases_purchase p ON p.id = b.purchase_id
CROSS JOIN LATERAL (VALUES
    (CASE WHEN p.kind = 'return' THEN 'purchases.returned' ELSE 'purchases.recorded' END, p.purchased_at,
        p.business_date),
    ('purchases.cancelled', p.cancelled_at, (p.cancelled_at AT TIME ZONE 'Asia/Tokyo')::date)) e(key, at, day)
WHERE b.outcome <> 'unchanged' AND p.customer_id IS NOT NULL AND e.at IS NOT NULL
"""
