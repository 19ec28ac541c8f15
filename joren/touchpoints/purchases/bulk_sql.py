"""The statements of `bulk`, each with what it does. ``batch_lines`` and ``batch_orders`` live for one transaction."""

from typing import Final

NUMBER_ROWS: Final = """
UPDATE purchases_stagedline s SET order_key = s.order_key || '#' || n.nth
FROM (SELECT id, row_number() OVER (PARTITION BY order_key ORDER BY row) AS nth
      FROM purchases_stagedline WHERE import_id = %s) n
WHERE s.import_id = %s AND s.id = n.id AND n.nth > 1
"""
"""Rows that are purchases of their own and look alike are told apart: the second gets #2, and so on."""

PRODUCTS_NAMED: Final = """
SELECT product_ref, coalesce(mode() WITHIN GROUP (ORDER BY nullif(description, '')), '') FROM purchases_stagedline
WHERE import_id = %s AND product_ref <> '' GROUP BY product_ref
"""
"""Product codes with the description they carry most often: notes such as "damaged" stand in that column too."""

UNKNOWN_CUSTOMERS: Final = """
SELECT s.customer_ref, min(s.row), count(*) FROM purchases_stagedline s
WHERE s.import_id = %s AND s.customer_ref <> '' AND NOT EXISTS (
    SELECT FROM customers_externalid e WHERE e.source = %s AND e.value = s.customer_ref)
GROUP BY s.customer_ref
"""
"""Customer numbers nobody has: number, first row, lines."""

SPLIT_ORDERS: Final = """
SELECT order_key, min(row), string_agg(DISTINCT customer_ref, ', ') FROM purchases_stagedline
WHERE import_id = %s AND customer_ref <> '' GROUP BY order_key HAVING count(DISTINCT customer_ref) > 1
ORDER BY min(row)
"""

FIRST_LINE: Final = """
SELECT purchased_at, minute_of_day, cancelled, returned FROM purchases_stagedline
WHERE import_id = %s AND order_key = %s ORDER BY row LIMIT 1
"""

LAST_OF_BATCH: Final = """
SELECT max(order_key) FROM (
    SELECT DISTINCT order_key FROM purchases_stagedline
    WHERE import_id = %s AND order_key > %s ORDER BY order_key LIMIT %s) batch
"""

BATCH_LINES: Final = """
CREATE TEMP TABLE batch_lines ON COMMIT DROP AS
SELECT s.*, p.id AS product_id, row_number() OVER (PARTITION BY s.order_key ORDER BY s.row) AS number,
    coalesce(s.amount, CASE WHEN count(*) OVER (PARTITION BY s.order_key) = 1 THEN
        CASE WHEN s.returned THEN -abs(s.total) ELSE s.total END END, 0) AS line_amount
FROM purchases_stagedline s LEFT JOIN products_product p ON s.product_ref <> '' AND p.code = s.product_ref
WHERE s.import_id = %s AND s.order_key > %s AND s.order_key <= %s
"""

_FOUND_BY_MAIL: Final = """CASE
        WHEN count(*) = 1 THEN min(c.customer_id)
        WHEN count(*) > 1 THEN (
            SELECT min(one) FROM unnest(array_agg(c.customer_id)) one
            WHERE EXISTS (SELECT FROM customers_externalid x WHERE x.customer_id = one AND x.source = {source})
            HAVING count(*) = 1) END"""
"""Whose an address is: one person's alone; of several, the only one whom the purchase's own system knows."""

_WITHOUT_ZEROS: Final = """SELECT min(z.id) AS customer_id FROM customers_customer z
    WHERE {unless} AND {number} ~ '^[0-9]{{1,16}}$' AND {number} !~ '^0+$' AND z.member_number = ANY(ARRAY(
        SELECT lpad(ltrim({number}, '0'), length, '0')
        FROM generate_series(length(ltrim({number}, '0')), 16) length))
    HAVING count(*) = 1"""
"""Whose a member number is when a spreadsheet ate its leading zeros, 12 for 0012: one person's alone, by the index."""

