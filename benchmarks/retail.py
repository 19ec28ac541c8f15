"""A made-up chain of shops, skewed as real retail is, written straight into PostgreSQL.

The same seed makes the same rows (DuckDB's `hash` is the source of chance). Per customer there are on average 10
purchases, 30 lines and 20 events. What is skewed, and how:

* purchases per customer: a third bought once, the rest follow a Pareto tail (the top tenth makes half of them);
* days: joined over three years with growth, active for an exponential time, weekends and December busier;
* time of day: lunch and dinner peaks; shops: four of five purchases at the home shop, shops unequal by a power law;
* products: 2,000 by a power law over 24 categories in 6 departments; baskets of 1 to 15 lines, 3 on average;
* 2 of 100 purchases are returns, 1 of 100 is cancelled; 7 of 10 customers have e-mail, 6 of 10 consent to it.
"""

import os
from collections.abc import Sequence
from datetime import date
from threading import Thread
from typing import Any, Final

LAST_DAY: Final = date(2025, 5, 31)
"""The newest day anything happened."""
CHUNK: Final = 50_000
"""Customers made at a time: bounds the memory."""

_SETUP = """
CREATE MACRO u(i, salt) AS (hash(i, salt, {seed}) >> 11)::DOUBLE / 9007199254740992.0;
CREATE MACRO pick(u, n) AS least(n, 1 + floor(n * pow(u, 2.2)))::BIGINT;
CREATE TABLE people AS
WITH drawn AS (
  SELECT g AS id, CASE WHEN u(g, 1) < 0.33 THEN 0 ELSE least(400, 2.2 * (pow(u(g, 2), -0.62) - 0.8)) END AS weight
  FROM range(1, {n} + 1) AS r (g)
)
SELECT id, pick(u(id, 3), 30) AS shop_id, (1095 * pow(u(id, 4), 0.85))::INTEGER AS joined,
  1 + round(weight * (9.0 * {n}) / (SELECT sum(weight) FROM drawn))::INTEGER AS bought,
  least(1095 - joined, (-ln(1 - u(id, 5)) * (60 + 160 * sqrt(weight)))::INTEGER) AS active
FROM drawn;
CREATE TABLE prices AS SELECT g AS id, 80 + (hash(g, 77) % 1500)::INTEGER AS price FROM range(1, 2001) AS r (g);
"""
_PURCHASES = """
CREATE OR REPLACE TABLE bought AS
WITH drawn AS (
  SELECT id AS customer_id, joined, active, shop_id AS home, id * 10000 + k AS r, k,
    DATE '2022-06-01' + joined + CASE WHEN k = 0 THEN 0 ELSE (active * u(r, 11))::INTEGER END AS planned
  FROM people, range(bought) AS s (k) WHERE id BETWEEN {first} AND {last}
), moved AS (
  SELECT *, CASE WHEN month(planned) IN (10, 11) AND u(r, 12) < 0.12 THEN planned + 40
    WHEN isodow(planned) < 5 AND u(r, 13) < 0.3 THEN planned + (6 - isodow(planned))::INTEGER ELSE planned END AS day
  FROM drawn
)
SELECT row_number() OVER (ORDER BY customer_id, k) + {before} AS id, customer_id, r,
  CASE WHEN u(r, 14) < 0.8 THEN home ELSE pick(u(r, 15), 30) END AS shop_id,
  least(day, DATE '2025-05-31') AS business_date,
  (CASE WHEN u(r, 16) < 0.4 THEN 680 + 130 * u(r, 17) WHEN u(r, 16) < 0.75 THEN 1040 + 180 * u(r, 17)
    ELSE 560 + 700 * u(r, 17) END)::INTEGER AS minute,
  CASE WHEN k > 0 AND u(r, 18) < 0.02 THEN 'return' ELSE 'sale' END AS kind, u(r, 19) < 0.01 AS cancelled,
  CASE WHEN u(r, 20) < 0.15 THEN 'web' ELSE 'shop' END AS channel,
  least(15, 1 + floor(-ln(1 - u(r, 21)) * 2.5))::INTEGER AS lines
FROM moved;
CREATE OR REPLACE TABLE lines AS
SELECT b.id AS purchase_id, k + 1 AS number, pick(u(b.r * 16 + k, 31), 2000) AS product_id,
  CASE WHEN kind = 'return' THEN -1 ELSE 1 END * (1 + (u(b.r * 16 + k, 32) * u(b.r * 16 + k, 33) * 4)::INTEGER)
    AS quantity, customer_id, shop_id, business_date, minute, NOT cancelled AS counts
FROM bought AS b, range(b.lines) AS s (k);
CREATE OR REPLACE TABLE priced AS
SELECT l.*, l.quantity * p.price AS amount FROM lines AS l JOIN prices AS p ON p.id = l.product_id;
"""
_AT = "business_date + INTERVAL '1 minute' * (minute - 540)"  # Tokyo is nine hours ahead of UTC
_STREAMS: Final = {
    "customers_customer (id, family_name, given_name, family_kana, given_kana, company, honorific, birth_year,"
    " birth_month, birth_day, gender, shop_id, registered_on, note, source, created_at, changed_at, search_text,"
    " search_grams)": """
SELECT id, 'F' || id, 'G', '', '', '', '', CASE WHEN u(id, 41) < 0.8 THEN 1940 + (65 * u(id, 42))::INTEGER END,
  1 + (11 * u(id, 43))::INTEGER, 1 + (27 * u(id, 44))::INTEGER,
  CASE WHEN u(id, 45) < 0.55 THEN 'female' WHEN u(id, 45) < 0.9 THEN 'male' ELSE '' END, shop_id,
  DATE '2022-06-01' + joined, '', CASE WHEN u(id, 46) < 0.7 THEN 'till' ELSE 'web' END, TIMESTAMP '2025-06-01',
  TIMESTAMP '2025-06-01', '', '{}' FROM people WHERE id BETWEEN {first} AND {last} ORDER BY id""",
    "customers_contactpoint (customer_id, kind, value, written, is_primary, undeliverable_at, undeliverable_reason,"
    " source)": """
SELECT id, kind, kind || id, '', true, CASE WHEN kind = 'email' AND u(id, 51) < 0.04 THEN TIMESTAMP '2025-01-15' END,
  '', '' FROM people, (VALUES ('email', 0.7), ('phone', 0.6), ('line', 0.2)) AS k (kind, share)
WHERE id BETWEEN {first} AND {last} AND u(id, kind) < share ORDER BY id""",
    "customers_postaladdress (customer_id, postal_code, prefecture, city, line, building, is_primary, source)": """
SELECT id, '', (['東京都', '神奈川県', '大阪府', '埼玉県', '千葉県', '愛知県', '北海道', '福岡県'])[pick(u(id, 52), 8)],
  '', '', '', true, '' FROM people WHERE id BETWEEN {first} AND {last} AND u(id, 53) < 0.8 ORDER BY id""",
    "customers_customertag (customer_id, tag_id, added_at)": """
SELECT id, 1 + (hash(id, 54) % 3), TIMESTAMP '2025-02-01' FROM people
WHERE id BETWEEN {first} AND {last} AND u(id, 55) < 0.1 ORDER BY id""",
    "consents_consent (customer_id, channel, purpose, granted_at, granted_how, granted_text, withdrawn_at,"
    " withdrawn_how, source)": """
SELECT id, channel, 'marketing', DATE '2022-06-01' + joined, '', '',
  CASE WHEN u(id, channel || 'w') < 0.08 THEN TIMESTAMP '2025-03-01' END, '', ''
FROM people, (VALUES ('mail', 0.6), ('line', 0.2), ('post', 0.3)) AS k (channel, share)
WHERE id BETWEEN {first} AND {last} AND u(id, channel) < share ORDER BY id""",
    "purchases_purchase (id, customer_id, shop_id, kind, source, external_id, purchased_at, business_date,"
    " minute_of_day, transactions, amount, discount, channel, cancelled_at, note)": f"""
SELECT id, customer_id, shop_id, kind, 'till', id, {_AT}, business_date, minute, 1, amount,
  CASE WHEN u(r, 22) < 0.1 THEN 100 ELSE 0 END, channel, CASE WHEN cancelled THEN business_date + INTERVAL 1 DAY END, ''
FROM bought JOIN (SELECT purchase_id, sum(amount) AS amount FROM priced GROUP BY 1) ON purchase_id = id ORDER BY id""",
    "purchases_purchaseline (purchase_id, number, product_id, description, quantity, amount, customer_id, shop_id,"
    " business_date, minute_of_day, counts)": """
SELECT purchase_id, number, product_id, '', quantity, amount, customer_id, shop_id, business_date, minute, counts
FROM priced ORDER BY purchase_id, number""",
    "timeline_event (customer_id, key, kind, occurred_at, occurred_on, subject, shop_id, channel, origin, data)": f"""
SELECT customer_id, key, kind, moment, business_date, subject, shop_id, channel, origin, '{{{{}}}}' FROM (
  SELECT customer_id, 'purchases.recorded' AS key, 'purchase' AS kind, {_AT} AS moment, business_date, id AS subject,
    shop_id, '' AS channel, '' AS origin, id FROM bought
  UNION ALL SELECT customer_id, key, family, {_AT} + INTERVAL 1 DAY, business_date + 1, id, NULL, 'mail',
    'campaign:' || (hash(business_date) % 40), id
  FROM bought, (VALUES ('mail.sent', 'sent', 0.6), ('mail.opened', 'opened', 0.28), ('mail.clicked', 'clicked', 0.12))
    AS k (key, family, share) WHERE u(r, 61) < share AND business_date < DATE '2025-05-31'
) ORDER BY id""",
}
_SMALL = (
    "INSERT INTO shops_shop (code, name, kind, day_ends_at, postal_code, address, phone, source)"
    " SELECT 'S' || g, 'Shop ' || g, 'retail', '00:00', '', '', '', '' FROM generate_series(1, 30) g",
    "INSERT INTO products_category (code, name, path, source)"
    " SELECT 'D' || g, 'Department ' || g, 'D' || g || '/', '' FROM generate_series(1, 6) g",
    "INSERT INTO products_category (code, name, path, parent_id, source)"
    " SELECT 'C' || g, 'Category ' || g, 'D' || 1 + g % 6 || '/C' || g || '/', 1 + g % 6, ''"
    " FROM generate_series(1, 24) g",
    "INSERT INTO products_product (code, name, category_id, unit_price, source)"
    " SELECT 'P' || g, 'Product ' || g, 7 + (g * 7) % 24, 500, '' FROM generate_series(1, 2000) g",
    "INSERT INTO customers_tag (name, color) VALUES ('VIP', ''), ('Gift', ''), ('Wine', '')",
)
_DERIVED = """
SELECT indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), c.conname, pg_get_constraintdef(c.oid)
FROM pg_index AS i LEFT JOIN pg_constraint AS c ON c.conindid = i.indexrelid AND c.contype = 'u'
WHERE i.indrelid = %s::regclass AND NOT i.indisprimary
"""


