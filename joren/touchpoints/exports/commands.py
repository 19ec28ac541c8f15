"""``joren export …``: take customers, purchases, products or everything away as a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option, progress
from joren.foundation.exporting import ENCODINGS, FORMATS

from . import actions, queries
from .errors import FolderMissing, NothingToNarrow
from .kinds import EVERYTHING, columns_of, exports
from .models import ExportRun

_SHOWN = 50


@click.group("export", help=_("Take customers, purchases, products or everything away as a file."))
def export() -> None:
    """Hold the commands about exports."""


def _command_for(key: str, label: str) -> click.Command:
    """``joren export <what> -o FILE``."""

    @click.command(
        key.replace("_", "-"),
        help=_("Write a file: %(what)s.") % {"what": label},
        epilog=example(
            f"joren export {key.replace('_', '-')} --reason REASON -o FILE.csv",
            f"joren export {key.replace('_', '-')} --reason REASON -o FILE.xlsx --json",
        ),
    )
    @click.option(
        "--output", "-o", "target", required=True, type=click.Path(path_type=Path), help=_("The file to write.")
    )
    @click.option("--reason", required=True, help=_("What the file is for; kept in the history."))
    @click.option("--format", type=click.Choice(list(FORMATS)), help=_("csv or xlsx; by the file's name if not said."))
    @click.option("--encoding", type=click.Choice(list(ENCODINGS)), help=_("The encoding of a CSV."))
    @click.option("--columns", default="", metavar="A,B,…", help=_("The columns, in their order; all if not said."))
    @click.option(
        "--filter", "pairs", multiple=True, metavar="NAME=VALUE", help=_("Only some rows, as a list narrows them.")
    )
    @json_option
    def take(
        target: Path, reason: str, format: str | None, encoding: str | None, columns: str, pairs: Sequence[str]
    ) -> None:
        wanted = [name.strip() for name in columns.split(",") if name.strip()]
        shape = {"format": format or _format_of(target), "encoding": encoding or "", "columns": wanted}
        _write(key, target, reason, filters=_pairs(key, pairs), **shape)

    return take


for _export in exports():
    export.add_command(_command_for(_export.key, str(_export.label)))


@export.command(
    EVERYTHING,
    help=_("Write everything as one ZIP that another Joren, or any other system, can read."),
    epilog=example("joren export everything --reason REASON -o FILE.zip"),
)
@click.option("--output", "-o", "target", required=True, type=click.Path(path_type=Path), help=_("The file to write."))
@click.option("--reason", required=True, help=_("What the file is for; kept in the history."))
@json_option
def everything(target: Path, reason: str) -> None:
    """Write the zip."""
    _write(EVERYTHING, target, reason)


@export.command("columns", help=_("List the columns of an export."), epilog=example("joren export columns customers"))
@click.argument("what")
@json_option
def columns(what: str) -> None:
    """Print the columns."""
    found = [{"key": one.key, "label": str(one.label), "type": one.type} for one in columns_of(what.replace("-", "_"))]
    emit(
        {"columns": found}, human=lambda data: "\n".join(f"{one['key']:<22} {one['label']}" for one in data["columns"])
    )


@export.command(
    "list", help=_("List who took what away and what for, newest first."), epilog=example("joren export list")
)
@click.option("--limit", type=click.IntRange(1, 1000), default=_SHOWN, show_default=True, help=_("How many at most."))
@json_option
def list_exports(limit: int) -> None:
    """Print the history."""
    found = [queries.told(run) for run in queries.visible_to(None)[:limit]]
    emit(
        {"exports": found}, human=lambda data: "\n".join(map(_line, data["exports"])) or _("Nothing was exported yet.")
    )


def _write(what: str, target: Path, reason: str, **shape: Any) -> None:
    if not target.absolute().parent.is_dir() or target.is_dir():
        raise FolderMissing(path=str(target))
    run = actions.ask(what=what, reason=reason, by=None, surface=ExportRun.Surface.COMMAND, **shape)
    done = 0
    with progress(target.name, run.rows_total) as advance:

        def tell(rows: int, total: int | None, message: str) -> None:
            nonlocal done
            advance(rows - done)
            done = rows

        run = actions.write(run=run, progress=tell)
    path, report = actions.hand_over(run=run, target=target, by=None)
    run.refresh_from_db()
    written = {"written": str(path), "not_written": str(report) if report else None}
    emit(queries.told(run) | written, human=_told)


def _told(data: dict[str, Any]) -> str:
    lines = [_("%(rows)s rows in %(written)s") % data, f"SHA-256 {data['sha256']}"]
    if data["losses"]["count"]:
        words = _("%(count)s places could not be written as they were; see %(file)s.")
        lines.append(words % {"count": data["losses"]["count"], "file": data["not_written"]})
    return "\n".join(lines)


def _line(told: dict[str, Any]) -> str:
    by = told["by"] or _("command line")
    return f"{told['id']}  {told['created_at']:%F %R}  {told['what']}  {told['rows']}  {by}  {told['reason']}"


def _format_of(target: Path) -> str:
    return "xlsx" if target.suffix.lower() == ".xlsx" else "csv"


def _pairs(what: str, written: Sequence[str]) -> dict[str, str]:
    """``name=value`` pairs."""
    pairs = {}
    for pair in written:
        name, equals, value = pair.partition("=")
        if not equals:
            raise NothingToNarrow(what=what, filters=pair[:60])
        pairs[name.strip()] = value.strip()
    return pairs


COMMANDS = [export]
