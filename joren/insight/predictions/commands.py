"""``joren predictions …``: fitting, and what is expected of whom."""

from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.cli import emit, example, json_option, progress
from joren.foundation.money import format_money

from . import actions, queries
from .sentences import verdict

_MOST = 100_000


@click.group("predictions", help=_("What may be expected of each customer in the year to come."))
def predictions() -> None:
    """Hold the commands about predictions."""


@predictions.command(
    "refresh", help=_("Fit the models and tell everybody's anew."), epilog=example("joren predictions refresh --json")
)
@json_option
def refresh() -> None:
    """Refresh in this process."""
    with progress(_("Predicting")) as advance:
        at = 0

        def step(done: int, _total: int | None, _message: str) -> None:
            nonlocal at
            advance(max(done - at, 0))
            at = done

        actions.refresh(refit=True, progress=step)
    emit(queries.overview(None), human=_said)


@predictions.command(
    "show",
    help=_("Show the last fit, how it did when tried, and the customers by their chance."),
    epilog=example("joren predictions show --json"),
)
@json_option
def show() -> None:
    """Print the fit."""
    emit(queries.overview(None), human=_said)


@predictions.command(
    "list",
    help=_("List customers with what is expected of them, most value first."),
    epilog=example("joren predictions list --limit 50 --json"),
)
@click.option("--overdue", is_flag=True, help=_("Only those whose next purchase should have come."))
@click.option("--limit", type=click.IntRange(1, _MOST), default=20, show_default=True, help=_("How many at most."))
@json_option
def list_predictions(overdue: bool, limit: int) -> None:
    """Print predictions."""
    rows = queries.overdue(None) if overdue else queries.predictions(None)
    found = [{"customer": row.customer_id, "name": row.customer.full_name} | queries.told(row) for row in rows[:limit]]
    emit({"predictions": found}, human=_listed)


def _said(told: dict[str, Any]) -> str:
    fit = queries.newest_fit()
    if fit is None:
        return _("Nothing was fitted yet. Run: joren predictions refresh")
    lines = [verdict(fit)]
    for row in told["bands"]:
        words = {"low": row["low"], "high": row["high"], "people": f"{row['people']:,}", "value": _money(row["value"])}
        lines.append(_("%(low)s–%(high)s %% likely still customers: %(people)s people, %(value)s in 12 months") % words)
    return "\n".join(lines)


def _listed(told: dict[str, Any]) -> str:
    lines = [
        f"#{row['customer']} {row['name']}  {row['alive']} %  {row['purchases']}  {_money(row['value'])}"
        for row in told["predictions"]
    ]
    return "\n".join(lines) or _("Nothing is predicted of anybody.")


def _money(amount: Any) -> str:
    return "–" if amount is None else format_money(amount, the_business().currency)


COMMANDS = [predictions]
