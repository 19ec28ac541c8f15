"""``joren customers …``: look people up."""

from typing import Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joren.foundation.cli import emit, example, json_option

from . import actions, queries
from .facts import described

_MOST = 1_000


@click.group("customers", help=_("Look customers up."))
def customers() -> None:
    """Hold the commands about customers."""


@customers.command(
    "find",
    help=_("Find customers by name, kana, phone, e-mail, member number or address, in any spelling."),
    epilog=example("joren customers find やまだ", "joren customers find 03-1234-5678 --json"),
)
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, _MOST), default=20, show_default=True, help=_("How many at most."))
@json_option
def find(text: str, limit: int) -> None:
    """Print who is found, the best hit first."""
    found = list(queries.with_contacts(queries.search(None, text))[: limit + 1])
    shown = [queries.told(customer) for customer in found[:limit]]
    emit({"customers": shown, "more": len(found) > limit}, human=_found_in_words)


@customers.command(
    "show",
    help=_("Show one customer. REF is the number of the record, the member number or source:number."),
    epilog=example("joren customers show M0001", "joren customers show pos:10001 --json"),
)
@click.argument("ref")
@json_option
def show(ref: str) -> None:
    """Print everything known of one customer."""
    customer = queries.find(ref)
    actions.record_view(customer=customer, by=None, surface="command line")
    whole = queries.whole(customer.pk)
    emit(queries.told_whole(whole) | described(whole, None), human=_shown_in_words)


def _found_in_words(found: dict[str, Any]) -> str:
    lines = [_line(customer) for customer in found["customers"]]
    if found["more"]:
        lines.append(_("… and more. Write more of the name, or use --limit."))
    return "\n".join(lines) or _("Nobody is found.")


def _line(customer: dict[str, Any]) -> str:
    reach = next((point["value"] for point in customer["contact_points"]), "")
    kana = f"{customer['family_kana']} {customer['given_kana']}".strip()
    known = (f"#{customer['id']}", customer["member_number"], customer["name"], kana, reach, customer["shop"])
    return "  ".join(filter(None, known))


def _shown_in_words(customer: dict[str, Any]) -> str:
    lines = [_line(customer)]
    lines += [f"  {point['kind']}: {point['value']}" for point in customer["contact_points"]]
    lines += [
        " ".join(filter(None, ("  〒", address["postal_code"], *(address[part] for part in _PARTS))))
        for address in customer["addresses"]
    ]
    if customer["tags"]:
        lines.append("  " + _("Tags: %(tags)s") % {"tags": ", ".join(customer["tags"])})
    lines += [f"  {key}: {value}" for key, value in customer["custom"].items()]
    agreed = [line["channel"] for line in customer.get("consents", []) if line["given"]]
    lines.append("  " + _("May be sent: %(channels)s") % {"channels": ", ".join(agreed) or _("nothing")})
    events = customer.get("timeline", [])
    lines.append("  " + ngettext("%(n)d event:", "The newest %(n)d events:", len(events)) % {"n": len(events)})
    lines += [f"    {event['occurred_on']}  {event['sentence']}" for event in events]
    return "\n".join(lines)


_PARTS = ("prefecture", "city", "line", "building")

COMMANDS = [customers]
