"""``joren journey …``: see journeys, rehearse and publish them, pause and end them."""

from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option

from . import actions, queries
from .rehearsing import play
from .sentences.labels import outcome_label
from .telling import told, told_rehearsal, told_whole


@click.group("journey", help=_("See, rehearse, publish, pause and end journeys."))
def journey() -> None:
    """Hold the commands about journeys."""


@journey.command(
    "list", help=_("List all journeys."), epilog=example("joren journey list", "joren journey list --json")
)
@json_option
def list_all() -> None:
    """Tell of every journey in a line."""
    found = [told(one) for one in queries.journeys().order_by("pk")]
    lines = [f"{one['id']}  {one['status']}  {one['inside']}  {one['name']}" for one in found]
    emit({"journeys": found}, lambda _told: "\n".join(lines))


@journey.command("show", help=_("Show one journey, a sentence for each step."), epilog=example("joren journey show 3"))
@click.argument("number", type=int)
@json_option
def show(number: int) -> None:
    """Tell the whole of one."""
    found = told_whole(queries.journey(number))
    lines = [found["name"], found["begins"], found["enters"], *(f"{s['id']}: {s['sentence']}" for s in found["steps"])]
    emit(found, lambda _told: "\n".join(lines))


@journey.command(
    "rehearse",
    help=_("Play a journey over the last days without doing anything."),
    epilog=example("joren journey rehearse 3", "joren journey rehearse 3 --days 30 --json"),
)
@click.argument("number", type=int)
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366), help=_("How many days."))
@json_option
def rehearse(number: int, days: int) -> None:
    """Play it now, in this process."""
    made = actions.rehearse(queries.journey(number), days=days, by=None, by_worker=False)
    played = play(made.pk) or made
    figures = played.figures
    counted = figures.get("outcomes") or {}
    lines = [
        f"{step}: " + ", ".join(f"{outcome_label(name)} {n}" for name, n in of.items()) for step, of in counted.items()
    ]
    entered = _("would have entered: %(n)s") % {"n": figures.get("entered", 0)}
    emit(told_rehearsal(played), lambda _told: "\n".join([played.problem or entered, *lines]))


@journey.command("publish", help=_("Let the draft of a journey begin."), epilog=example("joren journey publish 3"))
@click.argument("number", type=int)
@click.option("--move", is_flag=True, help=_("Whoever is inside moves to the new version."))
@json_option
def publish(number: int, move: bool) -> None:
    """Publish it."""
    one = queries.journey(number)
    actions.publish(one, inside="move" if move else "finish", by=None)
    _emit(number)


def _turning(name: str, turn: Any, text: str) -> click.Command:
    @click.argument("number", type=int)
    @json_option
    def run(number: int) -> None:
        turn(queries.journey(number), by=None)
        _emit(number)

    return click.command(name, help=text, epilog=example(f"joren journey {name} 3"))(run)


def _emit(number: int) -> None:
    found = told(queries.journey(number))
    emit(found, lambda _told: f"{found['id']}  {found['status']}  {found['name']}")


journey.add_command(_turning("pause", actions.pause, _("Pause a journey.")))
journey.add_command(_turning("resume", actions.resume, _("Go on after a pause.")))
journey.add_command(_turning("stop", actions.stop, _("End a journey for good.")))

COMMANDS = [journey]
