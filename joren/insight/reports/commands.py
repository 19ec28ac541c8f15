"""``joren report …``: every number with its formula."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option, plain

from . import queries
from .api import listed
from .exporting import as_csv

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    "report",
    help=_("Run a report; “joren report list” names them all."),
    epilog=example(
        "joren report list",
        "joren report sales --from 2026-01-01 --to 2026-03-31 --json",
        "joren report products --set limit=10 --csv > products.csv",
    ),
)
@click.argument("name")
@click.option("--from", "start", type=_DAY, help=_("First day (YYYY-MM-DD)."))
@click.option("--to", "end", type=_DAY, help=_("Last day, included."))
@click.option("--as-of", "as_of", type=_DAY, help=_("As if today were this day."))
@click.option("--shop", help=_("The code of a shop."))
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help=_("Another setting, such as by=day."))
@click.option("--csv", "csv_wanted", is_flag=True, help=_("Print CSV for a spreadsheet."))
@json_option
def report(
    name: str,
    start: datetime | None,
    end: datetime | None,
    as_of: datetime | None,
    shop: str | None,
    settings: tuple[str, ...],
    csv_wanted: bool,
) -> None:
    """Print a report, or the list of them."""
    if name == "list":
        emit({"reports": [listed(found) for found in queries.reports()]}, human=_names)
        return
    days = {"from": start, "to": end, "as_of": as_of}
    given: dict[str, Any] = {key: day.date() if day else "" for key, day in days.items()}
    given |= {"shop": shop or ""} | dict(_pair(text) for text in settings)
    result = queries.run(name, given, staff=None)
    if csv_wanted:
        click.echo(as_csv(result), nl=False)
        return
    emit(result.told(), human=_table)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(_("“%(text)s” is not NAME=VALUE.") % {"text": text[:50]}, param_hint="--set")
    return name.strip(), value.strip()


def _names(told: dict[str, Any]) -> str:
    return "\n".join(f"{found['key']:<12} {found['label']}: {found['description']}" for found in told["reports"])


def _table(told: Mapping[str, Any]) -> str:
    """The rows as tab-separated text under their headings, and the formula below."""
    heads = [str(column["label"]) for column in told["columns"]]
    lines = ["\t".join(heads)]
    for row in told["rows"]:
        lines.append("\t".join(_shown(row.get(column["key"]), column["type"]) for column in told["columns"]))
    return "\n".join([*lines, "", str(told["formula"])])


def _shown(value: Any, kind: str) -> str:
    if value is None:
        return "–"
    if kind == "percent":
        return f"{value:.1%}"
    return f"{plain(value):,}" if kind in ("number", "money", "days") else str(value)


COMMANDS = [report]
