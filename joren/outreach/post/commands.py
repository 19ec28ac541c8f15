"""``joren post …``: print runs, what was posted, and what came back."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import CommandProblem, emit, example, json_option
from joren.foundation.time import clock

from . import actions, printing, queries, returning
from .models import PrintRun, Return


@click.group("post", help=_("Print letters and labels, mark them as posted, keep what came back."))
def post() -> None:
    """Hold the commands about post."""


@post.command("list", help=_("All print runs, newest first."), epilog=example("joren post list --json"))
@json_option
def list_runs() -> None:
    """Print them."""
    rows = [
        queries.told(run) | {"pieces": run.piece_count, "returned": run.returned_count}  # type: ignore[attr-defined]
        for run in queries.runs()
    ]
    lines = [f"{row['id']:>5}  {PrintRun.State(row['state']).label}  {row['pieces']}  {row['name']}" for row in rows]
    emit({"runs": rows}, human=lambda _data: "\n".join(lines) or _("No print run yet"))


@post.command("show", help=_("One print run with its figures."), epilog=example("joren post show 3"))
@click.argument("number", type=int)
@json_option
def show(number: int) -> None:
    """Print it."""
    run = queries.run(number)
    emit(queries.told(run) | {"figures": queries.figures_of(run)}, human=_in_words)


@post.command(
    "print",
    help=_("Write the PDF of a print run that is closed; as often as needed, always the same pieces."),
    epilog=example("joren post print 3 --output addresses.pdf", "joren post print 3 --side letter -o letters.pdf"),
)
@click.argument("number", type=int)
@click.option("--output", "-o", required=True, type=click.Path(dir_okay=False, path_type=Path), help=_("Where to."))
@click.option(
    "--side",
    type=click.Choice(printing.SIDES),
    default=printing.SIDES[0],
    show_default=True,
    help=_("The addresses, the letters on A4, or the backs of postcards."),
)
@json_option
def write(number: int, output: Path, side: str) -> None:
    """Write it."""
    data = printing.taken_away(queries.run(number), side, by=None)
    try:
        output.write_bytes(data)
    except OSError as problem:
        raise CommandProblem(
            "not_written", _("%(file)s cannot be written: %(problem)s"), file=str(output), problem=problem.strerror
        ) from None
    emit({"id": number, "side": side, "written": str(output)}, human=lambda data: str(data["written"]))


def _turning(name: str, words: str, action: Callable[..., PrintRun]) -> None:
    """Add ``joren post <name> NUMBER``."""

    @post.command(name, help=words, epilog=example(f"joren post {name} 3"))
    @click.argument("number", type=int)
    @json_option
    def turn(number: int) -> None:
        emit(queries.told(action(queries.run(number), by=None)), human=_in_words)


_turning("close", _("Let nothing more come onto a print run, so that it can be printed."), actions.close)
_turning("discard", _("Throw a print run away: its letters are not posted and count as not sent."), actions.discard)
_turning("not-posted", _("Take back that a print run was posted."), actions.take_back_posted)


@post.command(
    "posted",
    help=_("Mark a print run as posted: the history of everybody on it says so."),
    epilog=example("joren post posted 3 --cost 85", "joren post posted 3 --cost 110 --on 2026-04-01"),
)
@click.argument("number", type=int)
@click.option("--cost", required=True, help=_("Yen for each piece."))
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help=_("The day it was posted; today if left out."))
@json_option
def posted(number: int, cost: str, day: datetime | None) -> None:
    """Mark it and print it."""
    run = actions.mark_posted(
        queries.run(number), posted_on=day.date() if day else clock.today(), cost_each=_yen(cost), by=None
    )
    emit(queries.told(run), human=_in_words)


@post.command(
    "returned",
    help=_("Keep letters that came back, by their numbers or what their QR codes say. Each counts once."),
    epilog=example("joren post returned P000001230 P000001248 --reason moved"),
)
@click.argument("codes", nargs=-1, required=True)
@click.option(
    "--reason",
    type=click.Choice(Return.Reason.values),
    default=Return.Reason.UNKNOWN.value,
    show_default=True,
    help=_("Not known at the address, moved, not fetched in time, or refused."),
)
@json_option
def returned(codes: tuple[str, ...], reason: str) -> None:
    """Keep them all, or none where one is refused."""
    kept = returning.take_all_back(codes=codes, reason=reason, by=None)
    rows = [queries.told_return(one) for one in kept]
    emit({"returned": rows}, human=lambda _data: "\n".join(f"{row['id']:>5}  {row['piece']}" for row in rows))


@post.command(
    "arrived",
    help=_("Take back that a letter came back, by the number it was kept under."),
    epilog=example("joren post arrived 12"),
)
@click.argument("number", type=int)
@json_option
def arrived(number: int) -> None:
    """Take it back and print it."""
    returning.undo(queries.returned(number, None), by=None)
    emit(queries.told_return(queries.returned(number, None)), human=lambda data: str(data["piece"]))


def _yen(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise CommandProblem("bad_amount", _("“%(text)s” is no amount."), text=text) from None


def _in_words(data: dict[str, Any]) -> str:
    words = data | {"state": PrintRun.State(data["state"]).label}
    lines = [_("Print run %(id)s “%(name)s”: %(state)s") % words]
    if "figures" in data:
        lines.append(_("Pieces %(pieces)s, answered %(answered)s, returned %(returned)s.") % data["figures"])
    return "\n".join(lines)


COMMANDS: list[click.Command] = [post]
