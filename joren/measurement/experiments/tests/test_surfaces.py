"""The result on pages, over the API, on the command line, in a file and in a report."""

import csv
import io
import json
from datetime import datetime
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.template.loader import render_to_string
from django.urls import reverse

from joren.foundation.accounts.actions import create_token
from joren.foundation.audit.models import AuditEntry
from joren.foundation.registry import Panel, Report, entry, resolve
from joren.measurement.experiments import actions, commands
from joren.measurement.experiments.models import Evaluation
from joren.outreach.delivery.models import Delivery

from .campaign import AFTERWARDS, INSIDE, TOKYO, assign, buy, campaign, later_sales, people

pytestmark = pytest.mark.django_db
MORNING_AFTER = datetime(AFTERWARDS.year, AFTERWARDS.month, AFTERWARDS.day, 9, tzinfo=TOKYO)


@pytest.fixture
def sent(time_machine):
    """90 sent to, 10 held back; 45 of the first bought for 4000, one of the others for 1000."""
    time_machine.move_to(MORNING_AFTER)
    made = campaign(name="=春の\nお知らせ")
    treated, held_back = people(90, "T"), people(10, "H")
    assign(made, "send", treated)
    assign(made, "held_back", held_back)
    for person in treated[:45]:
        buy(person, 4000, INSIDE)
    buy(held_back[0], 1000, INSIDE)
    later_sales()
    return made


@pytest.fixture
def reading(client, reader):
    client.force_login(reader)
    return client


def test_the_page_leads_with_the_sentence_and_links_to_the_people(reading, sent):
    page = reading.get(reverse("experiments:result", args=[sent.pk])).content.decode()
    assert "この配信で" in page
    assert f"{reverse('experiments:people', args=[sent.pk])}?group=send&amp;bought=1" in page
    assert "判定し直す" not in page, "who only reads cannot judge"


def test_the_people_behind_a_number_are_as_many_as_the_number(reading, sent):
    address = reverse("experiments:people", args=[sent.pk])
    assert reading.get(address, {"group": "send", "bought": "1"}).context["table"].count == 45
    assert reading.get(address, {"group": "held_back", "bought": "1"}).context["table"].count == 1
    assert reading.get(address).context["table"].count == 100
    rows = reading.get(address, {"group": "held_back"}).context["table"].slice.rows
    assert [row.spent for row in rows[:2]] == [1000, 0]


def test_the_list_shows_verdicts_and_what_is_still_counted(reading, sent):
    before = reading.get(reverse("experiments:list"))
    assert [one.campaign for one, _window in before.context["open_experiments"]] == [sent]
    actions.evaluate(sent, by=None)
    after = reading.get(reverse("experiments:list"))
    assert after.context["open_experiments"] == []
    assert after.context["table"].count == 1
    assert "効いた" in after.content.decode()


def test_the_list_takes_no_more_queries_for_more_verdicts(reading, sent, django_assert_max_num_queries):
    actions.evaluate(sent, by=None)
    for number in range(20):
        other = campaign(name=f"配信{number}")
        assign(other, "send", people(12))
        actions.evaluate(other, by=None)
    with django_assert_max_num_queries(17):
        reading.get(reverse("experiments:list"))


def test_the_file_holds_every_verdict_and_no_formula(reading, sent):
    actions.evaluate(sent, by=None)
    answer = reading.get(reverse("experiments:export"))
    assert answer["Content-Type"].startswith("text/csv")
    heading, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert heading[:4] == ["試したこと", "配信日", "判定期間の終わり", "判定"]
    assert not row[0].startswith("=")
    assert row[1:5] == ["2025-04-10", "2025-04-23", "効いた", "100"]
    assert float(row[5]) == float(Evaluation.objects.get().extra_sales or 0)
    assert AuditEntry.objects.filter(action="exported", subject_type="experiments.evaluation").count() == 1


def test_judging_is_for_marketers_and_never_by_get(client, sent, marketer, reader):
    address = reverse("experiments:judge", args=[sent.pk])
    client.force_login(reader)
    assert client.post(address).status_code == 403
    client.force_login(marketer)
    assert client.get(address).status_code == 405
    assert Evaluation.objects.count() == 0
    assert client.post(address).status_code == 302
    assert Evaluation.objects.get().staff == marketer


def test_shop_staff_see_no_results(client, sent, station_staff):
    client.force_login(station_staff)
    for name in ("list", "export"):
        assert client.get(reverse(f"experiments:{name}")).status_code == 403
    assert client.get(reverse("experiments:people", args=[sent.pk])).status_code == 403


def test_before_the_first_message_the_people_page_says_so(reading):
    assert reading.get(reverse("experiments:people", args=[campaign(sent=False).pk])).status_code == 409


def told_by_command(*arguments):
    done = CliRunner().invoke(commands.campaign, ["result", *arguments], standalone_mode=False)
    assert done.exception is None, done.exception
    return json.loads(done.output)


