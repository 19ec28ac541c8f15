"""Keeps what customers are found by."""

from collections.abc import Collection

from joren.record.customers.models import ContactPoint, Customer
from joren.record.customers.rules import search_document

_BATCH = 1_000


def refresh_search(customer_ids: Collection[int]) -> None:
    """Make the search documents of these customers anew from what is stored, in the caller's transaction."""
    customers = Customer.objects.filter(pk__in=customer_ids).prefetch_related(
        "contact_points", "addresses", "external_ids"
    )
    rows = list(customers)
    for customer in rows:
        customer.search_text, customer.search_grams = document_of(customer)
    Customer.objects.bulk_update(rows, ["search_text", "search_grams"], batch_size=_BATCH)


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
