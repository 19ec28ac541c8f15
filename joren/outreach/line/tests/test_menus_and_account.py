"""Rich menus at LINE, and the settings page."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.time.clock import now
from joren.outreach.line import actions, queries
from joren.outreach.line.models import LineAccount, RichMenu
from joren.outreach.line.rules import menus, pricing
from joren.record.customers import actions as customers
from joren.segments.library import actions as segments
from tests import cast

from .people import SECRET, account, user
from .server import TOKEN, fake_line

pytestmark = pytest.mark.django_db


def picture(width=2500, height=843, kind="PNG"):
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (width, height), "#06c755").save(out, kind)
    return SimpleUploadedFile("menu.png", out.getvalue())


def fields(**changes):
    return {
        "name": "いつもの",
        "chat_bar_text": "メニュー",
        "is_open": "on",
        "layout": "three",
        "segment_key": "",
        "tap1": "uri",
        "value1": "https://example.jp/book",
        "label1": "予約",
        "tap2": "message",
        "value2": "クーポンください",
        "tap3": "link",
    } | changes


def test_a_menu_is_put_up_with_its_picture_and_shown_to_everybody(client):
    with fake_line() as line:
        account()
        client.force_login(cast.owner())
        client.post(reverse("line:new_menu"), fields(picture=picture()))
        menu = RichMenu.objects.get()
        client.post(reverse("line:put_up", args=[menu.pk]))
        menu.refresh_from_db()
        assert line.faults == [] and line.default_menu == menu.line_id and menu.is_default
        made = line.menus[menu.line_id]
        assert [area["action"]["type"] for area in made["areas"]] == ["uri", "message", "postback"]
        assert sum(area["bounds"]["width"] for area in made["areas"]) == 2500
        assert line.images[menu.line_id] == bytes(menu.image)
        first = menu.line_id
        client.post(reverse("line:put_up", args=[menu.pk]))
        assert first not in line.menus and len(line.menus) == 1
        client.post(reverse("line:remove_menu", args=[menu.pk]))
        assert line.menus == {} and not RichMenu.objects.exists()


@pytest.mark.parametrize(
    ("width", "height", "kind"), [(700, 400, "PNG"), (2500, 200, "PNG"), (800, 800, "JPEG"), (2500, 843, "GIF")]
)
def test_a_picture_line_would_not_take_is_refused_in_words(client, width, height, kind):
    account()
    client.force_login(cast.owner())
    page = client.post(reverse("line:new_menu"), fields(picture=picture(width, height, kind)))
    assert page.status_code == 422 and not RichMenu.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_segments_menu_is_linked_to_its_friends(client):
    with fake_line() as line:
        account()
        hanako, ichiro, owner = cast.hanako(), cast.ichiro(), cast.owner()
        for number, customer in ((1, hanako), (2, ichiro)):
            actions.link(actions.followed(user(number), at=now()), customer_id=customer.pk, by=owner)
        rule = {"attribute": "customer.gender", "op": "is", "value": "female"}
        segment = segments.save(key="hanako", name="花子", rule=rule, by=owner)
        client.force_login(owner)
        client.post(reverse("line:new_menu"), fields(picture=picture(), segment_key=segment.key))
        menu = RichMenu.objects.get()
        client.post(reverse("line:put_up", args=[menu.pk]))
        menu.refresh_from_db()
        assert line.menu_of == {user(1): menu.line_id} and (menu.linked_count, menu.problem) == (1, "")
        assert line.default_menu == ""
        customers.change(customer_id=hanako.pk, gender="male", by=owner)
        customers.change(customer_id=ichiro.pk, gender="female", by=owner)
        assert actions.link_segment(menu) == 1
        assert line.menu_of == {user(2): menu.line_id}


@given(st.sampled_from(sorted(menus.LAYOUTS)), st.integers(800, 2500), st.integers(250, 1700))
def test_the_areas_of_a_layout_cover_the_picture_exactly_once(layout, width, height):
    boxes = menus.bounds_of(layout, width, height)
    assert sum(box["width"] * box["height"] for box in boxes) == width * height
    assert all(box["width"] > 0 and box["height"] > 0 for box in boxes)
    assert all(box["x"] + box["width"] <= width and box["y"] + box["height"] <= height for box in boxes)


def test_the_account_is_tested_and_its_secrets_are_never_shown(client):
    with fake_line() as line:
        line.used = 12
        client.force_login(cast.owner())
        given_ = {"is_on": "on", "secret": SECRET, "token": TOKEN, "plan": "light", "free_messages": 200}
        more = {"yen_per_extra": 0, "extra_limit": 0, "consent_text": "同意", "connections": 4, "timeout": 5}
        client.post(reverse("line:account"), given_ | more)
        client.post(reverse("line:test"))
        stored = LineAccount.objects.get()
        assert (stored.display_name, stored.basic_id, stored.quota_used, stored.quota_limit) == (
            "カフェ 常",
            "@216ru",
            12,
            1000,
        )
        assert stored.free_messages == 5000
        page = client.get(reverse("line:account")).content.decode()
        assert SECRET not in page and TOKEN not in page and SECRET not in stored.secret_sealed
        assert "/l/webhook" in page and "https://line.me/R/ti/p/%40216ru" in page


def test_a_refused_token_is_a_sentence(client):
    with fake_line():
        stored = account()
        actions.set_account(stored, secret="", token="another", by=None)
        client.force_login(cast.owner())
        assert client.post(reverse("line:test")).status_code == 400
    assert LineAccount.objects.get().tested_at is None


def test_it_cannot_be_switched_on_without_its_secrets(client):
    client.force_login(cast.owner())
    given_ = {"is_on": "on", "plan": "free", "free_messages": 200, "yen_per_extra": 0, "extra_limit": 0}
    page = client.post(reverse("line:account"), given_ | {"consent_text": "同意", "connections": 4, "timeout": 5})
    assert page.status_code == 422 and not LineAccount.objects.exists()


def test_what_a_sending_costs_is_known_before_it_goes():
    stored = account(free_messages=200, yen_per_extra=Decimal(3), extra_limit=500)
    stored.quota_limit, stored.quota_used, stored.quota_read_at = 700, 150, now()
    stored.save()
    cost = queries.forecast(600)
    assert (cost.free, cost.extra, cost.yen, cost.too_many) == (50, 500, 1500, 50)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**5), st.none() | st.integers(0, 10**6))
def test_free_extra_and_too_many_always_make_up_the_number(number, used, free, limit):
    cost = pricing.forecast(number, used=used, free_messages=free, yen_per_extra=Decimal(3), limit=limit)
    assert cost.free + cost.extra + cost.too_many == number
    assert min(cost.free, cost.extra, cost.too_many) >= 0 and cost.yen == 3 * cost.extra


def test_every_page_opens(client):
    account()
    friend = actions.followed(user(1), at=now())
    hanako, owner = cast.hanako(), cast.owner()
    client.force_login(owner)
    card = client.post(reverse("line:issue", args=[hanako.pk]))
    assert client.get(card["Location"]).status_code == 200
    for name in ("account", "inbox", "friends", "menus", "new_menu", "templates"):
        assert client.get(reverse(f"line:{name}")).status_code == 200
    assert client.get(reverse("line:conversation", args=[friend.pk])).status_code == 200
    client.post(reverse("line:templates"), {"name": "営業時間", "text": "十時から二十時までです。"})
    assert "営業時間" in client.get(reverse("line:conversation", args=[friend.pk])).content.decode()
    actions.link(friend, customer_id=hanako.pk, by=owner)
    assert client.get(reverse("customers:detail", args=[hanako.pk])).status_code == 200


@pytest.mark.parametrize("wrong", [{"token": "あいう"}, {"secret": "a\x07b"}, {"yen_per_extra": "-1"}])
def test_a_key_that_no_request_can_carry_and_a_price_below_nothing_are_refused(client, wrong):
    client.force_login(cast.owner())
    given = {"is_on": "on", "secret": SECRET, "token": TOKEN, "plan": "light", "free_messages": 200}
    given |= {"yen_per_extra": 0, "extra_limit": 0, "consent_text": "同意", "connections": 4, "timeout": 5}
    assert client.post(reverse("line:account"), given | wrong).status_code == 422
    assert not LineAccount.objects.exists()
