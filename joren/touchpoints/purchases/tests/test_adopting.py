"""Purchases that come before their customer find them later; the order of files makes no difference."""

from decimal import Decimal

import pytest

from joren.record.customers import actions as customers
from joren.record.timeline.models import Event
from joren.touchpoints.imports.actions import undo
from joren.touchpoints.imports.tests.bringing import take_in
from joren.touchpoints.purchases import actions
from joren.touchpoints.purchases.adopting import adopt_all
from joren.touchpoints.purchases.models import Purchase, PurchaseLine

pytestmark = pytest.mark.django_db

PEOPLE = "顧客ID,氏名\n0012,山田 花子\n0034,佐藤 健\n"
SALES = (
    "レシート番号,顧客ID,日付,商品コード,金額\n"
    "R1,0012,2026-04-01,A,500\nR1,0012,2026-04-01,B,300\nR2,0034,2026-04-02,A,500\nR3,9999,2026-04-03,A,500\n"
)


class _Job:
    """A running job nobody stops."""

    def should_stop(self) -> bool:
        return False

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        return None


def _base() -> tuple[object, ...]:
    """Who bought what, and what their timelines tell of it, without keys."""
    bought = Purchase.objects.order_by("external_id").values_list(
        "external_id", "customer__family_name", "amount", "customer_reference"
    )
    lines = PurchaseLine.objects.order_by("purchase__external_id", "number").values_list(
        "purchase__external_id", "number", "customer__family_name", "amount"
    )
    events = Event.objects.filter(key__startswith="purchases.").order_by("customer__family_name", "occurred_on")
    return list(bought), list(lines), list(events.values_list("customer__family_name", "key", "data"))


def test_sales_taken_in_before_the_customers_belong_to_them_afterwards() -> None:
    take_in("purchases", SALES, source="till")
    assert set(Purchase.objects.values_list("customer", flat=True)) == {None}
    record = take_in("customers", PEOPLE, source="till")
    assert record.counts["purchases_adopted"] == 2
    assert _base() == (
        [
            ("R1", "山田", Decimal("800.00"), "till:0012"),
            ("R2", "佐藤", Decimal(500), "till:0034"),
            ("R3", None, Decimal(500), "till:9999"),
        ],
        [
            ("R1", 1, "山田", Decimal(500)),
            ("R1", 2, "山田", Decimal(300)),
            ("R2", 1, "佐藤", Decimal(500)),
            ("R3", 1, None, Decimal(500)),
        ],
        [
            ("佐藤", "purchases.recorded", {"amount": "500", "lines": 1, "transactions": 1}),
            ("山田", "purchases.recorded", {"amount": "800", "lines": 2, "transactions": 1}),
        ],
    )


def test_the_order_of_the_two_files_makes_no_difference() -> None:
    second = take_in("customers", PEOPLE, source="till")
    first = take_in("purchases", SALES, source="till")
    in_order = _base()
    undo(record=first, by=None)
    undo(record=second, by=None)
    take_in("purchases", SALES, source="till")
    take_in("customers", PEOPLE, source="till")
    assert _base() == in_order


def test_undoing_the_customers_leaves_the_sales_waiting_again() -> None:
    take_in("purchases", SALES, source="till")
    before = _base()
    record = take_in("customers", PEOPLE, source="till")
    undo(record=record, by=None)
    assert _base() == before


def test_the_tills_own_number_is_found_whether_its_column_looks_like_a_card_or_not() -> None:
    """A file of customers with 会員ID and 会員番号 takes the one for its own number, the other for the card's."""
    people = "会員ID,会員番号,氏名\nT1,M1,山田 花子\n"
    sales = "取引番号,会員ID,日付,金額\nR1,T1,2026-04-01,500\n"
    take_in("purchases", sales, source="till")
    take_in("customers", people, source="till")
    take_in("purchases", sales.replace("R1", "R2"), source="till")
    bought = Purchase.objects.order_by("external_id").values_list("customer__member_number", "customer_reference")
    assert list(bought) == [("M1", "till:T1"), ("M1", "till:T1")]


def test_another_system_with_the_same_numbers_gets_nothing() -> None:
    take_in("purchases", SALES, source="till")
    before = _base()
    record = take_in("customers", "顧客ID,氏名\n0012,山田 花子\n", source="webshop")
    assert record.counts.get("purchases_adopted") is None
    assert _base() == before


def test_a_customer_added_by_hand_with_the_number_of_a_card_gets_what_was_waiting_at_night() -> None:
    sale = actions.record(by=None, amount=Decimal(700), customer_reference="member:M0009")
    person = customers.create(by=None, family_name="鈴木", member_number="M0009")
    adopt_all(_Job())
    sale.refresh_from_db()
    assert sale.customer_id == person.pk
    assert person.events.filter(key="purchases.recorded", subject=sale.pk).count() == 1
    adopt_all(_Job())
    assert person.events.filter(key="purchases.recorded").count() == 1


def test_a_purchase_given_to_nobody_by_staff_waits_for_nobody() -> None:
    person = customers.create(by=None, family_name="鈴木", member_number="M0009")
    sale = actions.record(by=None, amount=Decimal(700), customer_id=person.pk, customer_reference="member:M0009")
    actions.reassign(purchase=sale, customer_id=None, by=None)
    adopt_all(_Job())
    sale.refresh_from_db()
    assert sale.customer_id is None


CARDS = "会員番号,氏名\n12,山田 花子\n34,佐藤 健\n7,鈴木 一郎\n007,鈴木 二郎\n"
TICKETS = (
    "レシート番号,会員番号,日付,金額\nR1,0012,2026-04-01,500\nR2,34,2026-04-02,500\nR3,0007,2026-04-03,500\n"
    "R4,0000,2026-04-04,500\nR5,00120,2026-04-05,500\n"
)


@pytest.mark.parametrize("people_first", [True, False])
def test_a_member_number_whose_zeros_a_spreadsheet_ate_is_found_where_it_can_be_one_persons_only(
    people_first: bool,
) -> None:
    files = [("customers", CARDS, "list"), ("purchases", TICKETS, "till")]
    for kind, text, source in files if people_first else reversed(files):
        take_in(kind, text, source=source)
    assert list(Purchase.objects.order_by("external_id").values_list("external_id", "customer__given_name")) == [
        ("R1", "花子"),
        ("R2", "健"),
        ("R3", None),
        ("R4", None),
        ("R5", None),
    ]
