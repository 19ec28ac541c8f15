"""``joren campaign result``."""

import datetime as dt
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.cli import emit, example, json_option
from joren.outreach.campaigns import queries as campaigns

from . import presenting, queries


@click.group("campaign", help=_("Write to people and prove what it changed."))
def campaign() -> None:
    """Hold the commands about campaigns."""


@campaign.command(
    "result",
    help=_("Say what a campaign changed: extra buyers and extra sales against the people held back."),
    epilog=example("joren campaign result 12", "joren campaign result 12 --as-of 2026-05-31 --json"),
)
@click.argument("campaign_id", metavar="ID")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help=_("As it stood on the morning of that day, computed anew."),
)
@json_option
def result(campaign_id: str, as_of: dt.datetime | None) -> None:
    """Print the result."""
    found = queries.result_of(campaigns.campaign(campaign_id), as_of.date() if as_of else None)
    emit(presenting.told(found, the_business().currency), human=_in_words)


def _in_words(told: dict[str, Any]) -> str:
    lines = [told["campaign"]["name"], told["sentence"]]
    if told["remedy"]:
        lines.append(told["remedy"])
    if told["window"]:
        lines.append(_("Purchases from %(first)s to %(last)s:") % told["window"])
    groups = told["groups"] or {}
    names = {"sent": _("Sent to"), "held_back": _("Not sent to")}
    lines += [
        "  "
        + _("%(name)s: %(people)d people, %(buyers)d buyers, %(sales)s")
        % {
            "name": names[key],
            "people": group["people"],
            "buyers": group["buyers"],
            "sales": f"{group['sales']:,.2f} {told['currency']}".replace(".00 ", " "),
        }
        for key, group in groups.items()
    ]
    return "\n".join(lines)


COMMANDS = [campaign]
