"""Files of known layouts, from the file to the rows: who, what, how many yen; twice, and with turned columns."""

from decimal import Decimal

import pytest

from joren.record.consents.models import Consent
from joren.record.customers.models import Customer
from joren.record.customers.queries import find
from joren.touchpoints.imports import actions
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.tests.bringing import bring, counts
from joren.touchpoints.imports.tests.fixture_files import path_of, shuffled
from joren.touchpoints.purchases.models import Purchase, PurchaseLine, StagedLine

pytestmark = pytest.mark.django_db


def run(name, kind="", turned=False, **options):
    content = shuffled(name) if turned else path_of(name)
    return actions.run(record=bring(kind, content, name.split("/")[1], **options), by=None)


def purchases():
    """Number: kind, yen, discount, whose mail or number, cancelled."""
    return {
        one.external_id: (one.kind, one.amount, one.discount, one.customer_reference, one.cancelled_at is not None)
        for one in Purchase.objects.all()
    }


def lines(number):
    """Product, description, number, yen; in the order of the file."""
    found = PurchaseLine.objects.filter(purchase__external_id=number).order_by("number").select_related("product")
    return [(line.product.code if line.product else "", line.description, line.quantity, line.amount) for line in found]


def state():
    return (
        list(Purchase.objects.order_by("id").values()),
        list(PurchaseLine.objects.order_by("id").values()),
        list(Customer.objects.order_by("id").values()),
    )


TWICE = [
    ("eccube/orders.csv", "purchases"),
    ("base/orders.csv", "purchases"),
    ("shopify/orders.csv", "purchases"),
    ("smaregi/lines.csv", "purchases"),
    ("square/items.csv", "purchases"),
    ("square/transactions.csv", "purchases"),
    ("rakuten/orders.csv", "purchases"),
    ("creema/orders.csv", "purchases"),
    ("minne/orders.csv", "purchases"),
    ("eccube/customers.csv", "customers"),
    ("base/orders.csv", "customers"),
    ("shopify/customers.csv", "customers"),
    ("smaregi/members.csv", "customers"),
    ("rakuten/orders.csv", "customers"),
    ("rakuuru/customers.csv", "customers"),
    ("creema/orders.csv", "customers"),
    ("minne/orders.csv", "customers"),
    ("mailchimp/subscribed.csv", "customers"),
    ("hubspot/contacts.csv", "customers"),
]


@pytest.mark.parametrize(("name", "kind"), TWICE)
def test_a_second_time_changes_nothing_and_turned_columns_neither(name, kind):
    first = run(name, kind)
    before = state()
    again, turned = run(name, kind), run(name, kind, turned=True)
    assert state() == before
    for record in (again, turned):
        assert (record.counts.get("new", 0), record.counts.get("changed", 0)) == (0, 0)
        assert record.counts.get("rejected", 0) == first.counts.get("rejected", 0)
        assert (record.source, record.options["preset"]) == (first.source, first.options["preset"])
    assert not StagedLine.objects.exists()


def test_eccube_customers():
    record = run("eccube/customers.csv")
    assert (record.kind, record.options["preset"], record.source, counts(record)) == (
        "customers",
        "eccube4_customers",
        "eccube",
        (2, 0, 0, 0),
    )
    hanako = find("eccube:1")
    assert (hanako.full_name, hanako.full_kana, hanako.company) == ("髙橋 花子", "タカハシ ハナコ", "㈱つばめ堂")
    assert (hanako.birth_year, hanako.gender, hanako.note) == (1985, "female", "お得意様。\n熨斗は不要")
    address = hanako.addresses.get()
    assert (address.postal_code, address.prefecture, address.city) == ("150-0001", "東京都", "渋谷区神宮前")
    assert address.line == "1-2-3 つばめビル①"
    assert find("eccube:2").gender == "male"