_BATCH_ORDERS: Final = """
CREATE TEMP TABLE batch_orders ON COMMIT DROP AS
WITH orders AS (
    SELECT order_key,
        (array_agg(customer_ref ORDER BY row) FILTER (WHERE customer_ref <> ''))[1] AS customer_ref,
        (array_agg(member_ref ORDER BY row) FILTER (WHERE member_ref <> ''))[1] AS member_ref,
        (array_agg(email ORDER BY row) FILTER (WHERE email <> ''))[1] AS email,
        (array_agg(shop_id ORDER BY row) FILTER (WHERE shop_id IS NOT NULL))[1] AS shop_id,
        (array_agg(channel ORDER BY row) FILTER (WHERE channel <> ''))[1] AS channel,
        (array_agg(note ORDER BY row) FILTER (WHERE note <> ''))[1] AS note,
        min(purchased_at) AS purchased_at,
        (array_agg(business_date ORDER BY purchased_at, row))[1] AS business_date,
        (array_agg(minute_of_day ORDER BY purchased_at, row))[1] AS minute_of_day,
        bool_and(cancelled) AS cancelled,
        -- One line brought back among others bought is a sale; what was paid says so when it is none.
        bool_and(returned) AS returned,
        -- A total stands on every line of its order: the same one everywhere is one total, different ones add up.
        CASE WHEN count(total) = 0 THEN NULL
             WHEN count(DISTINCT total) = 1 THEN max(total) ELSE sum(total) END AS total,
        coalesce(sum(line_amount) FILTER (WHERE NOT cancelled), 0) AS live,
        sum(line_amount) AS whole,
        sum(quantity) AS quantity,
        coalesce(sum(discount) FILTER (WHERE NOT cancelled), 0) + coalesce(max(taken_off), 0) AS discount,
        -- What concerns the order stands on each of its lines or on one of them: it counts once.
        coalesce(max(charges), 0) - coalesce(max(taken_off), 0) * CASE WHEN bool_and(returned) THEN -1 ELSE 1 END
            AS further,
        coalesce(sum(transactions), 1) AS transactions
    FROM batch_lines GROUP BY order_key),
paid AS (
    SELECT *, coalesce(CASE WHEN returned THEN -abs(total) ELSE total END,
        CASE WHEN cancelled THEN whole ELSE live END + further) AS amount,
        coalesce(total, whole) AS told
    FROM orders)
SELECT o.order_key, coalesce(e.customer_id, g.customer_id, m.id, f.customer_id, mail.customer_id, zeros.customer_id)
        AS customer_id,
    o.shop_id, o.purchased_at, o.business_date,
    coalesce(%s || ':' || o.customer_ref, coalesce(g.source, 'member') || ':' || o.member_ref, 'mail:' || o.email, '')
        AS customer_reference,
    o.minute_of_day, o.cancelled, coalesce(o.channel, '') AS channel, coalesce(o.note, '') AS note,
    o.amount, o.discount, o.transactions,
    CASE WHEN o.returned OR o.told < 0 OR (o.told = 0 AND o.quantity < 0) THEN 'return' ELSE 'sale' END AS kind,
    NULL::bigint AS purchase_id, 'new' AS outcome
FROM paid o
LEFT JOIN customers_externalid e ON e.source = %s AND e.value = o.customer_ref
-- What a till calls 会員ID may be its own number of the customer rather than that of the card.
LEFT JOIN customers_externalid g ON e.id IS NULL AND g.source = %s AND g.value = o.member_ref
LEFT JOIN customers_customer m ON coalesce(e.id, g.id) IS NULL AND m.member_number = o.member_ref
-- The card of a record that was merged into another.
LEFT JOIN customers_externalid f ON coalesce(e.id, g.id, m.id) IS NULL
    AND f.source = 'member' AND f.value = o.member_ref
LEFT JOIN LATERAL (
    SELECT {found} AS customer_id FROM customers_contactpoint c
    WHERE o.customer_ref IS NULL AND o.member_ref IS NULL AND c.kind = 'email' AND c.value = o.email) mail ON true
LEFT JOIN LATERAL ({zeros}) zeros ON true
"""
BATCH_ORDERS: Final = _BATCH_ORDERS.format(
    found=_FOUND_BY_MAIL.format(source="%s"),
    zeros=_WITHOUT_ZEROS.format(number="o.member_ref", unless="coalesce(e.id, g.id, m.id, f.id) IS NULL"),
)
"""An e-mail address finds its customer where nothing else names one."""