def fill(customers: int, seed: int = 7) -> None:
    """Fill an empty, migrated database (Django's) with a chain of that many customers."""
    import duckdb
    from django.db import connection

    engine = duckdb.connect(config={"memory_limit": "2GB", "threads": 2})
    engine.execute(_SETUP.format(n=customers, seed=seed))
    big = [name.split(" ")[0] for name in _STREAMS]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for statement in _SMALL:
            cursor.execute(statement)
        indexes = _without_indexes(cursor, big)
        for first in range(1, customers + 1, CHUNK):
            _chunk(engine, cursor, first, min(first + CHUNK - 1, customers))
        for statement in indexes:
            cursor.execute(statement)
        for table in big:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM (ANALYZE)")


def _chunk(engine: Any, cursor: Any, first: int, last: int) -> None:
    before = engine.execute("SELECT coalesce(sum(bought), 0) FROM people WHERE id < $first", {"first": first})
    engine.execute(_PURCHASES.format(first=first, last=last, before=before.fetchone()[0]))
    for target, query in _STREAMS.items():
        _stream(engine, cursor, target, query.replace("{first}", str(first)).replace("{last}", str(last)))


def _stream(engine: Any, cursor: Any, target: str, query: str) -> None:
    """Send the rows of a DuckDB query into a table while they are made."""
    import duckdb

    readable, writable = os.pipe()
    text = query.replace("{{}}", "{}")
    copy = f"COPY ({text}) TO '/dev/fd/{writable}' (FORMAT csv, HEADER false)"

    problems: list[Exception] = []

    def write() -> None:
        try:
            engine.cursor().execute(copy)
        except duckdb.Error as problem:
            problems.append(problem)
        finally:
            os.close(writable)

    writer = Thread(target=write)
    writer.start()
    with os.fdopen(readable, "rb") as pipe, cursor.copy(f"COPY {target} FROM STDIN (FORMAT csv)") as rows:
        while block := pipe.read(1 << 20):
            rows.write(block)
    writer.join()
    if problems:
        raise problems[0]


def _without_indexes(cursor: Any, tables: Sequence[str]) -> list[str]:
    """Drop what can be built faster afterwards; returns the statements that build it."""
    again: list[str] = []
    for table in tables:
        cursor.execute(_DERIVED, [table])
        for index, definition, constraint, meaning in cursor.fetchall():
            if constraint:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
                again.append(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {meaning}")
            else:
                cursor.execute(f"DROP INDEX {index}")
                again.append(definition)
    return again
