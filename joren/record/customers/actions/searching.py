"""Keeps what customers are found by."""

import json
from collections.abc import Collection

from django.db import connection
from django.db.models import Prefetch

from joren.record.customers.models import ContactPoint, Customer, ExternalId, PostalAddress
from joren.record.customers.rules import search_document

_BATCH = 1_000
# One document instead of a parameter for each gram, which is most of the time of bulk_update.
_UPDATE = """
UPDATE customers_customer c SET search_text = r.one ->> 1,
    search_grams = ARRAY(SELECT jsonb_array_elements_text(r.one -> 2))
FROM jsonb_array_elements(%s::jsonb) AS r(one) WHERE c.id = (r.one ->> 0)::bigint
"""


def refresh_search(customer_ids: Collection[int]) -> None:
    """Make the search documents of these customers anew from what is stored, in the caller's transaction."""
    customers = Customer.objects.filter(pk__in=customer_ids).defer("search_text", "search_grams")
    # In one order: the same facts make the same document.
    customers = customers.prefetch_related(
        Prefetch("contact_points", ContactPoint.objects.order_by("id")),
        Prefetch("addresses", PostalAddress.objects.order_by("id")),
        Prefetch("external_ids", ExternalId.objects.order_by("id")),
    )
    rows = [(customer.pk, *document_of(customer)) for customer in customers]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _BATCH):
            cursor.execute(_UPDATE, [json.dumps(rows[start : start + _BATCH])])


def document_of(customer: Customer) -> tuple[str, list[str]]:
    """The search document of a customer whose contact points, addresses and external ids are at hand."""
    points = list(customer.contact_points.all())

    def values(kind: str) -> list[str]:
        return [point.value for point in points if point.kind == kind]

    return search_document(
        family_name=customer.family_name,
        given_name=customer.given_name,
        family_kana=customer.family_kana,
        given_kana=customer.given_kana,
        company=customer.company,
        member_number=customer.member_number,
        external_ids=[external.value for external in customer.external_ids.all()],
        emails=values(ContactPoint.Kind.EMAIL),
        phones=values(ContactPoint.Kind.PHONE),
        line_ids=values(ContactPoint.Kind.LINE),
        addresses=[f"{address.postal_code}{address}" for address in customer.addresses.all()],
    )
