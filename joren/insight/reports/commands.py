"""``joren report …``: every number with its formula, its people, as a file; the report of a month."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option, plain

from . import exporting, keeping, queries
from .api import listed, told_month, told_people
from .monthly import files
from .monthly import queries as monthly
from .monthly.views import month_of
from .people import behind
from .printing import papers
from .results import MAIN, Result

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    "report",
    help=_("Run a report; “joren report list” names them all, “joren report monthly” is the month in prose."),
    epilog=example(
        "joren report list",
        "joren report sales --from 2026-01-01 --to 2026-03-31 --compare year --json",
        "joren report sales --people 2026-02 --json",
        "joren report products --set limit=10 --csv > products.csv",
        "joren report monthly --month 2026-03 --out march.pdf",
    ),
)
@click.argument("name")
@click.option("--from", "start", type=_DAY, help=_("First day (YYYY-MM-DD)."))
@click.option("--to", "end", type=_DAY, help=_("Last day, included."))
@click.option("--as-of", "as_of", type=_DAY, help=_("As if today were this day."))
@click.option("--shop", help=_("The code of a shop."))
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help=_("Another setting, such as by=day."))
@click.option(
    "--compare", type=click.Choice(["before", "year"]), help=_("With the period before, or the year before, beside it.")
)
@click.option("--people", "row", metavar="ROW", help=_("The people behind the row with that “_row”."))
@click.option("--month", help=_("Of “monthly”: the month (YYYY-MM); the last one that ended if left out."))
@click.option("--table", default=MAIN, help=_("Which table --csv prints; the main one if left out."))
@click.option("--csv", "csv_wanted", is_flag=True, help=_("Print CSV for a spreadsheet."))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help=_("Write a file: .xlsx, .pdf or .csv."),
)
@json_option
def report(
    name: str,
    start: datetime | None,
    end: datetime | None,
    as_of: datetime | None,
    shop: str | None,
    settings: tuple[str, ...],
    compare: str | None,
    row: str | None,
    month: str | None,
    table: str,
    csv_wanted: bool,
    out: Path | None,
) -> None:
    """Print a report, its people, or the list of reports."""
    if name == "list":
        emit({"reports": [listed(found) for found in queries.reports()]}, human=_names)
        return
    if name == "monthly":
        _monthly(month or "", out)
        return
    days = {"from": start, "to": end, "as_of": as_of}
    given: dict[str, Any] = {key: day.date() if day else "" for key, day in days.items()}
    given |= {"shop": shop or ""} | dict(_pair(text) for text in settings)
    if row is not None:
        emit(told_people(behind(name, row, given, staff=None), None), human=_people)
        return
    result = keeping.answer(name, given, staff=None, compare=compare or "")
    if out is not None:
        _write(out, _file(result, out, table))
    elif csv_wanted:
        click.echo(exporting.as_csv(result, table), nl=False)
    else:
        emit(result.told(), human=_shown_result)


def _monthly(month: str, out: Path | None) -> None:
    told = monthly.told(month_of(month))
    if out is None:
        emit(told_month(told), human=_prose)
        return
    makers = {".pdf": files.as_paper, ".xlsx": files.as_workbook}
    if out.suffix not in makers:
        raise click.BadParameter(_("The file ends in %(known)s.") % {"known": ".pdf, .xlsx"}, param_hint="--out")
    _write(out, makers[out.suffix](told))


def _file(result: Result, out: Path, table: str) -> bytes:
    if out.suffix == ".xlsx":
        return exporting.as_workbook(result)
    if out.suffix == ".pdf":
        return papers.report_paper(result)
    if out.suffix == ".csv":
        return exporting.as_csv(result, table).encode()
    raise click.BadParameter(_("The file ends in %(known)s.") % {"known": ".xlsx, .pdf, .csv"}, param_hint="--out")


def _write(out: Path, body: bytes) -> None:
    try:
        out.write_bytes(body)
    except OSError as problem:
        raise click.FileError(str(out), hint=str(problem.strerror)) from None
    emit({"file": str(out), "bytes": len(body)}, human=lambda told: str(told["file"]))


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(_("“%(text)s” is not NAME=VALUE.") % {"text": text[:50]}, param_hint="--set")
    return name.strip(), value.strip()


def _names(told: dict[str, Any]) -> str:
    return "\n".join(f"{found['key']:<16} {found['label']}: {found['description']}" for found in told["reports"])


def _people(told: Mapping[str, Any]) -> str:
    lines = [str(told["sentence"])] if told["sentence"] else []
    return "\n".join([*lines, *(f"{one['id']}\t{one['name']}" for one in told["customers"])])


def _prose(told: Mapping[str, Any]) -> str:
    lines = [str(told["name"]), "", str(told["headline"])]
    for part in told["sections"]:
        lines += ["", f"■ {part['label']}", *part["sentences"]]
    return "\n".join(lines)


def _shown_result(told: Mapping[str, Any]) -> str:
    """The tables as tab-separated text under their headings, and the formula below."""
    lines = _rows(told["columns"], told["rows"])
    for table in told["tables"]:
        lines += ["", f"■ {table['label']}", *_rows(table["columns"], table["rows"])]
    return "\n".join([*lines, "", str(told["formula"])])


def _rows(columns: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[str]:
    lines = ["\t".join(str(column["label"]) for column in columns)]
    for row in rows:
        lines.append("\t".join(_shown(row.get(column["key"]), column["type"]) for column in columns))
    return lines


def _shown(value: Any, kind: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, str) or kind in ("text", "date"):
        return str(value)
    if kind == "percent":
        return f"{value:.1%}"
    return f"{plain(value):,}"


COMMANDS = [report]