def test_eccube_orders_are_what_was_paid_and_what_was_bought():
    run("eccube/customers.csv")
    record = run("eccube/orders.csv")
    assert (record.kind, record.options["preset"]) == ("purchases", "eccube4_orders")
    assert purchases() == {
        "1": ("sale", 3906, 100, "eccube:1", False),
        "2": ("sale", 1846, 0, "mail:guest@example.jp", True),
        "4": ("return", -1080, 0, "eccube:2", False),
        "5": ("sale", 1080, 0, "mail:guest@example.jp", False),
    }
    assert lines("1") == [("TEA-1", "煎茶 (100g)", 2, 2160), ("YOKAN", "羊羹", 1, 1296)]
    assert lines("4") == [("TEA-1", "煎茶 (200g)", -1, -1080)]
    assert (record.counts["no_purchases"], record.counts["cancelled"], record.counts["returns"]) == (1, 1, 1)
    assert Purchase.objects.get(external_id="1").customer == find("eccube:1")
    assert record.report["warnings"]["unknown_mail"]["count"] == 1


def test_eccube_orders_without_totals_are_the_sum_of_their_rows():
    run("eccube/orders_chosen.csv")
    found = {number: told[:2] for number, told in purchases().items()}
    assert found == {"1": ("sale", 3906), "2": ("sale", 1846), "4": ("return", -1080), "5": ("sale", 1080)}
    assert lines("1") == [("TEA-1", "煎茶", 2, 2160), ("YOKAN", "羊羹", 1, 1296)]


def test_base_orders_add_options_to_their_article_and_postage_once():
    record = run("base/orders.csv")
    assert (record.kind, record.options["preset"], record.source) == ("purchases", "base_orders", "base")
    assert purchases() == {
        "BA-0001": ("sale", 5600, 0, "mail:mei@example.jp", False),
        "BA-0002": ("sale", 2530, 0, "mail:ren@example.jp", False),
        "BA-0003": ("sale", 9600, 0, "mail:mei@example.jp", True),
    }
    assert lines("BA-0001") == [("70001", "真鍮リング (11号) / 刻印: 名前入り", 1, 5000)]
    assert lines("BA-0002") == [("70002", "皿 (白)", 1, 1000), ("70003", "皿 (藍)", 1, 1000)]


@pytest.mark.parametrize("customers_first", [True, False])
def test_base_buyers_come_from_the_orders_and_get_their_purchases_in_either_order(customers_first):
    for kind in ("customers", "purchases") if customers_first else ("purchases", "customers"):
        run("base/orders.csv", kind)
    mei = find("base:mei@example.jp")
    assert (mei.full_name, mei.member_number, mei.purchases.count()) == ("木村 芽衣", None, 2)
    ren = find("base:ren@example.jp").addresses.get()
    assert (ren.prefecture, ren.line, ren.building) == ("北海道", "札幌市中央区北1条西2", "札幌①ビル")
    assert Customer.objects.count() == 2


def test_shopify_customers():
    record = run("shopify/customers.csv")
    assert (record.options["preset"], counts(record)) == ("shopify_customers", (2, 0, 0, 0))
    yui = find("shopify:8779761975521")
    assert yui.full_name == "田中 結衣"
    assert {point.value for point in yui.contact_points.all()} == {"yui@example.jp", "+818012345678"}
    address = yui.addresses.get()
    assert (address.postal_code, address.prefecture, address.city) == ("541-0053", "大阪府", "大阪市中央区")
    assert sorted(yui.tag_links.values_list("tag__name", flat=True)) == ["vip", "お茶"]
    given = Consent.objects.get(customer=yui, channel="mail")
    assert (given.withdrawn_at, given.granted_text) == (None, "Accepts Email Marketing: yes")
    assert Consent.objects.get(customer=find("shopify:8779761975522"), channel="mail").granted_at is None


