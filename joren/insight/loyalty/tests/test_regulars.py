"""The definition, how many there are, who is next: exact numbers, on the page, the command line and the API."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.test import Client

from joren.foundation.accounts.actions import create_token
from joren.foundation.audit.models import AuditEntry
from joren.foundation.jobs.models import Job
from joren.insight.loyalty import actions, queries
from joren.insight.loyalty.commands import COMMANDS
from joren.insight.loyalty.errors import NobodyIsNear, NoDefinition
from joren.insight.loyalty.models import FactorSnapshot, RegularDefinition
from joren.insight.loyalty.prospects import prospects, step_words
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.engine import run
from joren.segments.library.queries import get_segment

from .history import START, THRICE, buy, person

AS_OF = START + timedelta(days=400)
EITHER = {
    "any": [
        THRICE,
        {"attribute": "purchases.amount", "op": "at_least", "value": 10_000},
        {"attribute": "customer.membership_days", "op": "at_least", "value": 400},
    ]
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """One regular by purchases, one by amount, one a purchase away, one 1,500 yen away, one who lacks more."""
    return {
        "three": person([0, 10, 20], name="三回"),
        "big": person([0, 30], name="高額", amount=6000),
        "two": person([0, 390], name="二回", email="two@example.jp", consent_on=0),
        "near": person([100], name="あと少し", amount=8500, email="near@example.jp"),
        "once": person([5], name="一回"),
    }


def test_defining_makes_it_official_saves_its_segments_and_has_the_reasons_looked_for(owner, people):
    first = actions.define(rule=THRICE, by=owner)
    second = actions.define(rule=EITHER, name="常連さん", by=owner)
    first.refresh_from_db()
    assert (first.is_official, second.is_official, second.set_by) == (False, True, owner)
    assert queries.official() == second
    assert get_segment(actions.REGULARS).rule == EITHER
    assert run.members(get_segment(actions.REGULARS).rule, as_of=AS_OF) == [people["three"].pk, people["big"].pk]
    assert Job.objects.filter(kind="loyalty.factors", subject=str(second.pk)).count() == 1
    assert AuditEntry.objects.filter(subject_type="regular_definition").count() == 2


def test_a_broken_rule_changes_nothing(owner, people):
    kept = actions.define(rule=THRICE, by=owner)
    with pytest.raises(InvalidRule):
        actions.define(rule={"any": []}, by=owner)
    with pytest.raises(InvalidRule):
        actions.define(rule={"segment": actions.REGULARS}, by=owner)
    assert queries.official() == kept
    assert RegularDefinition.objects.count() == 1
    assert get_segment(actions.REGULARS).version == 1


def test_one_step_in_money_is_measured_when_nobody_says_it(people):
    """Averages 1000, 6000, 1000, 8500, 1000: the median is 1000."""
    assert actions.define(rule=EITHER, by=None).money_step == Decimal(1000)
    assert actions.define(rule=EITHER, money_step=Decimal(2000), by=None).money_step == Decimal(2000)
    assert actions.define(rule=THRICE, by=None).money_step is None


def test_how_many_and_what_they_bring(people):
    buy(None, START, Decimal(50_000))
    buy(people["three"], START, Decimal(-500), kind="return")
    buy(people["once"], START, Decimal(9_000), cancelled=True)
    seen = queries.overview(actions.define(rule=EITHER, by=None), as_of=AS_OF)
    assert (seen.regulars, seen.customers) == (2, 5)
    assert (seen.sales, seen.sales_of_regulars) == (Decimal(26_000), Decimal(14_500))
    assert seen.share_of_customers == 0.4
    assert seen.share_of_sales == pytest.approx(14_500 / 26_000)


def test_as_of_an_earlier_day_only_what_was_known_then_counts(people):
    definition = actions.define(rule=EITHER, by=None)
    assert queries.overview(definition, as_of=START + timedelta(days=15)).regulars == 0
    assert queries.overview(definition, as_of=START + timedelta(days=20)).regulars == 1
    assert queries.measure_regulars(START, START + timedelta(days=20)) == 1


def test_the_regulars_who_bought_most_come_first(people):
    found = queries.regulars(actions.define(rule=EITHER, by=None), staff=None, as_of=AS_OF)
    assert [(one.customer.family_name, one.amount, one.count) for one in found] == [
        ("高額", Decimal(12_000), 2),
        ("三回", Decimal(3_000), 3),
    ]


def test_who_is_next_with_the_step_of_each_those_who_came_lately_first(people):
    definition = actions.define(rule=EITHER, money_step=Decimal(2000), by=None)
    found = prospects(definition, as_of=AS_OF)
    assert [(p.customer_id, step_words(p.step), p.days_since, p.by_mail) for p in found] == [
        (people["two"].pk, "あと1回", 10, True),
        (people["near"].pk, "あと¥1,500", 300, False),
    ]
    assert [p.customer_id for p in prospects(definition, as_of=AS_OF, by_mail=True)] == [people["two"].pk]
    near = get_segment(actions.NEAR)
    assert run.members(near.rule, as_of=AS_OF) == sorted(p.customer_id for p in found)


def test_days_of_membership_are_a_step_of_a_month_at_most(people):
    rule = {"attribute": "customer.membership_days", "op": "at_least", "value": 400}
    month = person([0], registered_on=AS_OF - timedelta(days=379))
    person([0], registered_on=AS_OF - timedelta(days=368))
    definition = actions.define(rule=rule, by=None)
    [next_one] = prospects(definition, as_of=AS_OF)
    assert (next_one.customer_id, step_words(next_one.step)) == (month.pk, "あと21日")


def test_where_no_step_leads_nobody_is_near_and_the_old_segment_is_put_away(people):
    actions.define(rule=THRICE, by=None)
    definition = actions.define(rule={"attribute": "customer.gender", "op": "is", "value": "female"}, by=None)
    with pytest.raises(NobodyIsNear):
        prospects(definition)
    from joren.segments.library.models import Segment

    assert Segment.objects.get(key=actions.NEAR).archived_at is not None


def test_without_a_definition_there_is_a_sentence(db):
    with pytest.raises(NoDefinition, match="常連の定義がまだありません"):
        queries.official()


def test_a_finding_is_kept_by_definition_and_day(people):
    definition = actions.define(rule=THRICE, by=None)
    kept = actions.keep_finding(definition=definition, as_of=AS_OF)
    again = actions.keep_finding(definition=definition, as_of=AS_OF)
    assert kept.pk == again.pk
    assert queries.snapshot(definition) == again
    assert queries.snapshot(definition, START) is None
    assert again.finding["status"] in ("too_few", "too_early")
    assert len(again.facts_mark) == 64


# --- command line ---------------------------------------------------------------------------------------------------


def joren(*words: str, given: str | None = None):
    done = CliRunner().invoke(COMMANDS[0], [*words, "--json"], input=given, catch_exceptions=False)
    return json.loads(done.stdout)


def test_the_command_line_speaks_json(people, tmp_path):
    rule = tmp_path / "rule.json"
    rule.write_text(json.dumps(EITHER))
    defined = joren("define", str(rule), "--name", "常連さん", "--money-step", "2,000円")
    assert (defined["name"], defined["rule"], defined["money_step"]) == ("常連さん", EITHER, 2000)
    shown = joren("show", "--as-of", AS_OF.isoformat())
    assert (shown["regulars"], shown["customers"], shown["share_of_customers"]) == (2, 5, 0.4)
    assert [one["name"] for one in shown["customers_shown"]] == ["高額", "三回"]
    found = joren("prospects", "--as-of", AS_OF.isoformat())
    assert (found["number"], found["by_mail"]) == (2, 1)
    assert [one["missing"] for one in found["prospects"]] == [1, 1500]
    assert joren("factors", "--as-of", AS_OF.isoformat())["status"] in ("too_few", "too_early")


def test_a_rule_comes_from_standard_input_too(people):
    assert joren("define", "-", given=json.dumps(THRICE))["sentence"] == "購入回数が3回以上"


@pytest.mark.parametrize(("text", "code"), [("{", "not_json"), ("[1]", "not_json"), ('{"any": []}', "invalid_rule")])
def test_a_bad_rule_file_is_refused_with_a_code(text, code, people, tmp_path):
    from joren.foundation.errors import JorenError

    path = tmp_path / "rule.json"
    path.write_text(text)
    with pytest.raises(JorenError) as refused:
        joren("define", str(path))
    assert refused.value.code == code
    assert not RegularDefinition.objects.exists()


# --- API ------------------------------------------------------------------------------------------------------------


def api(staff, method: str, path: str, **given):
    _token, key = create_token(staff, name="test")
    call = getattr(Client(), method)
    return call(f"/api/v1/regulars{path}", headers={"authorization": f"Bearer {key}"}, **given)


def test_the_api_defines_and_tells(owner, people):
    body = json.dumps({"rule": EITHER, "name": "常連さん", "money_step": 2000})
    defined = api(owner, "put", "/definition", data=body, content_type="application/json")
    assert (defined.status_code, defined.json()["name"]) == (200, "常連さん")
    shown = api(owner, "get", f"/?as_of={AS_OF}").json()
    assert (shown["regulars"], shown["customers"]) == (2, 5)
    found = api(owner, "get", f"/prospects?as_of={AS_OF}&by_mail=true").json()
    assert [one["name"] for one in found["prospects"]] == ["二回"]
    assert api(owner, "get", f"/factors?as_of={AS_OF}").status_code == 200


def test_the_api_refuses_who_may_not(reader, station_staff, people):
    body = json.dumps({"rule": THRICE})
    assert api(reader, "put", "/definition", data=body, content_type="application/json").status_code == 403
    assert api(station_staff, "get", "/").status_code == 403
    assert not RegularDefinition.objects.exists()
    assert api(reader, "get", "/").json()["error"]["code"] == "no_definition"


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_four_steps_from_nothing_to_who_is_next(client, owner, people):
    client.force_login(owner)
    assert "常連とはどんな人ですか" in client.get("/regulars/").content.decode()
    answer = client.post("/regulars/define/", {"mode": "any", "count": "3", "amount": "10000", "money_step": "2000"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/regulars/")
    assert queries.official().rule == {"any": EITHER["any"][:2]}
    page = client.get(f"/regulars/?as_of={AS_OF}").content.decode()
    assert "高額" in page
    assert "40.0%" in page
    following = client.get(f"/regulars/next/?as_of={AS_OF}").content.decode()
    assert "あと1回" in following
    assert "二回" in following
    assert "あと少し" not in following
    assert "どのチャネルにも、同意か届く宛先がない: 1" in following


def test_a_form_without_a_number_is_refused_and_nothing_changes(client, owner):
    client.force_login(owner)
    answer = client.post("/regulars/define/", {"mode": "any"})
    assert answer.status_code == 422
    assert "数字を一つ以上入れるか" in answer.content.decode()
    assert not RegularDefinition.objects.exists()


def test_a_saved_segment_can_be_the_definition(client, owner, people):
    from joren.segments.library.actions import save

    save(rule={"attribute": "customer.gender", "op": "is", "value": "female"}, key="women", name="女性", by=owner)
    client.force_login(owner)
    client.post("/regulars/define/", {"mode": "any", "segment": "women", "count": "3"})
    assert queries.official().rule == {"attribute": "customer.gender", "op": "is", "value": "female"}
    assert "「あと一歩」の人はいません" in client.get("/regulars/next/").content.decode()


def test_looking_again_leaves_a_job_and_shows_what_was_kept(client, owner, people):
    definition = actions.define(rule=THRICE, by=None)
    client.force_login(owner)
    assert client.get("/regulars/why/look/").status_code == 405
    assert client.post("/regulars/why/look/").status_code == 302
    assert Job.objects.filter(kind="loyalty.factors", subject=str(definition.pk)).count() == 1
    assert FactorSnapshot.objects.count() == 0
    assert "まだわかりません" in client.get(f"/regulars/why/?as_of={AS_OF}").content.decode()


def test_the_pages_cost_the_same_whether_few_or_many(client, owner, people, django_assert_max_num_queries):
    actions.define(rule=EITHER, by=None)
    for number in range(30):
        person([0, 5, 9], name=f"客{number}")
        person([0, 5], name=f"二{number}")
    client.force_login(owner)
    for path in ("/regulars/", "/regulars/next/"):
        with django_assert_max_num_queries(60):
            client.get(f"{path}?as_of={AS_OF}")


def test_shop_staff_do_not_see_the_whole_business(client, station_staff):
    client.force_login(station_staff)
    assert client.get("/regulars/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_many_customers_are_left_to_a_worker_and_the_page_says_when_facts_came_since(
    client, owner, people, monkeypatch, settings, tmp_path
):
    from joren.foundation.jobs import running
    from joren.insight.loyalty import reasoning

    settings.MIRROR_HOME = tmp_path / "mirror"
    monkeypatch.setattr(reasoning, "AT_ONCE", 1)
    definition = actions.define(rule=THRICE, by=None)
    client.force_login(owner)
    assert running.run_due(kinds=["loyalty.factors"]) == 1
    assert queries.snapshot(definition) is not None
    stale = "その後に記録が増えています"
    assert stale not in client.get("/regulars/why/").content.decode()
    person([0, 1, 2], name="新顔")
    assert stale in client.get("/regulars/why/").content.decode()
    FactorSnapshot.objects.all().delete()
    assert "まだ調べていません" in client.get("/regulars/why/").content.decode()
