"""The same files in any order give the same base: shops, products, customers of two systems, sales of both."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joren.foundation.importing.policies import EVERY_FIELD
from joren.record.consents.models import Consent
from joren.record.customers.models import ContactPoint, Customer, CustomerTag, CustomValue, ExternalId, PostalAddress
from joren.record.products.models import Product
from joren.record.shops.models import Shop
from joren.record.timeline.models import Event
from joren.touchpoints.imports.actions import undo
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.tests.bringing import take_in
from joren.touchpoints.purchases.models import Purchase, PurchaseLine

SHOPS = "店舗コード,店舗名,種別,営業日の終わり\nS1,駅前店,小売,\nS2,夜カフェ,飲食,05:00\n"
PRODUCTS = "商品コード,商品名,単価,大分類コード,大分類名\nP1,豆 200g,980,C1,豆\nP2,コーヒー,450,C2,飲みもの\n"
IN_APRIL = (
    "会員ID,会員番号,氏名,フリガナ,生年月日,郵便番号,住所,電話番号,メールアドレス,店舗コード,メルマガ,更新日時,好み\n"
    "T1,M1,山田 花子,ヤマダ ハナコ,1985/4/12,150-0001,東京都渋谷区神宮前1-2-3,090-1234-5678,,S1,希望,2026/04/01 10:00,"
    "深煎り\n"
    "T2,M2,佐藤 健,,,,,080-2222-3333,ken@example.jp,S2,希望,2026/04/01 10:00,\n"
)
IN_JUNE = (
    "会員ID,会員番号,氏名,フリガナ,生年月日,郵便番号,住所,電話番号,メールアドレス,店舗コード,メルマガ,更新日時,好み\n"
    "T1,M1,鈴木 花子,スズキ ハナコ,,530-0001,大阪府大阪市北区梅田1-1,,hanako@example.jp,,希望しない,2026/06/01 09:00,"
    "浅煎り\n"
    "T3,M3,高橋 涼,タカハシ リョウ,1990/1/1,,,090-3333-4444,,S1,,2026/06/01 09:00,\n"
)
OF_THE_WEB = "顧客番号,姓,名,メール\nW9,佐藤,健,ken@example.jp\n"
TILL_SALES = (
    "取引番号,会員ID,日時,店舗コード,商品コード,数量,金額\n"
    "R1,T1,2026-05-01 12:00,S1,P1,1,980\nR1,T1,2026-05-01 12:00,S1,P2,2,900\n"
    "R2,T2,2026-05-03 02:30,S2,P2,1,450\nR3,T3,2026-05-04 23:30,S2,P9,1,700\nR4,,2026-05-05 04:00,S2,P1,1,980\n"
)
WEB_SALES = "注文番号,顧客番号,日付,商品コード,金額\nO1,W9,2026-05-02,P1,980\n"

NEWEST = {"options": {"policies": {EVERY_FIELD: "newest"}}}
FILES: dict[str, dict[str, Any]] = {
    "shops": {"kind": "shops", "content": SHOPS, "source": "till"},
    "products": {"kind": "products", "content": PRODUCTS, "source": "till"},
    "april": {"kind": "customers", "content": IN_APRIL, "source": "till"} | NEWEST,
    "june": {"kind": "customers", "content": IN_JUNE, "source": "till"} | NEWEST,
    "web": {"kind": "customers", "content": OF_THE_WEB, "source": "web"},
    "till sales": {"kind": "purchases", "content": TILL_SALES, "source": "till"},
    "web sales": {"kind": "purchases", "content": WEB_SALES, "source": "web"},
}


def base() -> dict[str, list[Any]]:
    """Everything the files tell, by the names people use and not by keys."""
    of = "customer__external_ids__value"
    return {
        "shops": _sorted(Shop.objects.values_list("code", "name", "kind", "day_ends_at")),
        "products": _sorted(Product.objects.values_list("code", "name", "unit_price", "category__code")),
        "people": _sorted(
            Customer.objects.values_list(
                *("external_ids__value", "family_name", "given_name", "family_kana", "given_kana", "birth_year"),
                *("birth_month", "birth_day", "member_number", "shop__code"),
            )
        ),
        "numbers": _sorted(ExternalId.objects.values_list("source", "value")),
        "contacts": _sorted(ContactPoint.objects.values_list(of, "kind", "value", "is_primary")),
        "addresses": _sorted(
            PostalAddress.objects.values_list(of, "postal_code", "prefecture", "city", "line", "building")
        ),
        "own fields": _sorted(CustomValue.objects.values_list(of, "field__label", "text")),
        "tags": _sorted(CustomerTag.objects.values_list(of, "tag__name")),
        # What stands; a word that was taken back before it was learned leaves no trace.
        "consents": _sorted(Consent.objects.filter(withdrawn_at=None).values_list(of, "channel")),
        "purchases": _sorted(
            Purchase.objects.values_list(
                "source", "external_id", of, "shop__code", "amount", "purchased_at", "business_date", "kind"
            )
        ),
        "lines": _sorted(
            PurchaseLine.objects.values_list(
                *("purchase__external_id", "number", "product__code", "quantity", "amount", of, "business_date"),
            )
        ),
        "told": _sorted(
            Event.objects.filter(key__startswith="purchases.").values_list(of, "key", "occurred_on", "data__amount")
        ),
    }


def _sorted(rows: Any) -> list[Any]:
    return sorted(map(tuple, rows), key=repr)


def bring_all(order: list[str]) -> None:
    for name in order:
        given = dict(FILES[name])
        record = take_in(given.pop("kind"), given.pop("content"), name=f"{name}.csv", **given)
        assert record.state == Import.State.DONE, (name, record.error)
        assert not record.counts.get("rejected"), (name, record.report)


@pytest.mark.django_db
def test_the_natural_order_gives_what_the_files_say() -> None:
    bring_all(list(FILES))
    found = base()
    assert [person[:3] for person in found["people"]] == [
        ("T1", "鈴木", "花子"),
        ("T2", "佐藤", "健"),
        ("T3", "高橋", "涼"),
        ("W9", "佐藤", "健"),
    ]
    days = {purchase[1]: str(purchase[6]) for purchase in found["purchases"]}
    assert days == {"R1": "2026-05-01", "R2": "2026-05-02", "R3": "2026-05-04", "R4": "2026-05-04", "O1": "2026-05-02"}
    assert {purchase[1]: purchase[2] for purchase in found["purchases"]} == {
        "R1": "T1",
        "R2": "T2",
        "R3": "T3",
        "R4": None,
        "O1": "W9",
    }


def base_after(order: list[str]) -> dict[str, list[Any]]:
    """The base these files give in this order; without a trace."""
    with transaction.atomic():
        bring_all(order)
        found = base()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(list(FILES)))
def test_no_order_of_the_same_files_gives_a_different_base(order: list[str]) -> None:
    assert base_after(order) == base_after(list(FILES))


@pytest.mark.django_db
def test_undoing_all_of_them_in_reverse_leaves_an_empty_base() -> None:
    empty = base()
    bring_all(["till sales", "june", "shops", "web sales", "web", "april", "products"])
    for record in Import.objects.filter(state=Import.State.DONE).order_by("-pk"):
        undo(record=record, by=None)
    assert base() == empty