def test_shopify_orders_in_yen_with_refunds_beside_them():
    run("shopify/customers.csv")
    record = run("shopify/orders.csv")
    assert (record.kind, record.options["preset"]) == ("purchases", "shopify_orders")
    assert purchases() == {
        "#1001": ("sale", 3948, 108, "mail:yui@example.jp", False),
        "#1002": ("sale", 5500, 0, "mail:ken@example.jp", False),
        "#1002 refund": ("return", -500, 0, "mail:ken@example.jp", False),
        "#1003": ("sale", 1680, 0, "mail:ken@example.jp", True),
        "#1005": ("sale", 1296, 0, "", True),
    }
    assert lines("#1001") == [("TEA-100", "煎茶 - 100g", 2, 2052), ("YOKAN", "羊羹", 1, 1296)]
    assert PurchaseLine.objects.filter(purchase__external_id="#1003", counts=True).count() == 0
    rejected = [(told["row"], told["value"]) for told in record.report["rejects"]]
    assert rejected == [(7, "USD"), (8, "#1004")]
    ken = find("shopify:8779761975522")
    assert sum(one.amount for one in ken.purchases.filter(cancelled_at=None)) == 5000
    assert str(Purchase.objects.get(external_id="#1005").business_date) == "2024-07-01"


def test_smaregi_members():
    record = run("smaregi/members.csv")
    assert (record.kind, record.options["preset"], counts(record)) == ("customers", "smaregi_members", (3, 0, 0, 0))
    aoi = find("smaregi:101")
    assert (aoi.full_name, aoi.member_number, aoi.gender) == ("中村 葵", "M-0101", "female")
    assert (aoi.birth_year, str(aoi.registered_on), aoi.shop.code) == (1990, "2022-01-15", "1")
    assert [find(f"smaregi:{number}").gender for number in (102, 103)] == ["male", ""]
    assert Consent.objects.get(customer=aoi).granted_at is not None
    assert Consent.objects.get(customer=find("smaregi:102")).granted_at is None


def test_smaregi_lines_count_a_ticket_once_and_leave_out_what_is_no_purchase():
    run("smaregi/members.csv")
    record = run("smaregi/lines.csv")
    assert (record.kind, record.options["preset"]) == ("purchases", "smaregi_lines")
    assert purchases() == {
        "5001": ("sale", 1850, 150, "smaregi:101", False),
        "5002": ("return", -400, 0, "smaregi:101", False),
        "5003": ("sale", 700, 0, "smaregi:102", False),
        "5004": ("sale", 1200, 0, "smaregi:102", True),
        "5008": ("sale", 600, 0, "", False),
        "5009": ("sale", 800, 0, "smaregi:103", True),
    }
    assert lines("5001") == [("P1", "急須", 1, 1200), ("P2", "湯呑", 2, 800)]
    assert lines("5003") == [("P1", "急須", 1, 1100), ("P2", "湯呑", -1, -400)]
    assert lines("5008") == [("", "食器", 1, 600)]
    assert record.counts["no_purchases"] == 2
    aoi = find("smaregi:101")
    assert sum(one.amount for one in aoi.purchases.filter(cancelled_at=None)) == 1450


def test_a_ticket_voided_in_a_later_file_counts_for_nothing_whichever_comes_first():
    run("smaregi/members.csv")
    run("smaregi/lines.csv")
    later = run("smaregi/lines_next_month.csv")
    assert purchases()["5001"] == ("sale", 1850, 150, "smaregi:101", True)
    assert (purchases()["6002"][:2], "6001" in purchases()) == (("sale", 400), False)
    assert later.counts["voided"] == 1
    assert not PurchaseLine.objects.filter(purchase__external_id="5001", counts=True).exists()
    there = purchases()
    actions.undo(record=later, by=None)
    assert purchases()["5001"][4] is False
    Purchase.objects.all().delete()
    Import.objects.all().delete()
    run("smaregi/lines_next_month.csv")
    run("smaregi/lines.csv")
    assert purchases() == there


