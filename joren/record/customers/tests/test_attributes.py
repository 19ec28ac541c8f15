"""The attributes of the record mean the same on PostgreSQL and DuckDB, and agree with the pure rules."""

from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pytest
from django.db import connection

from joren.foundation.catalogue import Aggregate, Attribute, AttributeSource, FactTable
from joren.foundation.registry import entries, resolve
from joren.record.consents import actions as consents
from joren.record.customers import actions
from joren.record.customers.rules import age

pytestmark = pytest.mark.django_db

AS_OF = date(2026, 4, 11)
_TYPES = {"money": "numeric(14,2)", "number": "double precision"}


def attribute(key: str) -> Attribute:
    made: list[Attribute] = [item for source in entries(AttributeSource) for item in resolve(source.attributes)()]
    return next(item for item in [*entries(Attribute), *made] if item.key == key)


def select_of(table: FactTable) -> str:
    columns = ", ".join(
        f"({c.expression or f't.{c.name}'})::{_TYPES.get(c.type, c.type)} AS {c.name}" for c in table.columns
    )
    return f"SELECT {columns} FROM {table.source} t"


def sql_for(wanted: Attribute, as_of: date, narrowed: str) -> tuple[str, str]:
    """The table and the query over it that answers for every customer."""
    day = f"DATE '{as_of}'"
    if isinstance(wanted.source, Aggregate):
        where = " AND ".join(filter(None, ["TRUE", wanted.source.where.format(as_of=day), narrowed]))
        return wanted.source.table, (
            f"SELECT f.customer_id, {wanted.source.expression.format(where=where)} FROM {{}} f GROUP BY 1"
        )
    return "customers", f"SELECT c.id, {wanted.source.expression.format(as_of=day)} FROM {{}} c"


def answers(key: str, customer, as_of: date = AS_OF, narrowed: str = ""):
    """What both engines say of the customer; they must agree."""
    wanted = attribute(key)
    name, query = sql_for(wanted, as_of, narrowed)
    table = next(item for item in entries(FactTable) if item.name == name)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE facts_now ON COMMIT DROP AS {select_of(table)}")
        cursor.execute(query.format("facts_now"))
        here = dict(cursor.fetchall()).get(customer.pk)
        cursor.execute("SELECT * FROM facts_now")
        rows, names = cursor.fetchall(), [column.name for column in cursor.description or ()]
        cursor.execute("DROP TABLE facts_now")
    there = dict(_duckdb(table, names, rows, query)).get(customer.pk)
    assert here == there
    return here if here is not None else getattr(wanted.source, "empty", None)


def _duckdb(table: FactTable, names: list[str], rows: list[tuple[Any, ...]], query: str) -> list[tuple[Any, ...]]:
    engine = duckdb.connect()
    types = {
        c.name: {"money": "DECIMAL(14,2)", "number": "DOUBLE", "text": "VARCHAR"}.get(c.type, c.type)
        for c in table.columns
    }
    engine.execute(f"CREATE TABLE facts_now ({', '.join(f'{name} {types[name]}' for name in names)})")
    for row in rows:
        engine.execute(f"INSERT INTO facts_now VALUES ({', '.join('?' * len(row))})", row)
    return engine.execute(query.format("facts_now")).fetchall()


def test_age_counts_birthdays_and_never_overstates(hanako, ichiro, misaki, kenta):
    assert answers("customer.age", hanako) == 37  # born 12 April 1988
    assert answers("customer.age", hanako, date(2026, 4, 12)) == 38
    assert answers("customer.age", misaki) == 30  # born some day of 1995
    assert answers("customer.age", misaki, date(2026, 12, 31)) == 31
    assert answers("customer.age", ichiro) is None  # no year
    assert answers("customer.age", kenta) is None
    assert answers("customer.age", hanako, date(1980, 1, 1)) is None


@pytest.mark.parametrize("as_of", [date(2026, 2, 28), date(2026, 3, 1), date(2028, 2, 29), date(2026, 12, 31)])
@pytest.mark.parametrize("born", [(2000, 2, 29), (2000, 2, None), (2000, None, None), (2026, 3, 1), (None, 2, 3)])
def test_age_in_sql_is_the_rule(born, as_of, kenta):
    actions.change(
        customer_id=kenta.pk, by=None, birth_year=born[0] and min(born[0], 2025), birth_month=born[1], birth_day=born[2]
    )
    year = born[0] and min(born[0], 2025)
    assert answers("customer.age", kenta, as_of) == age(year, born[1], born[2], as_of)


