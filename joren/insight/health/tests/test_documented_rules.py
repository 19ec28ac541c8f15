"""The worked numbers of docs/rules/health.md."""

from decimal import Decimal

import pytest

from joren.insight.health.rules.domains import meant_by
from joren.insight.health.rules.waterfall import waterfall
from tests.worked_numbers import agrees, names, worked, worked_cells

DOCUMENT = "health"


@pytest.mark.parametrize("row", worked(DOCUMENT, "waterfall"), ids=lambda row: row["anonymous"])
def test_the_waterfall(row):
    yen = {name: Decimal(row[name]) for name in ("anonymous", "out_of_reach", "faulty", "in_order")}
    people = {
        "people": 3,
        "buyers": 3,
        "yen": yen["out_of_reach"] + yen["faulty"] + yen["in_order"],
        "reachable_people": 2,
        "reachable_buyers": 2,
        "reachable_yen": yen["faulty"] + yen["in_order"],
        "in_order_people": 1,
        "in_order_buyers": 1,
        "in_order_yen": yen["in_order"],
    }
    told = waterfall(people, {"yen": yen["anonymous"], "purchases": 1})
    shares = {step["key"]: step["share"] for step in told["steps"]}
    assert agrees(row["known"], shares["known"])
    assert agrees(row["reachable"], shares["reachable"])
    assert agrees(row["share"], told["share"])
    assert told["list_only"] == (shares["known"] < 0.5)


@pytest.mark.parametrize(("written", "meant"), worked_cells(DOCUMENT, "domains"))
def test_domains(written, meant):
    assert meant_by(written) == meant.strip()


def test_no_table_is_left_untested():
    assert names(DOCUMENT) == {"waterfall", "domains"}
