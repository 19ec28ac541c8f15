"""The world as rows: shops, products, customers, consents and purchases with their timeline, by COPY.

Everything carries ``source="demo"``. The caller's transaction holds it all, so that half a demo never shows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Final

from joren.foundation.database.copying import copy_rows, new_ids
from joren.foundation.time.clock import TOKYO
from joren.record.customers.bulk_rows import (
    ADDRESS_COLUMNS,
    CONTACT_COLUMNS,
    CUSTOMER_COLUMNS,
    EXTERNAL_COLUMNS,
    document,
)
from joren.record.products.models import Category, Product
from joren.record.shops.models import Shop
from joren.record.timeline.bulk import copy_events

from . import words, words_story
from .story import Story, day_of
from .world import CAFE, ONLINE, Basket, Person

SOURCE: Final = "demo"

_PRICE: Final = {code: price for code, _name, _category, price in words.PRODUCTS}
_OPENS_AT: Final = {CAFE: time(11), "STORE": time(10), ONLINE: time(9)}
_CONSENT_COLUMNS: Final = (
    *("customer_id", "channel", "purpose", "granted_at", "granted_how", "granted_text"),
    *("withdrawn_at", "withdrawn_how", "source"),
)
_PURCHASE_COLUMNS: Final = (
    *("id", "customer_id", "shop_id", "kind", "source", "external_id", "purchased_at", "business_date"),
    *("minute_of_day", "transactions", "amount", "discount", "channel", "note"),
)
_LINE_COLUMNS: Final = (
    *("purchase_id", "number", "product_id", "description", "quantity", "amount", "customer_id", "shop_id"),
    *("business_date", "minute_of_day", "counts"),
)


@dataclass(frozen=True)
class Keys:
    """The primary keys the rows got: of shops and products by code, of customers by their running number."""

    shops: dict[str, int]
    products: dict[str, int]
    customers: dict[int, int]


def write(story: Story) -> Keys:
    """Write the whole record of the made-up business."""
    shops = {row[0]: _shop(row).pk for row in words_story.SHOPS}
    people = story.world.people
    ids = new_ids("customers_customer", len(people))
    keys = Keys(shops, _products(), {person.number: key for person, key in zip(people, ids, strict=True)})
    _write_customers(people, keys)
    _write_consents(story, keys)
    _write_purchases(story.baskets(), keys)
    return keys


def registered_at(person: Person) -> datetime:
    """The moment somebody became a member: when their shop opened that day."""
    return datetime.combine(person.registered_on, _OPENS_AT[person.home_shop], TOKYO)


def number_of(person: Person) -> str:
    """The member number, which says that nobody is behind it."""
    return f"DEMO-{person.number:04d}"


def _shop(row: tuple[str, str, str, int, str, str]) -> Shop:
    code, name, kind, hour, postal_code, address = row
    return Shop.objects.create(
        code=f"DEMO-{code}",
        name=name,
        kind=kind,
        day_ends_at=time(hour),
        postal_code=postal_code,
        address=address,
        source=SOURCE,
    )


def _products() -> dict[str, int]:
    categories: dict[str, Category] = {}
    for code, name, parent in words.CATEGORIES:
        above = categories.get(parent)
        mark = f"DEMO-{code}"
        categories[code] = Category.objects.create(
            code=mark, name=name, parent=above, path=f"{above.path if above else ''}{mark}/", source=SOURCE
        )
    made = Product.objects.bulk_create(
        Product(code=f"DEMO-{code}", name=name, category=categories[category], unit_price=price, source=SOURCE)
        for code, name, category, price in words.PRODUCTS
    )
    return {product.code.removeprefix("DEMO-"): product.pk for product in made}


def _write_customers(people: list[Person], keys: Keys) -> None:
    copy_rows("customers_customer", CUSTOMER_COLUMNS, (_customer(person, keys) for person in people))
    own = ((keys.customers[person.number], SOURCE, number_of(person), None) for person in people)
    copy_rows("customers_externalid", EXTERNAL_COLUMNS, own)
    contacts = (
        (keys.customers[person.number], kind, value, written, True, "", SOURCE, None)
        for person in people
        for kind, value, written in _contacts(person)
    )
    copy_rows("customers_contactpoint", CONTACT_COLUMNS, contacts)
    addresses = ((keys.customers[person.number], *_address(person), True, SOURCE, None) for person in people)
    copy_rows("customers_postaladdress", ADDRESS_COLUMNS, addresses)
    copy_events("customers.created", (_created(person, keys) for person in people), import_id=None)


def _customer(person: Person, keys: Keys) -> tuple[Any, ...]:
    at = registered_at(person)
    fields: dict[str, Any] = {
        "family_name": person.family[0],
        "given_name": person.given[0],
        "family_kana": person.family[1],
        "given_kana": person.given[1],
        "company": "",
        "honorific": "様",
        "birth_year": person.birthday[0],
        "birth_month": person.birthday[1],
        "birth_day": person.birthday[2],
        "gender": person.gender,
        "shop_id": keys.shops[person.home_shop],
        "member_number": number_of(person),
        "registered_on": person.registered_on,
        "note": "",
    }
    text, grams = document(fields, [number_of(person)], _contacts(person), [_address(person)])
    return (keys.customers[person.number], *fields.values(), SOURCE, None, at, at, text, grams)


def _contacts(person: Person) -> list[tuple[str, str, str]]:
    """Kind, value, as written."""
    found = [("email", person.email, person.email)] if person.email else []
    if person.phone:
        found.append(("phone", "+81" + person.phone.replace("-", "")[1:], person.phone))
    if person.line_id:
        found.append(("line", person.line_id, person.line_id))
    return found


def _address(person: Person) -> tuple[str, str, str, str, str]:
    postal_code, prefecture, city, town = person.place
    return (postal_code, prefecture, city, f"{town}{person.street}", person.building)


def _created(person: Person, keys: Keys) -> tuple[Any, ...]:
    key = keys.customers[person.number]
    return (key, registered_at(person), person.registered_on, key, keys.shops[person.home_shop], "", {})


def _write_consents(story: Story, keys: Keys) -> None:
    rows = [row for person in story.world.people for row in _consents(person, story, keys)]
    copy_rows("consents_consent", _CONSENT_COLUMNS, rows)
    copy_events("consents.granted", (_said(row, row[3], row[4]) for row in rows), import_id=None)
    copy_events("consents.withdrawn", (_said(row, row[6], row[7]) for row in rows if row[6]), import_id=None)


def _consents(person: Person, story: Story, keys: Keys) -> Iterator[tuple[Any, ...]]:
    at, key = registered_at(person), keys.customers[person.number]
    if person.mail_consent:
        left = story.unsubscribed.get(person.number)
        how = words_story.CONSENT_HOW[person.home_shop]
        end = (left, words_story.WITHDRAWN_HOW if left else "")
        yield (key, "mail", "marketing", at, how, words_story.CONSENT_TEXT, *end, SOURCE)
    if person.line_consent:
        yield (key, "line", "marketing", at, words_story.LINE_HOW, words_story.CONSENT_TEXT, None, "", SOURCE)


def _said(row: tuple[Any, ...], at: datetime, how: str) -> tuple[Any, ...]:
    key, channel, purpose = row[:3]
    day = at.astimezone(TOKYO).date()
    return (key, at, day, None, None, channel, {"channel": channel, "purpose": purpose, "how": how})


def _write_purchases(baskets: list[Basket], keys: Keys) -> None:
    ids = new_ids("purchases_purchase", len(baskets))
    numbered = list(zip(ids, baskets, strict=True))
    rows = (_purchase(key, place, basket, keys) for place, (key, basket) in enumerate(numbered, start=1))
    copy_rows("purchases_purchase", _PURCHASE_COLUMNS, rows)
    copy_rows("purchases_purchaseline", _LINE_COLUMNS, _lines(numbered, keys))
    known = [(key, basket) for key, basket in numbered if basket.person]
    for event, returned in (("purchases.recorded", False), ("purchases.returned", True)):
        told = (_told(key, basket, keys) for key, basket in known if basket.returned is returned)
        copy_events(event, told, import_id=None)


def _minute(at: datetime) -> int:
    local = at.astimezone(TOKYO)
    return local.hour * 60 + local.minute


def _purchase(key: int, place: int, basket: Basket, keys: Keys) -> tuple[Any, ...]:
    return (
        key,
        keys.customers.get(basket.person or 0),
        keys.shops[basket.shop],
        "return" if basket.returned else "sale",
        SOURCE,
        f"DEMO-{place:06d}",
        basket.at,
        day_of(basket),
        _minute(basket.at),
        1,
        Decimal(basket.amount),
        Decimal(0),
        "online" if basket.shop == ONLINE else "store",
        "",
    )


def _lines(numbered: Iterable[tuple[int, Basket]], keys: Keys) -> Iterator[tuple[Any, ...]]:
    for key, basket in numbered:
        sign = -1 if basket.returned else 1
        where = (keys.customers.get(basket.person or 0), keys.shops[basket.shop], day_of(basket), _minute(basket.at))
        for number, (code, quantity) in enumerate(basket.lines, start=1):
            amount = Decimal(sign * _PRICE[code] * quantity)
            yield (key, number, keys.products[code], "", Decimal(sign * quantity), amount, *where, True)


def _told(key: int, basket: Basket, keys: Keys) -> tuple[Any, ...]:
    data = {"amount": str(basket.amount), "lines": len(basket.lines)}
    customer = keys.customers[basket.person or 0]
    return (customer, basket.at, day_of(basket), key, keys.shops[basket.shop], "", data)
