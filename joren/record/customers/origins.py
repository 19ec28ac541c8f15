"""Where each value on a customer's page comes from: the words of the little mark beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from joren.foundation.accounts.models import Staff
from joren.record.timeline.models import Event

from .labels import source_words
from .models import Customer
from .provenance import BY_HAND, Origin
from .queries import provenance_of


@dataclass(frozen=True, slots=True)
class Mark:
    """Whom or what a value comes from, since when; `url` leads to the import."""

    field: str
    who: str
    at: Any
    import_id: int | None = None
    url: str = ""
    file: str = ""


def marks_of(customer: Customer) -> dict[str, Mark]:
    """Field to its mark, for the fields that have a value (see `queries.provenance_of`). Two queries."""
    origins = provenance_of(customer)
    people = Staff.objects.in_bulk({origin.staff_id for origin in origins.values() if origin.staff_id})
    files = _files(customer)
    return {field: _mark(field, origin, people, files) for field, origin in origins.items()}


def marked(value: Any, mark: Mark | None) -> SafeString | Any:
    """A value with its mark behind it; an empty value stays as it is."""
    if mark is None or value in (None, ""):
        return value
    return format_html("{} {}", value, drawn(mark))


def drawn(mark: Mark) -> SafeString:
    """The mark: a button that opens what it says, by the browser's own popover."""
    return render_to_string("customers/_origin.html", {"mark": mark})


def _mark(field: str, origin: Origin, people: Mapping[int, Staff], files: Mapping[int, str]) -> Mark:
    person = people.get(origin.staff_id or 0)
    who = str(person) if person else source_words(origin.source or BY_HAND)
    url = _import_page(origin.import_id) if origin.import_id else ""
    return Mark(field, who, origin.at, origin.import_id, url, files.get(origin.import_id or 0, ""))


def _files(customer: Customer) -> dict[int, str]:
    """Import to the name of its file, as the timeline tells it."""
    told = Event.objects.filter(customer=customer, import_id__isnull=False).values_list("import_id", "data")
    return {key: str(data["file"]) for key, data in told if key and data.get("file")}


def _import_page(import_id: int) -> str:
    try:
        return reverse("imports:detail", args=[import_id])
    except NoReverseMatch:
        return ""
