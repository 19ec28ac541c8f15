"""Made-up histories for the tests: people with purchases on days counted from a first one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from joren.record.consents.models import Consent
from joren.record.customers.models import ContactPoint, Customer
from joren.record.products.models import Category, Product
from joren.record.shops.models import Shop
from joren.touchpoints.purchases.models import Purchase, PurchaseLine

START = date(2024, 1, 8)
"""A Monday."""
THRICE = {"attribute": "purchases.count", "op": "at_least", "value": 3}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def shop(code: str) -> Shop:
    return Shop.objects.get_or_create(code=code, defaults={"name": code})[0]


def product(category: str) -> Product:
    node, _new = Category.objects.get_or_create(code=category, defaults={"name": category, "path": f"{category}/"})
    return Product.objects.get_or_create(code=f"P-{category}", defaults={"name": category, "category": node})[0]


def person(
    days: Sequence[int],
    *,
    name: str = "",
    start: date = START,
    amount: int = 1000,
    first_category: str = "",
    first_shop: str = "station",
    gender: str = "",
    consent_on: int | None = None,
    email: str = "",
    registered_on: date | None = None,
) -> Customer:
    """A customer who bought on each of the `days` after `start`; the rest is about the first purchase."""
    customer = Customer.objects.create(family_name=name, gender=gender, registered_on=registered_on)
    for number, day in enumerate(days):
        first = number == 0
        category = first_category if first and first_category else "other"
        buy(customer, start + timedelta(days=day), Decimal(amount), category, first_shop if first else "station")
    if consent_on is not None:
        granted = noon(start + timedelta(days=consent_on))
        Consent.objects.create(customer=customer, channel="mail", purpose="marketing", granted_at=granted)
    if email:
        ContactPoint.objects.create(customer=customer, kind="email", value=email)
    return customer


def buy(
    customer: Customer | None,
    day: date,
    amount: Decimal,
    category: str = "other",
    at: str = "station",
    *,
    kind: str = "sale",
    cancelled: bool = False,
) -> Purchase:
    made = Purchase.objects.create(
        customer=customer,
        shop=shop(at),
        kind=kind,
        source="test",
        external_id=str(Purchase.objects.count()),
        purchased_at=noon(day),
        business_date=day,
        minute_of_day=720,
        amount=amount,
        cancelled_at=noon(day) if cancelled else None,
    )
    PurchaseLine.objects.create(
        purchase=made,
        number=1,
        product=product(category),
        quantity=-1 if kind == "return" else 1,
        amount=amount,
        customer=customer,
        shop=made.shop,
        business_date=day,
        minute_of_day=720,
        counts=not cancelled,
    )
    return made
