"""Coupons in the browser, over the API, on the command line and in a message: the same deeds, the same refusals."""

import json
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from click.testing import CliRunner
from django.urls import reverse

from joren.foundation.accounts.actions import create_token
from joren.foundation.time.clock import TOKYO
from joren.outreach.coupons import actions, blocks, commands, errors, giving, matching, pictures, queries, redeeming
from joren.outreach.coupons.models import Coupon, CouponCode, Redemption
from joren.outreach.coupons.rules.codes import SAMPLE, shown
from joren.touchpoints.purchases import actions as purchases
from tests import cast

from .test_redeeming import NOON, code_for, coupon, use

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def logged_in(client):
    client.force_login(cast.owner())
    return client


def written(**changes):
    return {
        "name": "秋の500円引き",
        "kind": "amount",
        "value": "５００円",
        "starts_on": "2026-11-01",
        "ends_on": "2026-11-30",
        "codes": "single",
        "uses_each": "1",
        "price_is_real": "on",
    } | changes


def test_written_put_to_use_given_and_taken_in_the_browser(logged_in):
    hanako = cast.hanako()
    made = logged_in.post(reverse("coupons:new"), written())
    one = Coupon.objects.get()
    assert made["Location"] == reverse("coupons:detail", args=[one.pk])
    assert (one.value, one.status) == (Decimal(500), "draft")
    logged_in.post(reverse("coupons:put_to_use", args=[one.pk]))
    logged_in.post(reverse("coupons:give", args=[hanako.pk]), {"coupon": one.pk})
    given = CouponCode.objects.get()
    asked = {"code": shown(given.code), "amount": "2,000", "shop": cast.station_shop().pk, "key": "k1"}
    looked = logged_in.get(reverse("coupons:till"), asked).content.decode()
    assert "¥500" in looked
    assert Redemption.objects.count() == 0
    for _press in range(2):
        assert logged_in.post(reverse("coupons:use"), asked).status_code == 302
    used = Redemption.objects.get()
    assert (used.discount, used.customer_id, used.staff) == (Decimal(500), hanako.pk, cast.owner())
    page = logged_in.get(reverse("coupons:detail", args=[one.pk])).content.decode()
    assert "¥500" in page
    told = logged_in.post(reverse("coupons:withdraw", args=[given.pk]), follow=True).content.decode()
    assert "このコードはすでに使われたか、無効になっています" in told
    given.refresh_from_db()
    assert given.withdrawn_at is None
    assert f"手渡し（{cast.owner()}）" in page
    told = logged_in.get(reverse("coupons:till"), {"done": used.pk})
    assert "「秋の500円引き」を使いました。" in told.content.decode()
    assert told.context["form"].initial["shop"] == cast.station_shop()
    assert "を使いました" not in logged_in.get(reverse("coupons:till"), {"done": used.pk + 1}).content.decode()
    assert one.name in logged_in.get(reverse("coupons:list")).content.decode()
    assert one.name in logged_in.get(reverse("customers:detail", args=[hanako.pk])).content.decode()
    logged_in.post(reverse("coupons:give_back"), {"key": "k1"})
    used.refresh_from_db()
    assert used.state == "given_back"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": ""}, "value"),
        ({"kind": "percent", "value": "101"}, "value"),
        ({"kind": "gift"}, "gift"),
        ({"ends_on": "2026-10-01"}, "ends_on"),
        ({"codes": "shared", "shared_code": "ab"}, "shared_code"),
        ({"uses_each": ""}, "uses_each"),
        ({"products": "NADA"}, "products"),
    ],
)
def test_a_coupon_that_cannot_be_meant_is_refused_beside_its_field(logged_in, changes, field):
    answer = logged_in.post(reverse("coupons:new"), written(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Coupon.objects.count() == 0


def test_the_questions_of_the_law_come_before_use():
    with pytest.raises(errors.QuestionsOpen):
        coupon(answers={})
    gift = {"kind": "gift", "gift": "コーヒー豆100g", "value": None, "least_amount": Decimal(3000)}
    with pytest.raises(errors.QuestionsOpen):
        coupon(**gift, answers={})
    with pytest.raises(errors.GiftTooDear) as refused:
        coupon(**gift, answers={"way": "everybody_who_buys", "worth": "601"})
    assert refused.value.details["limit"] == "¥600"
    assert set(Coupon.objects.values_list("status", flat=True)) == {"draft"}
    assert coupon(**gift, answers={"way": "everybody_who_buys", "worth": "600"}).status == "active"


def test_what_is_in_use_cannot_be_changed_but_copied():
    one = coupon(shops=[cast.station_shop()])
    with pytest.raises(errors.CouponState):
        actions.change(one, by=None, value=Decimal(100))
    with pytest.raises(errors.CouponState):
        actions.delete(one, by=None)
    one.refresh_from_db()
    assert one.value == Decimal(500)
    copied = actions.copy(one, by=None)
    assert (copied.status, copied.answers, list(copied.shops.all())) == ("draft", {}, [cast.station_shop()])


def test_the_counter_takes_coupons_and_writes_none(client):
    staff = cast.station_staff()
    client.force_login(staff)
    one = coupon()
    assert client.get(reverse("coupons:till")).status_code == 200
    assert client.post(reverse("coupons:new"), written()).status_code == 403
    assert client.post(reverse("coupons:stop", args=[one.pk])).status_code == 403
    one.refresh_from_db()
    assert (one.status, Coupon.objects.count()) == ("active", 1)


def test_a_code_for_paper_belongs_to_whoever_brings_it(logged_in):
    one = coupon()
    answer = logged_in.post(reverse("coupons:print", args=[one.pk]), {"number": "3"}, follow=True)
    text = answer.content.decode("utf-8-sig")
    assert len(text.strip().splitlines()) == 4
    given = one.given.first()
    assert shown(given.code) in text
    assert redeeming.redeem(use(given), by=None).customer_id is None
    refused = logged_in.post(reverse("coupons:print", args=[one.pk]), {"number": "0"})
    assert refused.status_code == 422
    assert one.given.count() == 3


def test_the_page_of_a_coupon_shows_a_square_that_reads_as_its_code(client):
    import zxingcpp
    from PIL import Image

    given = code_for(coupon(), cast.hanako())
    page = client.get(reverse("coupons_public:coupon", args=[given.code])).content.decode()
    assert shown(given.code) in page
    for name in ("square", "bars"):
        picture = client.get(reverse(f"coupons_public:{name}", args=[given.code]))
        assert picture["Content-Type"] == "image/png"
        read = zxingcpp.read_barcodes(Image.open(BytesIO(picture.content)))
        assert [found.text for found in read] == [given.code]
    assert client.get("/k/0000-0000-000/").status_code == 404
    redeeming.redeem(use(given), by=None)
    assert "<svg" not in client.get(f"/k/{given.code}/").content.decode().partition("<main")[2]


def test_bars_refuse_what_they_cannot_say():
    with pytest.raises(ValueError, match=r"."):
        pictures.bars_png("あき500")


def test_a_till_s_program_checks_uses_and_gives_back(client):
    headers = {"Authorization": f"Bearer {create_token(cast.owner(), name='till')[1]}"}

    def post(path, **body):
        return client.post(f"/api/v1/coupons/{path}", json.dumps(body), "application/json", headers=headers)

    given = code_for(coupon(), cast.hanako())
    cast.station_shop()
    told = {"code": shown(given.code), "amount": 2000, "shop": "ekimae", "receipt": "R1"}
    assert post("check", **told).json()["discount"] == 500
    for _again in range(2):
        done = post("redeem", **told, key="till-1").json()
        assert (done["state"], done["discount"], done["customer"]) == ("used", 500, cast.hanako().pk)
    assert Redemption.objects.count() == 1
    refused = post("redeem", **told, key="till-2")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "coupon_used")
    late = post("redeem", **told, key="till-3", offline=True).json()
    assert late["state"] == "disputed"
    assert post("give-back", key="till-1").json()["state"] == "given_back"
    assert post("give-back", key="nobody").status_code == 404
    unknown = {"name": "x", "value": 1, "starts_on": "2026-11-01", "products": ["NADA"]}
    assert post("", **unknown).status_code == 422
    assert Coupon.objects.count() == 1


def test_the_command_line_gives_checks_and_uses():
    one, _hanako = coupon(), cast.hanako()
    cast.station_shop()

    def run(*arguments):
        return CliRunner().invoke(commands.coupon, list(arguments), catch_exceptions=False).output

    given = run("give", str(one.pk), "M0001", "--occasion", "x")
    assert run("give", str(one.pk), "M0001", "--occasion", "x") == given
    code = given.split()[-1]
    assert "500" in run("check", code, "--amount", "2000")
    assert "k-1" in run("redeem", code, "--amount", "2000", "--shop", "ekimae", "--key", "k-1")
    assert Redemption.objects.get().discount == Decimal(500)
    run("give-back", "k-1")
    assert Redemption.objects.get().state == "given_back"


def test_the_block_of_a_message_gives_each_person_a_code_once():
    one, people = coupon(), [cast.hanako().pk, cast.ichiro().pk]
    block = {"type": "coupon", "id": "b1", "coupon": one.pk}
    sample = blocks.values(block, people, "")
    assert (len(sample), CouponCode.objects.count()) == (2, 0)
    first = blocks.values(block, people, "campaign:7")
    assert blocks.values(block, people, "campaign:7") == first
    assert {row.code for row in CouponCode.objects.all()} == {value["plain"] for value in first.values()}
    again = blocks.values(block, people[:1], "campaign:7#2027")
    assert again[people[0]]["code"] != first[people[0]]["code"]
    assert set(CouponCode.objects.values_list("origin", flat=True)) == {"campaign:7"}
    made = blocks.expand(block, "blocks.b1")
    assert [part["type"] for part in made] == ["heading", "text", "image", "button"]
    with pytest.raises(errors.CouponNotFound):
        blocks.expand({"type": "coupon", "id": "b1", "coupon": 0}, "blocks.b1")


def test_a_use_finds_its_purchase_and_a_cancelled_one_gives_the_coupon_back():
    given = code_for(coupon(), cast.hanako())
    used = redeeming.redeem(use(given, shop=cast.station_shop(), receipt="R-9"), by=None)
    bought = purchases.record(
        customer_id=cast.hanako().pk,
        purchased_at=datetime(2026, 11, 20, 11, 59, tzinfo=TOKYO),
        shop_id=cast.station_shop().pk,
        amount=Decimal(1500),
        source="till",
        external_id="R-9",
        by=None,
    )
    assert matching.match() == 1
    assert matching.match() == 0
    used.refresh_from_db()
    assert used.purchase_id == bought.pk
    purchases.cancel(purchase=bought, by=None)
    matching.match()
    used.refresh_from_db()
    given.refresh_from_db()
    assert (used.state, given.used) == ("given_back", 0)


def test_figures_tell_cost_and_sales():
    gift = coupon(kind="gift", gift="豆", gift_cost=Decimal(120), answers={"way": "without_a_purchase", "worth": "300"})
    for number, person in enumerate((cast.hanako(), cast.ichiro())):
        redeeming.redeem(use(code_for(gift, person), key=str(number)), by=None)
    found = queries.figures(gift)
    assert (found["uses"], found["cost"], found["sold"], found["each_used"]) == (2, 240, 4000, Decimal(1))
    assert queries.cost_of("campaign:1") == 240
    assert queries.redeemed_by("campaign:1") == {cast.hanako().pk: 2000, cast.ichiro().pk: 2000}
    assert giving.last_day(gift, date(2026, 11, 20)) == date(2026, 11, 30)


def test_the_square_of_the_sample_in_a_preview_is_drawn_and_counts_as_no_guess(client):
    for _ in range(30):
        assert client.get(f"/k/{SAMPLE}.png")["Content-Type"] == "image/png"
    given = code_for(coupon(), cast.hanako())
    assert client.get(f"/k/{given.code}.png").status_code == 200
    assert client.get("/k/7K3FM2QX9PB.png").status_code == 404


def test_the_questions_that_are_open_are_asked_for_by_their_place(logged_in):
    logged_in.post(reverse("coupons:new"), {key: told for key, told in written().items() if key != "price_is_real"})
    one = Coupon.objects.get()
    answer = logged_in.post(reverse("coupons:put_to_use", args=[one.pk]))
    assert answer.status_code == 409
    assert "「変更」を開くと、フォームの最後に確認の項目があります" in answer.content.decode()
    one.refresh_from_db()
    assert one.status == "draft"
