"""Several definitions side by side, compared, one official; who became a regular, who stopped, because of what."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from joren.insight.loyalty import actions, comparing, history, queries
from joren.insight.loyalty.errors import DefinitionNotFound, OfficialStays, PutAway
from joren.insight.loyalty.models import RegularDefinition
from joren.segments.library.queries import get_segment

from .history import START, THRICE, buy, person

AS_OF = START + timedelta(days=400)
RICH = {"attribute": "purchases.amount", "op": "at_least", "value": 5000}
LATELY = {"attribute": "purchases.count", "with": {"period": {"last_days": 60}}, "op": "at_least", "value": 2}
pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Both: three times 2,000 yen. Only often: three times 1,000. Only rich: once 9,000."""
    return {
        "both": person([0, 10, 20], name="両方", amount=2000),
        "often": person([0, 10, 40], name="回数"),
        "rich": person([30], name="金額", amount=9000),
        "once": person([0], name="一回"),
    }


def test_definitions_stand_side_by_side_and_another_one_becomes_official(owner, people):
    first = actions.define(rule=THRICE, name="三回", by=owner)
    second = actions.define(rule=RICH, name="五千円", official=False, by=owner)
    assert queries.official() == first
    assert get_segment(actions.REGULARS).rule == THRICE
    assert [one.pk for one, _words in queries.definitions()] == [first.pk, second.pk]
    actions.make_official(definition=second, by=owner)
    assert queries.official() == second
    assert get_segment(actions.REGULARS).rule == RICH
    assert RegularDefinition.objects.filter(is_official=True).count() == 1


def test_the_official_definition_cannot_be_put_away_and_one_that_was_cannot_become_official(owner, people):
    first = actions.define(rule=THRICE, by=owner)
    second = actions.define(rule=RICH, official=False, by=owner)
    with pytest.raises(OfficialStays):
        actions.put_away(definition=first, by=owner)
    actions.put_away(definition=second, by=owner)
    with pytest.raises(PutAway):
        actions.make_official(definition=second, by=owner)
    assert queries.official() == first
    assert [one.pk for one, _words in queries.definitions()] == [first.pk]


def test_two_definitions_are_compared_by_people_and_sales(people):
    first = actions.define(rule=THRICE, by=None)
    second = actions.define(rule=RICH, official=False, by=None)
    parts = {part.key: part for part in comparing.compare(first, second, as_of=AS_OF)}
    assert {key: (part.people, part.amount) for key, part in parts.items()} == {
        "both": (1, Decimal(6000)),
        "first": (1, Decimal(3000)),
        "second": (1, Decimal(9000)),
    }
    assert parts["second"].share == pytest.approx(9000 / 19000)


@pytest.mark.parametrize("number", ["", "x", "999999", "9" * 30, "-1"])
def test_a_definition_that_is_not_there_is_a_sentence(number):
    with pytest.raises(DefinitionNotFound, match="常連の定義はありません"):
        queries.definition_of(number)


def test_months_of_who_became_one_and_who_stopped(people):
    """The first is a regular by the purchases of 8, 18 January; the one of 60 days later is none any more."""
    definition = actions.define(rule=LATELY, by=None)
    months = history.months(definition, as_of=date(2024, 4, 30), number=4)
    assert [(month.last_day, month.regulars, month.became, month.stopped) for month in months] == [
        (date(2024, 1, 31), 2, 2, 0),
        (date(2024, 2, 29), 2, 0, 0),
        (date(2024, 3, 31), 0, 0, 2),
        (date(2024, 4, 30), 0, 0, 0),
    ]


@pytest.mark.parametrize(("month", "status"), [("9999-12-31", 400), ("0001-01-01", 400), ("2199-12-31", 200)])
def test_a_month_that_no_calendar_has_is_no_stack_trace(client, owner, month, status):
    actions.define(rule=THRICE, by=None)
    client.force_login(owner)
    assert client.get(f"/regulars/history/?month={month}").status_code == status


def test_who_it_was_on_which_day_and_because_of_what(people):
    definition = actions.define(rule=LATELY, by=None)
    turns, counts = history.turns(definition, date(2024, 1, 15), as_of=AS_OF)
    assert counts == {True: 2, False: 0}
    assert [(turn.customer_id, turn.on) for turn in turns] == [
        (people["both"].pk, date(2024, 1, 18)),
        (people["often"].pk, date(2024, 1, 18)),
    ]
    assert history.because_words(turns[0]) == ["購入回数（過去60日）が2回以上"]
    stopped, counts = history.turns(definition, date(2024, 3, 1), as_of=AS_OF)
    assert counts == {True: 0, False: 2}
    # 18 and 28 January are the two of the last 60 days until 17 March.
    assert stopped[0].on == date(2024, 3, 18)
    assert history.turns(definition, date(2030, 1, 1), as_of=AS_OF) == ([], {True: 0, False: 0})


def test_a_purchase_of_the_future_makes_nobody_a_regular_today(people):
    buy(people["once"], AS_OF + timedelta(days=10), Decimal(1000))
    buy(people["once"], AS_OF + timedelta(days=11), Decimal(1000))
    definition = actions.define(rule=THRICE, by=None)
    assert queries.overview(definition, as_of=AS_OF).regulars == 2
    assert [m.regulars for m in history.months(definition, as_of=AS_OF, number=1)] == [2]


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_count_follows_the_form_and_writes_nothing(client, owner, people):
    client.force_login(owner)
    page = client.get("/regulars/define/live/", {"mode": "any", "count": "3"}).content.decode()
    assert "購入回数が3回以上" in page
    assert "全顧客の50.0%" in page
    assert "数字を一つ以上入れるか" in client.get("/regulars/define/live/", {"mode": "any"}).content.decode()
    assert not RegularDefinition.objects.exists()


def test_the_pages_of_definitions(client, owner, reader, people):
    client.force_login(owner)
    client.post("/regulars/define/", {"mode": "any", "count": "3", "name": "三回", "do": "official"})
    client.post("/regulars/define/", {"mode": "any", "amount": "5000", "name": "五千円", "do": "keep"})
    first, second = (RegularDefinition.objects.get(name=name) for name in ("三回", "五千円"))
    assert (first.is_official, second.is_official) == (True, False)
    shown = client.get(f"/regulars/define/compare/?first={first.pk}&second={second.pk}").content.decode()
    assert "「三回」だけの人" in shown
    assert client.get("/regulars/define/compare/?first=x").status_code == 404
    assert "月末の常連の人数" in client.get(f"/regulars/history/?as_of={AS_OF}&month=2024-01-15").content.decode()
    assert client.post(f"/regulars/define/{second.pk}/official/").status_code == 302
    assert queries.official() == second
    client.force_login(reader)
    assert client.post(f"/regulars/define/{first.pk}/official/").status_code == 403
    assert queries.official() == second
