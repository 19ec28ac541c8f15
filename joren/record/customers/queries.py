"""Reads of customers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, BooleanField, Case, Count, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from joren.foundation.accounts.models import Role
from joren.foundation.japanese.folding import fold
from joren.foundation.japanese.phones import display_phone
from joren.record.timeline.models import Event

from .bulk_rows import FIELDS
from .errors import AmbiguousReference, CustomerNotFound
from .models import ContactPoint, Customer, CustomField, CustomValue, ExternalId, FormerId, PostalAddress, Tag
from .provenance import Origin, origin_of
from .rules import BETWEEN, search_words

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

LARGEST_ID = 2**63 - 1
_LONGEST_ID = len(str(LARGEST_ID))


def customers_visible_to(staff: "Staff | None") -> QuerySet[Customer]:
    """The customers this person may see. None is the system and sees all.

    Shop staff: those whose home shop is one of theirs, and those something happened to at one of theirs.
    """
    everybody = Customer.objects.all()
    if staff is None:
        return everybody
    if not staff.may("customers.view"):
        return everybody.none()
    if staff.role != Role.SHOP_STAFF:
        return everybody
    shops = list(staff.shops.values_list("pk", flat=True))
    seen = Event.objects.filter(shop__in=shops).values("customer_id")
    return everybody.filter(Q(shop__in=shops) | Q(pk__in=seen))


def may_see(staff: "Staff | None", customer_id: int) -> bool:
    """Whether this person may see that customer."""
    return customers_visible_to(staff).filter(pk=customer_id).exists()


def current_id(customer_id: int) -> int:
    """The number a record goes by now: that of the survivor if it was merged, else its own."""
    former = FormerId.objects.filter(pk=min(customer_id, LARGEST_ID)).values_list("survivor_id", flat=True).first()
    return former or customer_id


def get(customer_id: int, staff: "Staff | None" = None) -> Customer:
    """The customer of that id, or the one it was merged into. Raises CustomerNotFound, also for one this person may
    not see.
    """
    found = customers_visible_to(staff).select_related("shop").filter(_is_or_was(customer_id)).first()
    if found is None:
        raise CustomerNotFound(reference=customer_id)
    return found


def find(reference: str | int, staff: "Staff | None" = None) -> Customer:
    """The customer meant by a number of the record, a member number, or ``source:number`` of another system.

    ``id:12``, ``#12`` and ``member:12`` say which. Numbers and cards of records that were merged mean the survivor.
    Raises CustomerNotFound; AmbiguousReference where a bare number is one customer's record and another one's member
    number.
    """
    text = str(reference).strip()
    meant = _ids_meant_by(text) if text else None
    found = [] if meant is None else list(customers_visible_to(staff).select_related("shop").filter(pk__in=meant)[:2])
    if not found:
        raise CustomerNotFound(reference=text)
    if len(found) > 1:
        raise AmbiguousReference(reference=text)
    return found[0]


def _ids_meant_by(text: str) -> QuerySet[Any, int] | None:
    """Whom a reference can mean, each way looked up by its own index; None: nobody."""
    source, colon, number = text.partition(":")
    if source == "member" and number:
        ways = _by_member_number(number)
    elif source == "id" and number:
        ways = _by_id(number)
    elif text.startswith("#"):
        ways = _by_id(text[1:])
    else:
        ways = [*_by_id(text), *_by_member_number(text), *(_by_external_id(source, number) if colon and number else ())]
    return ways[0].union(*ways[1:]) if ways else None


def _by_member_number(number: str) -> list[QuerySet[Any, int]]:
    """Has that member number, or had it in a record that was merged."""
    return [
        Customer.objects.filter(member_number=number).values_list("pk", flat=True),
        *_by_external_id("member", number),
    ]


def _by_external_id(source: str, number: str) -> list[QuerySet[Any, int]]:
    return [ExternalId.objects.filter(source=source, value=number).values_list("customer_id", flat=True)]


def _by_id(text: str) -> list[QuerySet[Any, int]]:
    # The length first: Python refuses to read numbers of thousands of digits.
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID) or int(text) > LARGEST_ID:
        return []
    key = int(text)
    return [
        Customer.objects.filter(pk=key).values_list("pk", flat=True),
        FormerId.objects.filter(pk=key).values_list("survivor_id", flat=True),
    ]


def _is_or_was(customer_id: int) -> Q:
    number = min(customer_id, LARGEST_ID)
    survivor = FormerId.objects.filter(pk=number).values("survivor_id")
    return Q(pk=Coalesce(Subquery(survivor[:1]), Value(number), output_field=BigIntegerField()))


def search(staff: "Staff | None", text: str) -> QuerySet[Customer]:
    """The visible customers that hold every word of the text, whatever its spelling; all of them without a word.

    Narrowed by the index of grams, then by the very letters. Whoever has the whole text as one fact comes first.
    """
    found = matching(customers_visible_to(staff), text)
    if not search_words(text):
        return found.order_by("-id")
    exact = Q(search_text__contains=f"{BETWEEN}{fold(text)}{BETWEEN}")
    whole = Case(When(exact, then=Value(True)), default=Value(False), output_field=BooleanField())
    return found.annotate(is_whole=whole).order_by("-is_whole", "-id")


def matching(customers: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Those of the customers that hold every word of the text, in no order; all of them without a word."""
    for key, grams in search_words(text):
        customers = customers.filter(search_grams__contains=grams, search_text__contains=key)
    return customers


