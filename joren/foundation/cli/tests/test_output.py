import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.cli import emit, json_option, plain
from joren.foundation.cli.output import as_json


class Channel(Enum):
    MAIL = "mail"


@dataclass
class Shop:
    name: str
    opened: dt.date


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1200"), 1200),
        (Decimal("1200.00"), 1200),
        (Decimal("233935.24"), 233935.24),
        (Decimal("NaN"), None),
        (float("inf"), None),
        (dt.date(2026, 11, 22), "2026-11-22"),
        (dt.datetime(2026, 11, 22, 1, 30, tzinfo=dt.UTC), "2026-11-22T10:30:00+09:00"),
        (dt.datetime(2026, 11, 22, 10, 30, tzinfo=ZoneInfo("Asia/Tokyo")), "2026-11-22T10:30:00+09:00"),
        (dt.time(5, 0), "05:00:00"),
        (dt.timedelta(minutes=2), 120.0),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Path("/a/b"), "/a/b"),
        (Channel.MAIL, "mail"),
        (gettext_lazy("no such words"), "no such words"),
        (Shop("駅前店", dt.date(2020, 4, 1)), {"name": "駅前店", "opened": "2020-04-01"}),
        ({"b", "a"}, ["a", "b"]),
        ((number for number in (1, 2)), [1, 2]),
        ({1: Decimal("1.5"), Channel.MAIL: None}, {"1": 1.5, "mail": None}),
        (True, True),
    ],
)
def test_values_become_what_json_knows(value, expected):
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2))
def test_an_amount_of_money_keeps_every_digit(amount):
    assert Decimal(str(json.loads(as_json(amount)))) == amount


def test_json_keeps_japanese_readable():
    assert as_json({"name": "山田花子"}) == '{\n  "name": "山田花子"\n}'


@click.command()
@json_option
def regulars() -> None:
    emit({"count": Decimal("12"), "shops": ["駅前店"]}, human=lambda told: f"常連 {told['count']} 人")


@click.command()
def described() -> None:
    emit({"count": 1, "shops": [{"name": "駅前店", "open": True}], "note": None})


def test_a_command_prints_json_only_when_asked():
    assert json.loads(CliRunner().invoke(regulars, ["--json"]).stdout) == {"count": 12, "shops": ["駅前店"]}
    assert CliRunner().invoke(regulars, []).stdout == "常連 12 人\n"


def test_without_words_of_its_own_a_result_is_listed():
    assert CliRunner().invoke(described, []).stdout == ("count: 1\nshops:\n  - name: 駅前店\n    open: True\nnote: \n")
