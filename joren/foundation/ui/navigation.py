"""The side navigation: what the apps declare, in the order of the loop, as far as a person may open it."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.foundation.registry import NavigationItem, entries
from joren.foundation.registry.entries import Text


@dataclass(frozen=True)
class Section:
    """A stage of the loop as a heading of the navigation. `promise` is what the stage does, in one line."""

    key: str
    label: Text
    icon: str
    promise: Text = ""


SECTIONS: Final = (
    Section(
        "collect",
        pgettext_lazy("loop", "Collect"),
        "database-import",
        _("Brings together what tills, shops and files know."),
    ),
    Section(
        "record", pgettext_lazy("loop", "One person"), "address-book", _("One record and one history of each person.")
    ),
    Section("know", pgettext_lazy("loop", "Know"), "bulb", _("Who becomes a regular, and why.")),
    Section("reach", pgettext_lazy("loop", "Reach"), "send", _("The right people, at the right time.")),
    Section("prove", pgettext_lazy("loop", "Prove"), "scale", _("What it changed, against people held back.")),
    Section(
        "plan", pgettext_lazy("loop", "Plan again"), "target-arrow", _("Where the goals stand, and what comes next.")
    ),
    Section("settings", pgettext_lazy("loop", "Settings"), "settings"),
)
"""The headings. Their keys are what `NavigationItem.section` may be."""


@dataclass(frozen=True)
class Line:
    """One link of the navigation."""

    label: Text
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Group:
    """A section with the lines a person may open, those needed seldom apart; never without either."""

    section: Section
    lines: tuple[Line, ...]
    seldom: tuple[Line, ...] = ()

    @property
    def is_unfolded(self) -> bool:
        """Whether the page of this request is among those needed seldom."""
        return any(line.is_current for line in self.seldom)


def navigation(request: HttpRequest) -> tuple[Group, ...]:
    """The groups for the person of this request; the line whose address begins this one's is current."""
    addresses = {item.key: address_of(item) for item in entries(NavigationItem) if may_open(item, request)}
    current = max((url for url in addresses.values() if url and request.path.startswith(url)), default="", key=len)
    groups = (_group(section, addresses, current) for section in SECTIONS)
    return tuple(group for group in groups if group.lines or group.seldom)


def may_open(item: NavigationItem, request: HttpRequest) -> bool:
    """Whether the person has the item's permission; an item without one is everybody's who is logged in."""
    staff: Any = getattr(request, "user", None)
    if staff is None or not staff.is_authenticated:
        return False
    return not item.permission or staff.may(item.permission)


def address_of(item: NavigationItem) -> str:
    """The item's address, or "" while its page is not mounted."""
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""


def _group(section: Section, addresses: dict[str, str], current: str) -> Group:
    items = sorted(
        (item for item in entries(NavigationItem) if item.section == section.key and addresses.get(item.key)),
        key=lambda item: (item.order, item.key),
    )
    often, seldom = (
        tuple(
            Line(item.label, addresses[item.key], item.icon, addresses[item.key] == current)
            for item in items
            if item.is_seldom == wanted
        )
        for wanted in (False, True)
    )
    return Group(section, often, seldom)