def with_contacts(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """The customers with shop, contact points, addresses and tags at hand: five queries however many there are.

    Their search documents are left in the database; they are the greater part of a row.
    """
    slim = customers.select_related("shop").defer("search_text", "search_grams")
    return slim.prefetch_related(
        Prefetch("contact_points", ContactPoint.objects.order_by("kind", "-is_primary", "id")),
        Prefetch("addresses", PostalAddress.objects.order_by("-is_primary", "id")),
        Prefetch("tag_links__tag"),
    )


def whole(customer_id: int, staff: "Staff | None" = None) -> Customer:
    """One customer (or the one it was merged into) with everything of the record at hand. Raises CustomerNotFound."""
    found = with_contacts(customers_visible_to(staff)).prefetch_related(
        Prefetch("external_ids", ExternalId.objects.order_by("source", "value")),
        Prefetch("custom_values", CustomValue.objects.select_related("field").order_by("field__order", "field__key")),
    )
    customer = found.filter(_is_or_was(customer_id)).first()
    if customer is None:
        raise CustomerNotFound(reference=customer_id)
    return customer


def first_contact(customer: Customer, kind: str) -> str:
    """The preferred value of that kind from prefetched contact points, "" if there is none."""
    return next((point.value for point in customer.contact_points.all() if point.kind == kind), "")


def deliverable_email(customer: Customer) -> str:
    """The address mail goes to, "" if there is none that works."""
    points = customer.contact_points.all()
    return next((p.value for p in points if p.kind == ContactPoint.Kind.EMAIL and p.undeliverable_at is None), "")


def tags() -> list[Tag]:
    """All tags by name."""
    return list(Tag.objects.all())


def custom_fields() -> list[CustomField]:
    """All custom fields in their order."""
    return list(CustomField.objects.all())


def ids_of(customers: QuerySet[Customer]) -> Iterable[int]:
    """The ids of a list of customers, streamed."""
    return customers.order_by("id").values_list("pk", flat=True).iterator(chunk_size=5_000)


def told(customer: Customer) -> dict[str, Any]:
    """The stored record of a customer (from `whole` or `with_contacts`) for programs."""
    return {
        "id": customer.pk,
        "member_number": customer.member_number,
        "name": customer.full_name,
        "family_name": customer.family_name,
        "given_name": customer.given_name,
        "family_kana": customer.family_kana,
        "given_kana": customer.given_kana,
        "company": customer.company,
        "honorific": customer.honorific,
        "gender": customer.gender or "unknown",
        "birthday": customer.birthday.isoformat() if customer.birth_year or customer.birth_month else None,
        "registered_on": customer.registered_on,
        "shop": customer.shop.code if customer.shop else None,
        "source": customer.source,
        "tags": sorted(link.tag.name for link in customer.tag_links.all()),
        "contact_points": [told_point(point) for point in customer.contact_points.all()],
        "addresses": [
            {
                "postal_code": address.postal_code,
                "prefecture": address.prefecture,
                "city": address.city,
                "line": address.line,
                "building": address.building,
            }
            for address in customer.addresses.all()
        ],
    }


def told_point(point: ContactPoint) -> dict[str, Any]:
    """A contact point for programs."""
    return {
        "id": point.pk,
        "kind": point.kind,
        "value": point.value,
        "primary": point.is_primary,
        "deliverable": point.undeliverable_at is None,
        "source": point.source,
    }


def told_whole(customer: Customer) -> dict[str, Any]:
    """`told`, with what only one customer's page shows: note, external ids and custom fields (from `whole`)."""
    return told(customer) | {
        "note": customer.note,
        "external_ids": [
            {"source": external.source, "value": external.value} for external in customer.external_ids.all()
        ],
        "custom": {value.field.key: value.value for value in customer.custom_values.all()},
        "created_at": customer.created_at,
        "changed_at": customer.changed_at,
    }


def provenance_of(customer: Customer) -> dict[str, Origin]:
    """Where each value of a customer (from `whole` or `with_contacts`) comes from, for the fields that have one.

    Fields: columns of the record, ``address``, the kinds of contact point, and ``custom.<key>`` (from `whole`).
    """
    own = Origin(customer.source, customer.created_at, customer.import_id)
    found = {
        field: origin_of(customer.provenance, field, own)
        for field in FIELDS
        if getattr(customer, field) not in ("", None)
    }
    for point in customer.contact_points.all():
        if point.is_primary:
            found[point.kind] = _row_origin(customer, point.kind, point.source, point.import_id, own)
    for address in customer.addresses.all():
        if address.is_primary:
            found["address"] = _row_origin(customer, "address", address.source, address.import_id, own)
    if "custom_values" in getattr(customer, "_prefetched_objects_cache", {}):
        for value in customer.custom_values.all():
            key = f"custom.{value.field.key}"
            found[key] = origin_of(customer.provenance, key, own)
    return found


def _row_origin(customer: Customer, field: str, source: str, import_id: int | None, own: Origin) -> Origin:
    """The origin of what has a row of its own, whose source counts where the record keeps none for it."""
    if field in customer.provenance or (source, import_id) == (own.source, own.import_id):
        return origin_of(customer.provenance, field, own)
    return Origin(source, own.at, import_id)


def points_of(customer: Customer) -> list[tuple[ContactPoint, str]]:
    """The contact points as people write them, from `with_contacts`."""
    return [
        (point, display_phone(point.value) if point.kind == ContactPoint.Kind.PHONE else point.value)
        for point in customer.contact_points.all()
    ]


def what_goes_with(customer: Customer) -> dict[str, int]:
    """How many rows are deleted together with a customer, by what they are."""
    return {
        "contact_points": customer.contact_points.count(),
        "events": customer.events.count(),
        "consents": customer.consents.count(),
        "values": customer.custom_values.count(),
    }


def tags_with_counts() -> QuerySet[Tag]:
    """All tags with `customer_count`."""
    return Tag.objects.annotate(customer_count=Count("links")).order_by("name")


def fields_with_counts() -> QuerySet[CustomField]:
    """All custom fields with `value_count`."""
    return CustomField.objects.annotate(value_count=Count("values")).order_by("order", "key")
