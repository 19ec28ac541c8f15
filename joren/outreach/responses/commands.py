"""``joren responses …``: counting what came back, and learning from it."""

import time

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option

from . import intake, learning, queries

_PAUSE = 5.0


@click.group("responses", help=_("Opens, clicks and what people wish."))
def responses() -> None:
    """Hold the commands about responses."""


@responses.command(
    "take",
    help=_("Take this machine's opens and clicks into the database and count them."),
    epilog=example("joren responses take --json"),
)
@click.option("--follow", is_flag=True, help=_("Go on every few seconds, beside a web server without a worker."))
@json_option
def take(follow: bool) -> None:
    """Take in once, or until stopped."""
    counted = intake.take_in_and_settle()
    emit({"counted": counted}, human=lambda data: _("%(number)d responses counted.") % {"number": data["counted"]})
    while follow:
        time.sleep(_PAUSE)
        intake.take_in_and_settle()


@responses.command(
    "learn",
    help=_("Work out everybody's best hour and channel anew."),
    epilog=example("joren responses learn --json"),
)
@json_option
def learn() -> None:
    """Learn in this process."""
    learned = learning.learn()
    emit(
        {"hours": learned.hours, "channels": learned.channels},
        human=lambda data: _("Best hour of %(hours)d customers, channel of %(channels)d.") % data,
    )


@responses.command(
    "funnel",
    help=_("Show how far the messages of a sending came."),
    epilog=example("joren responses funnel campaign:12 --json"),
)
@click.argument("origin")
@json_option
def funnel(origin: str) -> None:
    """Print the funnel by channel and variant."""
    found = queries.funnel(origin)
    rows = [vars(step) | {"opened_estimate": round(step.opened_estimate, 1)} for step in found.steps]
    emit(rows, human=lambda data: "\n".join(map(_line, data)) or _("Nothing was prepared under this origin."))


def _line(row: dict[str, object]) -> str:
    return _(
        "%(channel)s %(variant)s: %(sent)s sent, %(delivered)s delivered, %(opened)s opened "
        "(%(opened_estimate)s estimated), %(clicked)s clicked, %(stopped)s stopped, %(complained)s complained"
    ) % dict(row)


COMMANDS = [responses]