KNOWN_ORDERS: Final = """
WITH theirs AS (
    SELECT p.*, (
        SELECT md5(string_agg(l.print, E'\\n' ORDER BY l.print)) FROM (
            SELECT concat_ws('|', product_id, description, trim_scale(quantity), trim_scale(amount), counts) AS print
            FROM purchases_purchaseline WHERE purchase_id = p.id) l) AS lines
    FROM purchases_purchase p WHERE p.source = %s AND p.external_id IN (SELECT order_key FROM batch_orders)),
ours AS (
    SELECT order_key, md5(string_agg(print, E'\\n' ORDER BY print)) AS lines FROM (
        SELECT order_key,
            concat_ws('|', product_id, description, trim_scale(quantity), trim_scale(line_amount), NOT cancelled)
                AS print
        FROM batch_lines) l GROUP BY order_key)
UPDATE batch_orders b SET purchase_id = t.id, outcome = CASE WHEN
    (b.customer_id IS NULL OR b.customer_id IS NOT DISTINCT FROM t.customer_id)
    AND (b.shop_id IS NULL OR b.shop_id IS NOT DISTINCT FROM t.shop_id)
    AND b.purchased_at = t.purchased_at AND b.amount = t.amount AND b.discount = t.discount
    AND b.transactions = t.transactions AND b.kind = t.kind AND b.channel = t.channel
    AND (b.note = '' OR b.note = t.note)
    AND (b.cancelled = (t.cancelled_at IS NOT NULL) OR t.cancelled_at IS NOT NULL)
    AND (ours.lines = t.lines OR t.cancelled_at IS NOT NULL)
    THEN 'unchanged' ELSE 'changed' END
FROM theirs t JOIN ours ON ours.order_key = t.external_id
WHERE b.order_key = t.external_id
"""
"""A purchase staff cancelled stays cancelled, one they gave to a customer keeps the customer: the file knows less."""

COUNT: Final = """
SELECT count(*) FILTER (WHERE outcome = 'new'), count(*) FILTER (WHERE outcome = 'changed'),
    count(*) FILTER (WHERE outcome = 'unchanged'), count(*) FILTER (WHERE customer_id IS NULL),
    count(*) FILTER (WHERE kind = 'return'), count(*) FILTER (WHERE cancelled)
FROM batch_orders
"""

CHANGED_IDS: Final = "SELECT purchase_id FROM batch_orders WHERE outcome = 'changed'"
EVENTS_OF: Final = "SELECT id FROM timeline_event WHERE key LIKE 'purchases.%%' AND subject = ANY(%s)"

UPDATE_PURCHASES: Final = """
UPDATE purchases_purchase p SET customer_id = coalesce(b.customer_id, p.customer_id),
    shop_id = coalesce(b.shop_id, p.shop_id), kind = b.kind, purchased_at = b.purchased_at,
    business_date = b.business_date, minute_of_day = b.minute_of_day, transactions = b.transactions,
    amount = b.amount, discount = b.discount, channel = b.channel, note = coalesce(nullif(b.note, ''), p.note),
    cancelled_at = CASE WHEN b.cancelled THEN coalesce(p.cancelled_at, b.purchased_at) END,
    customer_reference = coalesce(nullif(b.customer_reference, ''), p.customer_reference)
FROM batch_orders b WHERE b.outcome = 'changed' AND p.id = b.purchase_id
"""

INSERT_PURCHASES: Final = """
WITH made AS (
    INSERT INTO purchases_purchase (customer_id, shop_id, kind, source, external_id, purchased_at, business_date,
        minute_of_day, transactions, amount, discount, channel, cancelled_at, note, customer_reference, import_id)
    SELECT customer_id, shop_id, kind, %s, order_key, purchased_at, business_date, minute_of_day, transactions,
        amount, discount, channel, CASE WHEN cancelled THEN purchased_at END, note, left(customer_reference, 255), %s
    FROM batch_orders WHERE outcome = 'new' ORDER BY purchased_at
    RETURNING id, external_id)
UPDATE batch_orders b SET purchase_id = made.id FROM made WHERE b.order_key = made.external_id
"""