def test_square_items_are_with_tax_and_refunds_are_returns():
    record = run("square/items.csv")
    assert (record.kind, record.options["preset"]) == ("purchases", "square_items")
    assert purchases() == {
        "T1": ("sale", 1518, 100, "square:CUST1", False),
        "T2": ("sale", 550, 0, "", False),
        "T3": ("return", -550, 0, "", False),
    }
    assert lines("T1") == [("BLEND", "ブレンド (レギュラー)", 2, 990), ("CAKE", "チーズケーキ", 1, 528)]
    first = Purchase.objects.get(external_id="T1")
    assert (str(first.business_date), first.minute_of_day, first.shop.code) == ("2024-03-04", 735, "本店")


def test_square_transactions_paid_by_several_means_add_up():
    record = run("square/transactions.csv")
    assert (record.kind, record.options["preset"]) == ("purchases", "square_transactions")
    assert {number: told[:2] for number, told in purchases().items()} == {
        "T1": ("sale", 2000),
        "T2": ("sale", 550),
        "T3": ("return", -550),
    }
    assert lines("T1") == [("", "ブレンド", 1, 2000)]


def test_rakuten_orders_are_what_was_claimed():
    record = run("rakuten/orders.csv")
    assert (record.kind, record.options["preset"]) == ("purchases", "rakuten_orders")
    mio, gou = "mail:815db15ff6ee7c02@pc.fw.example.jp", "mail:90aa@pc.fw.example.jp"
    assert purchases() == {
        "123456-20240701-0000000001": ("sale", 4060, 600, mio, False),
        "123456-20240702-0000000002": ("sale", 2160, 0, gou, True),
        "123456-20240703-0000000003": ("sale", 1660, 0, gou, False),
    }
    assert lines("123456-20240701-0000000001") == [
        ("MUG-1", "有田焼 マグ (色:藍\n包装:あり)", 2, 3000),
        ("HASI", "箸置き", 1, 1000),
    ]
    assert Purchase.objects.get(external_id="123456-20240701-0000000001").minute_of_day == 20 * 60 + 15


def test_rakuten_buyers_with_numbers_in_parts():
    record = run("rakuten/orders.csv", "customers")
    assert record.options["preset"] == "rakuten_buyers"
    mio = find("rakuten:815db15ff6ee7c02@pc.fw.example.jp")
    assert (mio.full_name, mio.full_kana, mio.gender) == ("楽田 澪", "ラクタ ミオ", "female")
    assert "+819012345678" in {point.value for point in mio.contact_points.all()}
    address = mio.addresses.get()
    assert (address.postal_code, address.prefecture, address.city) == ("158-0094", "東京都", "世田谷区")
    gou = find("rakuten:90aa@pc.fw.example.jp").addresses.get()
    assert gou.postal_code == "001-0001"  # a spreadsheet ate the zeros of both parts


def test_rakuuru_customers():
    record = run("rakuuru/customers.csv")
    assert (record.kind, record.options["preset"], counts(record)) == ("customers", "rakuuru_customers", (2, 0, 0, 0))
    taro = find("raku-uru:C000000000000000001")
    assert (taro.full_name, taro.full_kana, taro.company) == ("大和 太郎", "ヤマト タロウ", "㈱大和")
    assert (taro.birth_year, taro.gender) == (1979, "male")
    assert {point.value for point in taro.contact_points.all()} == {
        "yamato@example.com",
        "+81312345678",
        "+818012345678",
    }
    assert find("raku-uru:C000000000000000002").addresses.get().postal_code == "060-0001"


def test_creema_orders_and_their_buyers():
    orders, buyers = run("creema/orders.csv"), run("creema/orders.csv", "customers")
    assert (orders.kind, orders.options["preset"], buyers.options["preset"]) == (
        "purchases",
        "creema_orders",
        "creema_buyers",
    )
    assert purchases() == {
        "90001": ("sale", 4870, 400, "creema:nagi_craft", False),
        "90002": ("sale", 2870, 0, "creema:sora★", True),
    }
    assert lines("90001") == [("", "藍染のポーチ", 1, 2700), ("", "藍染の巾着", 2, 2200)]
    nagi = find("creema:nagi_craft")
    assert (nagi.full_name, nagi.purchases.count()) == ("渚 しおり", 1)
    assert nagi.addresses.get().postal_code == "810-0001"
    assert Customer.objects.count() == 2