def test_plain_columns(hanako, ichiro, kenta, yumi):
    assert answers("customer.gender", hanako) == "female"
    assert answers("customer.gender", kenta) == "unknown"
    assert answers("customer.registered_on", hanako) == date(2023, 4, 1)
    assert answers("customer.membership_days", hanako) == 1106
    assert answers("customer.membership_days", yumi) is None
    assert answers("customer.birth_month", ichiro) == 12
    assert answers("customer.source", hanako) == "manual"
    assert answers("customer.prefecture", hanako) == "東京都"
    assert answers("customer.prefecture", ichiro) is None


def test_the_home_shop_is_told_by_its_code(hanako, ichiro, yumi, cafe):
    assert answers("customer.shop", hanako) == "ekimae"
    assert answers("customer.shop", ichiro) == "cafe"
    assert answers("customer.shop", yumi) is None
    assert ("cafe", "カフェ 常") in [(o.value, o.label) for o in attribute("customer.shop").options]


def test_a_shop_code_with_quotes_is_a_literal(hanako, station_shop):
    station_shop.code = "it's"
    station_shop.save()
    assert answers("customer.shop", hanako) == "it's"


def test_a_business_without_shops_has_no_home_shop(yumi):
    assert answers("customer.shop", yumi) is None


def test_reach(hanako, misaki, kenta):
    assert [answers(f"customer.has_{kind}", hanako) for kind in ("email", "phone", "line")] == [True, True, False]
    assert [answers(f"customer.has_{kind}", misaki) for kind in ("email", "phone", "line")] == [True, False, True]
    assert [answers(f"customer.has_{kind}", kenta) for kind in ("email", "phone", "line")] == [False, True, False]


def test_a_bounced_address_counts_until_the_day_it_bounced(hanako):
    actions.mark_undeliverable(
        customer_id=hanako.pk,
        kind="email",
        value="hanako@example.jp",
        reason="550",
        at=datetime(2026, 1, 5, 3, tzinfo=UTC),
    )
    assert answers("customer.has_email", hanako, date(2026, 1, 4)) is True
    assert answers("customer.has_email", hanako, date(2026, 1, 5)) is False


def test_tags_count_from_the_day_they_were_put_on(hanako, ichiro):
    from joren.foundation.time.clock import today

    tag = actions.tag_named("常連候補", by=None)
    actions.tag(customer_id=hanako.pk, tag=tag, by=None)
    narrowed = f"f.tag_id = {tag.pk}"
    assert answers("customer.has_tag", hanako, today(), narrowed) is True
    assert answers("customer.has_tag", hanako, date(2020, 1, 1), narrowed) is False
    assert answers("customer.has_tag", ichiro, today(), narrowed) is False


def test_consent_is_what_stood_at_the_end_of_the_day(hanako):
    def at(day: int) -> datetime:
        return datetime(2025, 5, day, 3, tzinfo=UTC)

    consents.grant(customer_id=hanako.pk, channel="mail", how="店頭", text="受け取る", by=None, at=at(10))
    consents.withdraw(customer_id=hanako.pk, channel="mail", how="電話", by=None, at=at(20))
    narrowed = "f.channel = 'mail' AND f.purpose = 'marketing'"
    told = [answers("consent.given", hanako, date(2025, 5, day), narrowed) for day in (9, 10, 19, 20, 21)]
    assert told == [False, True, True, False, False]
    assert answers("consent.given", hanako, date(2025, 5, 15), "f.channel = 'line'") is False


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("text", "和室希望", "和室希望"),
        ("number", "１,２３４.５", 1234.5),
        ("date", "令和7年4月1日", date(2025, 4, 1)),
        ("boolean", "はい", True),
        ("boolean", "no", False),
        ("choice", "辛口", "辛口"),
    ],
)
def test_custom_fields_are_attributes_of_their_type(kind, written, value, hanako, ichiro):
    actions.define_field(key="taste", label="好み", type=kind, choices=["甘口", "辛口"], by=None)
    actions.set_custom_values(customer_id=hanako.pk, values={"taste": written}, by=None)
    assert answers("customer.custom.taste", hanako) == value
    assert answers("customer.custom.taste", ichiro) is None
    assert str(attribute("customer.custom.taste").label) == "好み"
