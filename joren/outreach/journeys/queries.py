"""Reads of journeys."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from joren.outreach.delivery.origins import Named, numbers_in
from joren.record.customers.queries import customers_visible_to

from .errors import EntryNotFound, JourneyNotFound, RehearsalNotFound, TaskNotFound
from .models import Entry, Journey, Passage, Position, Rehearsal, Rehearsed, Task


def journeys() -> QuerySet[Journey]:
    """All journeys with how many are inside."""
    return Journey.objects.select_related("version", "created_by")


def journey(pk: int) -> Journey:
    """One journey. Raises `JourneyNotFound`."""
    found = journeys().filter(pk=pk).first()
    if found is None:
        raise JourneyNotFound(id=pk)
    return found


def inside_counts(journey_ids: list[int]) -> dict[int, int]:
    """How many people are inside each."""
    rows = Position.objects.filter(journey__in=journey_ids).order_by().values_list("journey")
    return dict(rows.annotate(n=Count("pk")))


def totals(one: Journey) -> dict[str, int]:
    """How many entered, were held back, are inside, came to the end."""
    return Entry.objects.filter(journey=one).aggregate(
        entered=Count("pk"),
        held_back=Count("pk", filter=Q(decision=Entry.Decision.HELD_BACK)),
        inside=Count("pk", filter=Q(ending="")),
        finished=Count("pk", filter=Q(ending__in=[Entry.Ending.FINISHED, Entry.Ending.ENDED])),
    )


def step_numbers(one: Journey) -> dict[str, dict[str, int]]:
    """By step: how many stand there now (``here``), and how often each outcome came of it, over all versions."""
    found: dict[str, dict[str, int]] = {}
    stands = Position.objects.filter(journey=one).order_by().values_list("step").annotate(n=Count("pk"))
    for step, number in stands:
        found.setdefault(step, {})["here"] = number
    versions = list(one.versions.values_list("pk", flat=True))
    rows = Passage.objects.filter(version__in=versions).order_by().values_list("step", "outcome")
    for step, outcome, number in rows.annotate(n=Count("pk")):
        found.setdefault(step, {})[f"={outcome}"] = number
    return found


def entries_visible_to(one: Journey, staff: Any) -> QuerySet[Entry]:
    """The entries of people this person may see, the newest first."""
    rows = Entry.objects.filter(journey=one, customer__in=customers_visible_to(staff))
    return rows.select_related("customer", "version", "position")


def entry(pk: int, staff: Any) -> Entry:
    """One entry. Raises `EntryNotFound`, also for one whose customer this person may not see."""
    rows = Entry.objects.filter(pk=pk, customer__in=customers_visible_to(staff))
    found = rows.select_related("customer", "version", "journey", "position").first()
    if found is None:
        raise EntryNotFound
    return found


def passages_of(one: Entry) -> list[Passage]:
    """What is behind the person, in order."""
    return list(one.passages.order_by("at", "pk"))


def entries_of_customer(customer_id: int, limit: int = 8) -> list[Entry]:
    """The newest entries of one customer."""
    rows = Entry.objects.filter(customer=customer_id).select_related("journey", "version", "position")
    return list(rows.order_by("-entered_at", "-pk")[:limit])


def rehearsal(pk: int) -> Rehearsal:
    """One rehearsal. Raises `RehearsalNotFound`."""
    found = Rehearsal.objects.select_related("journey").filter(pk=pk).first()
    if found is None:
        raise RehearsalNotFound
    return found


def last_rehearsal(one: Journey) -> Rehearsal | None:
    """The newest rehearsal of a journey."""
    return one.rehearsals.order_by("-pk").first()


def rehearsed_visible_to(one: Rehearsal, staff: Any, remark: str = "") -> QuerySet[Rehearsed]:
    """What people would have got, of those this person may see."""
    rows = one.rows.filter(customer__in=customers_visible_to(staff)).select_related("customer")
    return rows.filter(remark=remark) if remark in Rehearsed.Remark.values and remark else rows


def tasks_visible_to(staff: Any) -> QuerySet[Task]:
    """The tasks about customers this person may see; with an own shop, those of the shop come with it."""
    return Task.objects.filter(customer__in=customers_visible_to(staff)).select_related("customer", "shop", "done_by")


def open_tasks(staff: Any, today: date, shop: int | None = None) -> dict[str, list[Task]]:
    """What is late, what is for today, what comes within a week."""
    rows = tasks_visible_to(staff).filter(done_at=None).order_by("due_on", "pk")
    rows = rows.filter(shop=shop) if shop else rows
    late: list[Task] = []
    now: list[Task] = []
    soon: list[Task] = []
    for row in rows[:500]:
        (late if row.due_on < today else now if row.due_on == today else soon).append(row)
    return {"late": late, "today": now, "soon": soon}


def done_tasks(staff: Any, limit: int = 20) -> list[Task]:
    """What was done last."""
    return list(tasks_visible_to(staff).exclude(done_at=None).order_by("-done_at", "-pk")[:limit])


def task(pk: int, staff: Any) -> Task:
    """One task. Raises `TaskNotFound`."""
    found = tasks_visible_to(staff).filter(pk=pk).first()
    if found is None:
        raise TaskNotFound
    return found


def names_of(origins: Iterable[str]) -> dict[str, Named]:
    """What journeys are called where only the origin of one of their steps is known."""
    numbers = numbers_in(origins)
    found = Journey.objects.in_bulk(set(numbers.values()))
    return {
        origin: Named(found[pk].name, reverse("journeys:detail", args=[pk]))
        for origin, pk in numbers.items()
        if pk in found
    }
