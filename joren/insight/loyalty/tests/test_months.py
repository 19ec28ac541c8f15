"""The months of the report of regulars: days outside of calendars are refused in a sentence."""

from datetime import date

import pytest

from joren.insight.loyalty import reports
from joren.segments.engine.errors import DayOutOfRange


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_day_outside_of_calendars_is_refused_before_anything_is_counted(day, monkeypatch):
    counted = []
    monkeypatch.setattr(reports.queries, "official", lambda: None)
    monkeypatch.setattr(reports.queries, "overview", lambda *_args, **_more: counted.append(1))
    with pytest.raises(DayOutOfRange):
        reports.by_month(None, as_of=day, **{"from": None, "to": None})
    assert counted == []