INSERT_LINES: Final = """
INSERT INTO purchases_purchaseline (purchase_id, number, product_id, description, quantity, amount, customer_id,
    shop_id, business_date, minute_of_day, counts, import_id)
SELECT p.id, l.number, l.product_id, l.description, l.quantity, l.line_amount, p.customer_id, p.shop_id,
    p.business_date, p.minute_of_day, NOT l.cancelled, %s
FROM batch_lines l JOIN batch_orders b USING (order_key) JOIN purchases_purchase p ON p.id = b.purchase_id
WHERE b.outcome <> 'unchanged' ORDER BY p.id, l.number
"""

_EVENTS: Final = """
INSERT INTO timeline_event (customer_id, key, kind, occurred_at, occurred_on, subject, shop_id, channel, origin, data,
    import_id)
SELECT p.customer_id, e.key, 'purchase', p.purchased_at, p.business_date, p.id, p.shop_id, '', '',
    jsonb_build_object('amount', trim_scale(p.amount)::text, 'lines', (
        SELECT count(*) FROM purchases_purchaseline l WHERE l.purchase_id = p.id), 'transactions', p.transactions), %s
FROM {these} JOIN purchases_purchase p ON p.id = b.purchase_id
CROSS JOIN LATERAL (VALUES
    (CASE WHEN p.kind = 'return' THEN 'purchases.returned' ELSE 'purchases.recorded' END, true),
    ('purchases.cancelled', p.cancelled_at IS NOT NULL)) e(key, told)
WHERE p.customer_id IS NOT NULL AND e.told
"""
INSERT_EVENTS: Final = _EVENTS.format(these="(SELECT * FROM batch_orders WHERE outcome <> 'unchanged') b")

DROP: Final = "DROP TABLE batch_lines, batch_orders"

_WAITING: Final = """
CREATE TEMP TABLE waiting ON COMMIT DROP AS
SELECT p.id AS purchase_id, coalesce(g.customer_id, e.customer_id, m.id, mail.customer_id, zeros.customer_id)
        AS customer_id,
    g.source || ':' || g.value AS reference
FROM (SELECT id, source AS system, split_part(customer_reference, ':', 1) AS source,
          substr(customer_reference, strpos(customer_reference, ':') + 1) AS number
      FROM purchases_purchase
      WHERE customer_id IS NULL AND customer_reference <> '' AND id > %s ORDER BY id LIMIT %s) p
LEFT JOIN customers_externalid e ON e.source = p.source AND e.value = p.number
LEFT JOIN customers_externalid g ON p.source = 'member' AND g.source = p.system AND g.value = p.number
LEFT JOIN customers_customer m ON p.source = 'member' AND m.member_number = p.number
LEFT JOIN LATERAL (
    SELECT {found} AS customer_id FROM customers_contactpoint c
    WHERE p.source = 'mail' AND c.kind = 'email' AND c.value = p.number) mail ON true
LEFT JOIN LATERAL ({zeros}) zeros ON true
"""
WAITING: Final = _WAITING.format(
    found=_FOUND_BY_MAIL.format(source="p.system"),
    zeros=_WITHOUT_ZEROS.format(number="p.number", unless="p.source = 'member' AND coalesce(e.id, g.id, m.id) IS NULL"),
)
"""The next purchases of somebody unknown, with the customer who has that number by now."""

LAST_WAITING: Final = "SELECT max(purchase_id) FROM waiting"
FOUND: Final = "SELECT purchase_id FROM waiting WHERE customer_id IS NOT NULL ORDER BY purchase_id"
ADOPT: Final = """
UPDATE purchases_purchase p SET customer_id = w.customer_id,
    customer_reference = coalesce(w.reference, p.customer_reference) FROM waiting w
WHERE p.id = w.purchase_id AND p.id = ANY(%s)
"""
ADOPT_LINES: Final = """
UPDATE purchases_purchaseline l SET customer_id = w.customer_id FROM waiting w
WHERE l.purchase_id = w.purchase_id AND l.purchase_id = ANY(%s)
"""
ADOPT_EVENTS: Final = _EVENTS.format(these="(SELECT purchase_id FROM waiting WHERE customer_id IS NOT NULL) b")
DROP_WAITING: Final = "DROP TABLE waiting"
