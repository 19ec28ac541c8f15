"""The pages of calls, the talk card as a medium, steps of journeys over the phone and the counter, the figures."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from joren.foundation.business.queries import the_business
from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO
from joren.outreach.calls import actions, queries
from joren.outreach.calls.medium import remarks
from joren.outreach.calls.models import Attempt, Call, Conditions, CounterStop
from joren.outreach.calls.outcomes import Report
from joren.outreach.calls.progress import Cell, progress
from joren.outreach.content.editing import Editor
from joren.outreach.content.media import Setting, compile_words, medium
from joren.outreach.content.words import Words
from joren.segments.engine import run as engine
from tests import cast
from tests.browser import page  # noqa: F401 - the fixture

from .calling import BLOCKS, agrees, at, everything, made, on_the_list, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _friday_afternoon(request, settings, tmp_path):
    settings.MIRROR_HOME = tmp_path / "mirror"
    if "page" in request.fixturenames:
        yield
        return
    settings.QUIET_BY_DEFAULT = True
    with at():
        yield


@pytest.fixture
def call():
    hanako = cast.hanako()
    agrees(hanako)
    (found,) = on_the_list(hanako)
    return found


def logged_in(client, staff):
    client.force_login(staff)
    return client


# --- the talk card --------------------------------------------------------------------------------------------------


def test_the_preview_is_the_card_with_the_minutes_it_takes():
    words = Words(channel="phone", blocks=BLOCKS)
    compiled = compile_words(words, Setting(business=the_business(), base_url="", tracked=False))
    shown = compiled.preview({"customer": {"family_name": "山田"}})
    assert shown.bubbles[0]["text"] == "山田様、常でございます。"
    assert shown.bubbles[2]["text"] == "お取り置きしますか。\n□ はい\n□ いいえ"
    assert [value for _label, value in shown.facts] == ["40", "0.2"]


def test_a_long_card_is_remarked_and_so_is_what_nobody_can_say():
    long = Words(channel="phone", blocks=[{"id": "b1", "type": "text", "text": "あ" * 700}])
    assert [(one.level, one.block) for one in remarks(long)] == [("warn", ""), ("hint", "")]
    assert "2.4" in remarks(long)[0].text
    assert ("hint", "b4") in [(one.level, one.block) for one in remarks(Words(channel="phone", blocks=BLOCKS))]


def test_the_blocks_of_a_talk_are_offered_for_the_phone_alone():
    offered = {
        channel: {one.key for one in Editor(Words(channel=channel), medium(channel), 1, 0).kinds}
        for channel in ("phone", "mail")
    }
    assert {"talk_opening", "talk_question", "talk_closing"} <= offered["phone"]
    assert not {"talk_opening", "talk_question", "talk_closing"} & offered["mail"]


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_number_is_shown_to_whoever_took_the_call_and_the_result_leads_to_the_next(client, call):
    staff = cast.station_staff()
    logged_in(client, staff)
    html = client.get(reverse("calls:list")).content.decode()
    assert "お取り置きしますか。" in html and "tel:+819011112222" not in html
    client.post(reverse("calls:take", args=[call.pk]))
    html = client.get(f"{reverse('calls:list')}?call={call.pk}").content.decode()
    assert 'href="tel:+819011112222"' in html and "090-1111-2222" in html
    answer = {"outcome": "reached", "minutes": "2.5", "answer-2": "はい", "answer-1": "うそ"}
    assert client.post(reverse("calls:record", args=[call.pk]), answer).status_code == 302
    attempt = Attempt.objects.get()
    assert attempt.answers == [{"question": "お取り置きしますか。", "answer": "はい"}]
    assert (attempt.minutes, attempt.cost, attempt.staff) == (Decimal("2.5"), Decimal("62.50"), staff)
    assert "電話する人はいません" in client.get(reverse("calls:list")).content.decode()


def test_a_call_back_without_its_hour_is_asked_for_and_nothing_is_recorded(client, call):
    actions.take(call.pk, by=cast.owner())
    logged_in(client, cast.owner())
    before = everything()
    shown = client.post(reverse("calls:record", args=[call.pk]), {"outcome": "again", "note": "夕方に"})
    assert shown.status_code == 422
    assert "夕方に" in shown.content.decode() and "折り返す日時を入れてください" in shown.content.decode()
    assert everything() == before
    later = f"{clock.now() + timedelta(hours=3):%Y-%m-%dT}17:00"
    assert (
        client.post(reverse("calls:record", args=[call.pk]), {"outcome": "again", "again_at": later}).status_code == 302
    )
    call.refresh_from_db()
    assert (call.not_before.astimezone(TOKYO).hour, call.is_agreed) == (17, True)


def test_who_may_not_call_sees_no_list_and_looking_changes_nothing(client, call):
    before = everything()
    for name in ("calls:list", "calls:counter", "calls:csv"):
        assert logged_in(client, cast.reader()).get(reverse(name)).status_code == 403
    for name in ("calls:progress", "calls:progress_csv", "calls:conditions"):
        assert logged_in(client, cast.station_staff()).get(reverse(name)).status_code == 403
        assert logged_in(client, cast.manager()).get(reverse(name)).status_code == 200
    for name in ("calls:take", "calls:record", "calls:release", "calls:tell"):
        assert client.get(reverse(name, args=[call.pk])).status_code == 405
    assert everything() == before


def test_the_file_of_the_list_names_no_formula(client, call):
    Call.objects.update(title="=1+1")
    rows = list(
        csv.reader(io.StringIO(logged_in(client, cast.owner()).get(reverse("calls:csv")).content.decode("utf-8-sig")))
    )
    assert rows[1][:2] == ["山田 花子", "090-1111-2222"]
    assert rows[1][3].startswith("'=")


def test_the_customer_page_and_the_counter_say_what_to_tell_and_keep_it(client, call):
    logged_in(client, cast.station_staff())
    for url in (reverse("customers:detail", args=[call.customer_id]), f"{reverse('calls:counter')}?q=山田"):
        assert "お取り置きしますか。" in client.get(url).content.decode()
    told_so = client.post(reverse("calls:tell", args=[call.pk]), {"outcome": "reached", "back": "counter"})
    assert told_so.url == f"{reverse('calls:counter')}?q=M0001"
    assert Attempt.objects.get().shop == cast.station_shop()
    assert told(cast.hanako()) == ["counter.told"]
    assert "いま伝えること" not in client.get(reverse("customers:detail", args=[call.customer_id])).content.decode()


def test_shop_staff_cannot_settle_for_a_customer_they_do_not_see(client):
    ichiro = cast.ichiro()
    actions.put_at_counter(
        customer_id=ichiro.pk, origin="journey:1:1:s1", occasion="1", title="豆", card=[], days=5, at=clock.now()
    )
    before = everything()
    url = reverse("calls:tell", args=[Call.objects.get().pk])
    assert logged_in(client, cast.station_staff()).post(url, {"outcome": "reached"}).status_code == 404
    assert everything() == before


def test_a_stop_at_the_counter_is_shown_and_can_be_lifted(client, call):
    actions.tell(call.pk, Report(outcome="refused", stop=True), by=cast.owner())
    logged_in(client, cast.owner())
    assert "店頭での案内は不要" in client.get(reverse("customers:detail", args=[call.customer_id])).content.decode()
    client.post(reverse("calls:tell_again", args=[call.customer_id]))
    assert not CounterStop.objects.exists()


def test_the_conditions_are_kept_and_nonsense_is_refused(client):
    logged_in(client, cast.owner())
    values = {"wage": "1800", "tries": "2", "days": "5", "lease_minutes": "20", "shop": ""}
    assert client.post(reverse("calls:conditions"), values).status_code == 302
    assert queries.the_conditions().wage == Decimal(1800)
    assert client.post(reverse("calls:conditions"), values | {"tries": "0"}).status_code == 422
    assert Conditions.objects.get().tries == 2


# --- figures --------------------------------------------------------------------------------------------------------


def test_progress_counts_by_staff_and_hour_and_what_is_left(client, call):
    kenta = cast.kenta()
    agrees(kenta)
    (other,) = on_the_list(kenta, origin="campaign:8")
    made(call, "missed", cast.station_staff(), minutes=Decimal(1))
    made(other, "reached", cast.owner(), minutes=Decimal(3))
    today = clock.today()
    found = progress(today, today, today)
    assert (found.calls, found.reached, found.share, found.cost, found.open) == (2, 1, 0.5, Decimal("100.00"), 1)
    assert [(one["staff__name"], one["calls"], one["share"]) for one in found.staff] == [
        ("駅田 守", 1, 0.0),
        ("常田 栄", 1, 1.0),
    ]
    friday = dict(found.days)[5]
    assert friday[found.hours.index(14)] == Cell(2, 1)
    assert (Cell().shade, Cell(2, 0).shade, Cell(2, 1).shade, Cell(1, 1).shade) == (0, 1, 3, 5)
    logged_in(client, cast.manager())
    assert "駅田 守" in client.get(reverse("calls:progress")).content.decode()
    rows = list(csv.reader(io.StringIO(client.get(reverse("calls:progress_csv")).content.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["山田 花子", "鈴木 健太"]


def test_what_calls_came_to_is_known_of_each_customer(call):
    made(call, "missed", cast.owner())
    with at(2026, 11, 20, 17):
        made(call, "reached", cast.owner())
    uses = ["calls.reached", "calls.refused", "calls.told", "calls.last_call_on"]
    assert engine.values(uses, [call.customer_id])[call.customer_id] == {
        "calls.reached": 1,
        "calls.refused": 0,
        "calls.told": 0,
        "calls.last_call_on": date(2026, 11, 20),
    }


# --- in a browser ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_calling_by_keyboard_in_a_browser(page, live_server, settings):  # noqa: F811
    settings.QUIET_BY_DEFAULT = False
    hanako, kenta = cast.hanako(), cast.kenta()
    agrees(hanako)
    agrees(kenta)
    on_the_list(hanako, kenta)
    page.goto(f"{live_server.url}/calls/")
    page.click("text=わたしがかける")
    page.wait_for_selector("a[href^='tel:']")
    page.click("text=はい")
    page.fill("[name=note]", "1 2 3")  # digits that are typed press nothing
    assert not Attempt.objects.exists()
    page.locator("h2").first.click()
    page.keyboard.press("1")
    page.wait_for_selector("text=つながった")
    page.click("text=わたしがかける")
    page.wait_for_selector("a[href^='tel:']")
    page.keyboard.press("2")
    page.wait_for_selector("text=不在1回")
    assert list(Attempt.objects.order_by("pk").values_list("outcome", flat=True)) == ["reached", "missed"]
    assert Attempt.objects.order_by("pk").first().answers[0]["answer"] == "はい"
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