def test_minne_orders_and_their_buyers():
    assert run("minne/orders.csv").options["preset"] == "minne_orders"
    assert run("minne/orders.csv", "customers").options["preset"] == "minne_buyers"
    assert purchases() == {
        "77001": ("sale", 4800, 0, "minne:55501", False),
        "77002": ("sale", 3300, 0, "minne:55502", True),
    }
    assert lines("77001") == [("PI-1", "銀のピアス", 1, 3000), ("YU-1", "銀の指輪", 1, 1500)]
    assert (find("minne:55501").full_name, find("minne:55501").purchases.count()) == ("月島 美", 1)


def test_mailchimp_takes_nobodys_yes_from_a_list_but_every_no():
    assert run("mailchimp/subscribed.csv").options["preset"] == "mailchimp_contacts"
    haru = find("mailchimp:501")
    assert (haru.full_name, haru.birth_month, haru.birth_day, haru.birth_year) == ("森 春", 4, 1, None)
    assert not Consent.objects.exists()
    assert run("mailchimp/unsubscribed.csv").options["preset"] == "mailchimp_unsubscribed"
    assert Consent.objects.get().customer == find("mailchimp:503")
    assert (Consent.objects.get().granted_at, Consent.objects.get().withdrawn_at is None) == (None, False)


def test_hubspot_contacts():
    record = run("hubspot/contacts.csv")
    assert (record.options["preset"], counts(record)) == ("hubspot_contacts", (3, 0, 0, 0))
    azusa = find("hubspot:901")
    assert (azusa.full_name, azusa.company, str(azusa.registered_on)) == ("白石 梓", "白石製作所", "2024-03-12")
    assert azusa.addresses.get().prefecture == "東京都"
    assert [consent.customer for consent in Consent.objects.all()] == [find("hubspot:902")]
    assert Consent.objects.get().granted_at is None


def test_a_preset_can_be_switched_off():
    record = run("smaregi/lines.csv", options={"preset": "none"})
    assert record.options == {"preset": "none"}
    assert purchases()["R5001"][:2] == ("sale", 1850)  # by the receipt's number, as any other file


def test_files_of_tills_that_could_not_be_confirmed_are_read_all_the_same():
    record = run("unconfirmed/airregi.csv", source="air")
    assert (record.kind, record.options.get("preset")) == ("purchases", None)
    assert purchases() == {
        "20240901-0001": ("sale", 2900, 0, "air:A-01", False),
        "20240901-0002": ("sale", 600, 0, "", False),
        "20240901-0003": ("return", -500, 0, "air:A-01", False),
    }
    assert lines("20240901-0001") == [("", "ランチA", 2, 2400), ("", "コーヒー (アイス)", 1, 500)]
    late = Purchase.objects.get(external_id="20240901-0002")
    assert (str(late.purchased_at.date()), late.minute_of_day) == ("2024-09-01", 30)
    assert record.counts["no_purchases"] == 1


def test_orders_that_could_not_be_confirmed_are_read_all_the_same():
    run("rakuuru/customers.csv")
    record = run("unconfirmed/rakuuru_orders.csv", source="raku-uru")
    assert record.kind == "purchases"
    assert {number: (told[1], told[4]) for number, told in purchases().items()} == {
        "R-1": (Decimal(2800), False),
        "R-2": (Decimal(1500), True),
    }
    assert Purchase.objects.get(external_id="R-1").customer == find("raku-uru:C000000000000000001")


def test_lists_of_friends_are_read_all_the_same():
    record = run("unconfirmed/line_friends.csv", source="line")
    assert (record.kind, counts(record)) == ("customers", (2, 0, 0, 0))
    ids = {point.value for customer in Customer.objects.all() for point in customer.contact_points.filter(kind="line")}
    assert ids == {"U0123456789abcdef0123456789abcdef", "Uabcdef0123456789abcdef0123456789"}