def test_the_command_and_the_api_tell_the_same(client, sent, marketer):
    token = create_token(marketer, name="test")[1]
    answer = client.get(f"/api/v1/campaigns/{sent.pk}/result", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    over_api = answer.json()
    by_command = told_by_command(str(sent.pk), "--json")
    assert by_command == over_api
    assert over_api["status"] == "finished"
    assert over_api["code"] == "up"
    assert over_api["groups"]["sent"] == {"people": 90, "buyers": 45, "sales": 180_000, "sales_before": 0}
    assert over_api["window"] == {"first": "2025-04-10", "last": "2025-04-23", "days": 14, "before": "2025-03-27"}
    assert over_api["extra_sales"]["low"] < over_api["extra_sales"]["value"] < over_api["extra_sales"]["high"]


def test_as_of_a_day_inside_the_window_there_is_no_verdict(client, sent, marketer):
    by_command = told_by_command(str(sent.pk), "--as-of", "2025-04-15", "--json")
    assert (by_command["status"], by_command["code"], by_command["extra_sales"]) == ("running", None, None)
    assert by_command["groups"]["sent"]["buyers"] == 45
    token = create_token(marketer, name="test")[1]
    query = f"/api/v1/campaigns/{sent.pk}/result?as_of=2025-04-15"
    assert client.get(query, headers={"Authorization": f"Bearer {token}"}).json() == by_command


def test_judging_again_over_the_api_needs_the_right(client, sent, marketer, reader):
    address = f"/api/v1/campaigns/{sent.pk}/result"
    refused = client.post(address, headers={"Authorization": f"Bearer {create_token(reader, name='r')[1]}"})
    assert refused.status_code == 403
    assert Evaluation.objects.count() == 0
    done = client.post(address, headers={"Authorization": f"Bearer {create_token(marketer, name='m')[1]}"})
    assert done.json()["judged_at"] is not None


def test_an_unknown_campaign_is_a_sentence(client, marketer):
    token = create_token(marketer, name="test")[1]
    answer = client.get("/api/v1/campaigns/999/result", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "campaign_not_found")


def test_the_report_lists_the_verdicts_of_a_period(sent):
    actions.evaluate(sent, by=None)
    report = entry(Report, "campaigns")
    run = resolve(report.run)
    [row] = run(None, **{"from": "2025-04-10", "to": "2025-04-10"})
    assert set(row) == {column.key for column in report.columns}
    assert row["people"] == 100
    assert run(None, **{"from": "2025-04-11", "to": ""}) == []


def test_the_page_opens_every_further_look_and_the_file_has_them_all(reading, sent):
    for member in sent.audience.filter(decision="send")[:30]:
        Delivery.objects.create(
            origin=sent.origin,
            customer=member.customer,
            channel="mail",
            state="sent",
            due_at=MORNING_AFTER,
            sent_at=MORNING_AFTER,
            cost=Decimal(5),
        )
    address = reverse("experiments:result", args=[sent.pk])
    page = reading.get(address)
    assert page.status_code == 200
    assert page.context["books"].cost == 150
    text = page.content.decode()
    for words in ("次の一手", "手元に残った額", "どこまで届いたか", "そのほかの指標", "最後のクリックで数えた場合"):
        assert words in text
    assert reading.get(address, {"by": "nonsense"}).status_code == 200
    answer = reading.get(reverse("experiments:figures", args=[sent.pk]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["項目", "行", "指標", "値"]
    parts = {row[0] for row in rows[1:]}
    assert {"sentence", "extra_sales", "money", "way", "ratios", "credited"} <= parts
    [extra] = [row for row in rows if row[0] == "extra_sales"]
    assert float(extra[4]) < float(extra[3]) < float(extra[5])


def test_under_way_the_page_says_so_with_the_days_to_go(reading, sent, time_machine):
    time_machine.move_to(datetime(2025, 4, 15, 9, tzinfo=TOKYO))
    page = reading.get(reverse("experiments:result", args=[sent.pk])).content.decode()
    assert "途中です（あと9日）。" in page
    assert "毎日見てもかまいません" in page


def test_addresses_of_journeys_and_months_lead_to_a_sentence_when_there_is_nothing(reading):
    for key in ("journey-1", "control-2025-04"):
        answer = reading.get(f"/results/{key}/")
        assert answer.status_code == 404


def test_everything_of_a_result_over_the_api_and_by_command(client, sent, marketer):
    token = create_token(marketer, name="test")[1]
    answer = client.get(f"/api/v1/results/campaign:{sent.pk}", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.content
    done = CliRunner().invoke(commands.everything, [sent.origin, "--json"], standalone_mode=False)
    assert done.exception is None, done.exception
    assert json.loads(done.output) == answer.json()
    assert answer.json()["next_step"]["key"] in ("extend", "repeat")
    assert [one["key"] for one in answer.json()["credited"]] == ["last_click"]
    lost = client.get("/api/v1/results/journey:77", headers={"Authorization": f"Bearer {token}"})
    assert (lost.status_code, lost.json()["error"]["code"]) == (404, "no_such_experiment")


def test_the_size_advisor_over_the_api_and_by_command(client, sent, marketer):
    token = create_token(marketer, name="test")[1]
    answer = client.get(f"/api/v1/campaigns/{sent.pk}/size", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.content
    assert answer.json()["people"] == 100
    done = CliRunner().invoke(commands.campaign, ["size", str(sent.pk), "--json"], standalone_mode=False)
    assert done.exception is None, done.exception
    assert json.loads(done.output) == answer.json()


def test_the_size_advisor_stands_on_the_page_where_a_campaign_is_sent(rf, sent, marketer):
    request = rf.get("/")
    request.user = marketer
    panel = entry(Panel, "experiments.size")
    found = resolve(panel.context)(request, sent)
    assert panel.slot == "campaigns.send"
    assert "人" in render_to_string(panel.template, {"panel": panel, "subject": sent, **found}, request=request)
