"""``joren health …``: the number, measuring, what is wrong."""

from decimal import Decimal
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.cli import emit, example, json_option, progress
from joren.foundation.money import format_money

from . import actions, queries
from .rules import CHECKS
from .sentences import CHECKS as LABELS
from .sentences import STEPS

_MOST = 100_000


@click.group("health", help=_("The health of the data: how much is sold to people who can be reached."))
def health() -> None:
    """Hold the commands about data health."""


@health.command("show", help=_("Show the figures of the last measurement."), epilog=example("joren health show --json"))
@json_option
def show() -> None:
    """Print the number with its waterfall."""
    emit(queries.the_figures(None), human=_in_words)


@health.command("measure", help=_("Look at every customer now."), epilog=example("joren health measure"))
@json_option
def measure() -> None:
    """Measure in this process."""
    with progress(_("Measuring")) as advance:
        at = 0

        def step(done: int, _total: int | None, _message: str) -> None:
            nonlocal at
            advance(max(done - at, 0))
            at = done

        actions.measure(progress=step)
    emit(queries.the_figures(None), human=_in_words)


@health.command(
    "findings",
    help=_("List what is wrong, most sales at stake first."),
    epilog=example("joren health findings --check missing_kana --limit 100 --json"),
)
@click.option("--check", type=click.Choice(sorted(CHECKS)), help=_("Only this check."))
@click.option("--limit", type=click.IntRange(1, _MOST), default=20, show_default=True, help=_("How many at most."))
@json_option
def findings(check: str | None, limit: int) -> None:
    """Print findings."""
    found = list(queries.findings(None, check=check or "")[: limit + 1])
    told = [queries.told(finding) for finding in found[:limit]]
    emit({"findings": told, "more": len(found) > limit}, human=_list_in_words)


def _in_words(told: dict[str, Any]) -> str:
    if told["basis"] == "nothing":
        return _("There is neither a customer nor a sale yet. Import a file first.")
    lines = [f"{told['share']:.1%}  {told['day']}"]
    lines += [
        f"{step['share']:>7.1%}  {STEPS[step['key']]}  {_money(step['yen'])}  {_people(step['people'])}"
        for step in told["steps"]
    ]
    lines += [f"{row['people']:>7,}  {LABELS[row['check']]}" for row in told["checks"]]
    return "\n".join(lines)


def _money(yen: Decimal | str | None) -> str:
    return "" if yen is None else format_money(Decimal(yen), the_business().currency)


def _people(count: int | None) -> str:
    return "" if count is None else _("%(count)s people") % {"count": f"{count:,}"}


def _list_in_words(found: dict[str, Any]) -> str:
    lines = [f"#{row['customer']} {row['name']}  {row['wrong']}" for row in found["findings"]]
    if found["more"]:
        lines.append(_("… and more. Use --limit."))
    return "\n".join(lines) or _("Nothing is wrong.")


COMMANDS = [health]
