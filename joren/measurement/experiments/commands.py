"""``joren campaign result``, ``joren campaign size``, ``joren result``."""

import datetime as dt
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.cli import emit, example, json_option
from joren.outreach.campaigns import queries as campaigns

from . import presenting, queries
from .advising import size_of
from .sources import subject


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


@campaign.command(
    "size",
    help=_("Say what could be seen with the audience of a campaign, how long to wait and how many to hold back."),
    epilog=example("joren campaign size 12", "joren campaign size 12 --json"),
)
@click.argument("campaign_id", metavar="ID")
@json_option
def size(campaign_id: str) -> None:
    """Print what the size advisor says."""
    emit(presenting.told_size(size_of(campaigns.campaign(campaign_id))), human=presenting.size_in_words)


@click.command(
    "result",
    help=_("Say everything known of a campaign, a journey or a month of the comparison group."),
    epilog=example(
        "joren result journey:3", "joren result control:2026-04 --json", "joren result campaign:12 --by shop"
    ),
)
@click.argument("key", metavar="KEY")
@click.option("--by", default="", help=_("Part people: stratum, shop, channel, or segment:KEY."))
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help=_("As it stood on the morning of that day, computed anew."),
)
@json_option
def everything(key: str, by: str, as_of: dt.datetime | None) -> None:
    """Print everything."""
    found = queries.result_of(subject(key), as_of.date() if as_of else None)
    emit(presenting.told_everything(found, the_business().currency, by=by), human=_in_words)


def _in_words(told: dict[str, Any]) -> str:
    lines = [told["experiment"]["name"], told["sentence"]]
    if told["next_step"]:
        lines.append(_("Next: %(step)s") % {"step": told["next_step"]["sentence"]})
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


COMMANDS = [campaign, everything]
