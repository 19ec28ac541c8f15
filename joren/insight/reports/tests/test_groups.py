"""Reports of groups: every row opens to its people, both engines agree, and bad input gets a sentence."""

import pytest

from joren.foundation.registry import resolve
from joren.insight.reports import queries
from joren.insight.reports.parameters import read_parameters
from joren.insight.reports.tests.test_reports import AS_OF, small_shop
from joren.segments.engine import run as engine

KEYS: tuple[str, ...] = (
    "rfm",
    "decile",
    "abc_customers",
    "abc_products",
    "cpm",
    "customer_flow",
    "shop_comparison",
    "hours",
    "time_bands",
)
COUNTED = ("closing", "customers", "buyers", "came")


def result(key, **given):
    return queries.run(key, {"as_of": AS_OF, **given}, staff=None)


def rows(key, table="main", **given):
    return result(key, **given).tables[table]


def people(key, row, **given):
    """The ids of a row's people, whether a rule says them or a list."""
    report = queries.report(key)
    parameters = read_parameters(report, {"as_of": AS_OF, **given})
    found = resolve(report.people)(None, row, **parameters)
    return engine.members(found, as_of=parameters["as_of"]) if isinstance(found, dict) else found


def check_people(key, **given):
    """Every row that opens, opens to as many people as it says."""
    opened = 0
    for table, found in result(key, **given).tables.items():
        for row in found:
            if "_row" in row:
                told = next(row[name] for name in COUNTED if name in row)
                assert len(people(key, row["_row"], **given)) == told, (key, table, row)
                opened += 1
    return opened


@pytest.mark.django_db
@pytest.mark.parametrize("key", [key for key in KEYS if key != "time_bands"])
def test_every_row_opens_to_as_many_people_as_it_says(key):
    small_shop()
    assert check_people(key) > 0


@pytest.mark.django_db(transaction=True)
def test_the_mirror_and_postgresql_agree(settings, tmp_path, monkeypatch):
    from joren.insight.reports import reading
    from joren.segments.engine.engines import PostgresEngine

    settings.MIRROR_HOME = tmp_path / "mirror"
    small_shop()
    given = {"rfm": {"since": "2026-01-31"}, "hours": {"by": "hour"}}
    mirror = {key: result(key, **given.get(key, {})).tables for key in KEYS}
    monkeypatch.setattr(reading, "engine_for", lambda _number: PostgresEngine())
    for key in KEYS:
        assert result(key, **given.get(key, {})).tables == mirror[key], key
