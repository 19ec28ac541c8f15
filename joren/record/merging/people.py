"""What is read of people before they are merged: their fields, their ranks, where single values came from."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from joren.record.customers.models import (
    ContactPoint,
    Customer,
    CustomerTag,
    CustomValue,
    ExternalId,
    FormerId,
    PostalAddress,
)

from .models import Merge
from .rules.ranking import Rank, Record, rank_of


def loaded(customer_ids: Collection[int]) -> dict[int, Customer]:
    """The customers without their search documents."""
    return Customer.objects.defer("search_text", "search_grams").in_bulk(list(customer_ids))


def current(customer_ids: Iterable[int]) -> dict[int, int]:
    """Every id to the one it leads to now; itself where it was never merged."""
    wanted = set(customer_ids)
    former = dict(FormerId.objects.filter(pk__in=wanted).values_list("pk", "survivor_id"))
    return {key: former.get(key, key) for key in wanted}


def ranks_of(people: dict[int, Customer]) -> dict[int, Rank]:
    """The rank of each; of one that others were merged into, that of the first of them all."""
    ids = list(people)
    numbers, contacts, others = _numbers(ids), _contacts(ids), _others(ids)
    ranks = {
        key: rank_of(
            Record(
                {name: getattr(person, name) for name in _FIELDS},
                tuple(numbers[key]),
                tuple(contacts[key]),
                others[key],
            )
        )
        for key, person in people.items()
    }
    return ranks | {merge.survivor: merge.rank for merge in _standing(ids)}


def origins_of(customer_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """By customer: field to [rank, value] where a single value came from another record."""
    return {merge.survivor: merge.origins for merge in _standing(customer_ids)}


def _standing(customer_ids: Collection[int]) -> list[Merge]:
    """The newest standing merge into each of them, which carries on what the earlier ones knew."""
    found = Merge.objects.filter(survivor__in=customer_ids, holder__in=customer_ids, undone_at=None).order_by("id")
    return list({merge.survivor: merge for merge in found}.values())


_FIELDS = (
    *("family_name", "given_name", "family_kana", "given_kana", "company", "birth_year", "birth_month", "birth_day"),
    *("gender", "shop_id", "member_number", "registered_on", "note"),
)


def _numbers(ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, source, value in ExternalId.objects.filter(customer__in=ids).values_list("customer_id", "source", "value"):
        found[key].append(f"{source}:{value}")
    return found


def _contacts(ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, value in ContactPoint.objects.filter(customer__in=ids).values_list("customer_id", "value"):
        found[key].append(value)
    return found


def _others(ids: list[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for model in (PostalAddress, CustomerTag, CustomValue):
        for key in model.objects.filter(customer__in=ids).values_list("customer_id", flat=True):
            found[key] += 1
    return found
