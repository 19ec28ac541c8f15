"""``joren demo load`` and ``joren demo remove``."""

import datetime as dt
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option

from . import actions, queries


@click.group("demo", help=_("The made-up business to try things on."))
def demo() -> None:
    """Hold the commands about the demo."""


@demo.command(
    "load",
    help=_("Fill this installation with a made-up business of three shops and two years."),
    epilog=example("joren demo load", "joren demo load --last-day 2026-03-31 --json"),
)
@click.option(
    "--last-day", type=click.DateTime(["%Y-%m-%d"]), help=_("The last day of its history. Default: yesterday.")
)
@json_option
def load(last_day: dt.datetime | None) -> None:
    """Load it and tell the log-ins."""
    logins = actions.load_demo(last_day.date() if last_day else None)
    emit({"logins": logins, "customers": queries.contents().customers}, human=_loaded_in_words)


@demo.command(
    "remove",
    help=_("Take the made-up business away. What you imported or wrote yourself stays."),
    epilog=example("joren demo remove --owner-email hana@example.jp --owner-password …"),
)
@click.option("--owner-email", default="", help=_("The owner's own e-mail address, where there is no log-in yet."))
@click.option("--owner-password", default="", help=_("The owner's password."))
@json_option
def remove(owner_email: str, owner_password: str) -> None:
    """Remove it."""
    before = queries.contents()
    owner = actions.remove_demo(by=None, owner_email=owner_email, owner_password=owner_password)
    told = {"customers_removed": before.customers, "purchases_removed": before.purchases}
    emit(told | {"owner": owner.email if owner else None}, human=lambda told: _("The demo is gone."))


def _loaded_in_words(told: dict[str, Any]) -> str:
    log_ins = [_("%(role)s: %(email)s, password %(password)s") % login for login in told["logins"]]
    return "\n".join([_("The demo is here: %(customers)s made-up customers.") % told, *log_ins])


COMMANDS = [demo]
