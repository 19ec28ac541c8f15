"""``joren import …``: take files in, look at what became of them, undo them."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option, progress

from . import actions, presets, queries
from .command_reports import line, plan, report, tried
from .commands_whole import everything
from .errors import BadPair, FileMissing
from .kinds_known import kinds
from .models import Import
from .planning import plan_undo

_SHOWN = 50


_POLICY_HELP = _(
    "What becomes of known values: overwrite, keep, fill (only where nothing is known) or newest; *=… all."
)


@click.group("import", help=_("Take in files of customers, purchases, products and shops; undo it."))
def imports() -> None:
    """Hold the commands about imports."""


def _command_for(kind: str, label: str) -> click.Command:
    """``joren import <kind> FILE``."""

    @click.command(
        kind,
        help=_("Take in a file: %(kind)s. CSV in any Japanese encoding, or an Excel workbook.") % {"kind": label},
        epilog=example(*_EXAMPLES.get(kind, (f"joren import {kind} FILE",))),
    )
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--source", default="", help=_("The system the file comes from; its numbers are kept apart."))
    @click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help=_("Match a column to a field."))
    @click.option("--default", "defaults", multiple=True, metavar="FIELD=VALUE", help=_("A value for every row."))
    @click.option("--policy", "policies", multiple=True, metavar="FIELD=POLICY", help=_POLICY_HELP)
    @click.option(
        "--clear",
        "clears",
        multiple=True,
        metavar="FIELD",
        help=_("An empty cell clears the known value; *: everywhere."),
    )
    @click.option(
        "--custom-type",
        "custom_types",
        multiple=True,
        metavar="FIELD=TYPE",
        help=_("The type of a new field of your own: text, number, date, boolean or choice."),
    )
    @click.option(
        "--new-choices",
        multiple=True,
        metavar="FIELD",
        help=_("Add words a field of your own does not know to its choices."),
    )
    @click.option("--preset", default="", help=_("The known layout the file is of; none: do not look for one."))
    @click.option("--encoding", default="", help=_("The encoding, if it is not to be found out."))
    @click.option("--delimiter", default="", help=_("comma, tab, semicolon or any one character."))
    @click.option("--sheet", default="", help=_("The sheet of a workbook."))
    @click.option("--header-row", type=click.IntRange(0), help=_("The row of the column names; 0: there is none."))
    @click.option(
        "--leave-out-undecodable",
        is_flag=True,
        help=_("Of a file that mixes encodings, take the rows that read and reject the others."),
    )
    @click.option("--dry-run", is_flag=True, help=_("Only say what would happen."))
    @json_option
    def take_in(
        file: Path,
        source: str,
        pairs: Sequence[str],
        defaults: Sequence[str],
        policies: Sequence[str],
        clears: Sequence[str],
        custom_types: Sequence[str],
        new_choices: Sequence[str],
        preset: str,
        encoding: str,
        delimiter: str,
        sheet: str,
        header_row: int | None,
        leave_out_undecodable: bool,
        dry_run: bool,
        **options: Any,
    ) -> None:
        wishes = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet, "header_row": header_row}
        wishes |= {"leave_out_undecodable": True} if leave_out_undecodable else {}
        options |= {"policies": _pairs(policies), "clears": list(clears), "preset": preset}
        options |= {"custom_types": _pairs(custom_types), "new_choices": list(new_choices)}
        record = _bring(file, kind, source, _pairs(pairs), _pairs(defaults), wishes, options)
        _try(record) if dry_run else _run(record)

    if kind == "purchases":
        take_in = _purchase_options(take_in)
    return take_in


def _purchase_options(command: click.Command) -> click.Command:
    create = click.option("--create-customers", is_flag=True, help=_("Make customers whose number is not known yet."))
    numbers = click.option(
        "--customer-source",
        default="",
        help=_("Whose customer numbers the file holds, if not its own source's."),
    )
    return create(numbers(command))


_EXAMPLES = {
    "customers": (
        "joren import customers customers.csv --source pos",
        "joren import customers 会員.xlsx --map member_number=会員No --dry-run",
        "joren import customers members.csv --map custom.rank=ランク --custom-type custom.rank=choice",
        "joren import customers members.csv --policy email=fill --policy note=keep --clear address --dry-run --json",
    ),
    "purchases": (
        "joren import purchases sales.csv --source pos",
        "joren import purchases sales.csv --create-customers --default shop=S01 --json",
    ),
    "products": ("joren import products products.csv",),
    "shops": ("joren import shops shops.csv --json",),
}

for _kind in kinds():
    imports.add_command(_command_for(_kind.key, str(_kind.label)))


@imports.command(
    "list",
    help=_("List the imports, newest first."),
    epilog=example("joren import list", "joren import list --json"),
)
@click.option("--limit", type=click.IntRange(1, 1000), default=_SHOWN, show_default=True, help=_("How many at most."))
@json_option
def list_imports(limit: int) -> None:
    """Print the imports."""
    found = [queries.summary(record) for record in queries.all_imports()[:limit]]
    emit(
        {"imports": found},
        human=lambda data: "\n".join(map(line, data["imports"])) or _("Nothing was imported yet."),
    )


@imports.command(
    "show",
    help=_("Show what became of an import: counts, warnings, rejected rows."),
    epilog=example("joren import show 12", "joren import show 12 --json"),
)
@click.argument("reference", metavar="ID")
@json_option
def show(reference: str) -> None:
    """Print one import."""
    emit(queries.told(queries.get(reference)), human=report)


@imports.command(
    "rejects",
    help=_("Print the rejected rows as CSV, each with its reason; to a file with --output."),
    epilog=example("joren import rejects 12 > rejects.csv", "joren import rejects 12 --json"),
)
@click.argument("reference", metavar="ID")
@click.option("--output", "-o", type=click.Path(path_type=Path), help=_("The file to write."))
@json_option
def rejects(reference: str, output: Path | None) -> None:
    """Print the rejects file, byte for byte."""
    from joren.foundation.cli import wants_json

    record = queries.get(reference)
    if wants_json() and output is None:
        emit(
            {
                "id": record.pk,
                "count": record.counts.get("rejected", 0),
                "rejects": record.report.get("rejects", []),
            }
        )
        return
    content = queries.rejects_path(record).read_bytes()
    if output is None:
        sys.stdout.buffer.write(content)
        return
    output.write_bytes(content)
    emit({"id": record.pk, "written": str(output)})


@imports.command(
    "preview",
    help=_("Say what an import that was only brought would do; nothing is written."),
    epilog=example("joren import preview 12", "joren import preview 12 --json"),
)
@click.argument("reference", metavar="ID")
@json_option
def preview(reference: str) -> None:
    """Try every row of a file that waits to be looked at."""
    record = queries.get(reference)
    emit(tried(record, actions.try_out(record=record, rows=None)) | {"id": record.pk}, human=report)


@imports.command(
    "undo",
    help=_("Undo an import: delete what it made, restore what it changed."),
    epilog=example(
        "joren import undo 12", "joren import undo 12 --dry-run --json", "joren import undo 12 --leave 3f0c9a1b2c3d4e5f"
    ),
)
@click.argument("reference", metavar="ID")
@click.option("--dry-run", is_flag=True, help=_("Only say what stands in the way, and who would stay."))
@click.option("--leave", default="", metavar="PLAN", help=_("Leave those as they are whom the dry run's plan names."))
@json_option
def undo(reference: str, dry_run: bool, leave: str) -> None:
    """Undo an import, whole, or but for those of a plan; or not at all."""
    record = queries.get(reference)
    if dry_run:
        emit({"id": record.pk, "dry_run": True, **plan_undo(record).told()}, human=plan)
        return
    with progress(record.file_name) as advance:
        done = 0

        def tell(rows: int, total: int | None, message: str) -> None:
            nonlocal done
            advance(rows - done)
            done = rows

        record = actions.undo(record=record, by=None, leave=leave, progress=tell)
    told = queries.summary(record) | {"left": record.undo_plan["kept"]}
    emit(told, human=lambda data: _("Import %(id)s was undone.") % data)


@imports.command(
    "presets",
    help=_("List the layouts of tills and shops that are known for certain."),
    epilog=example("joren import presets", "joren import presets --json"),
)
@json_option
def list_presets() -> None:
    """Print the known layouts."""
    found = [
        {"key": one.key, "kind": one.kind, "label": str(one.label), "source": one.source, "note": str(one.note)}
        for one in presets.all_presets()
    ]
    emit(
        {"presets": found},
        human=lambda data: "\n".join("{key}  {kind}  {label}".format(**one) for one in data["presets"]),
    )


@imports.command(
    "resume",
    help=_("Go on with an import that was interrupted, from where it stopped."),
    epilog=example("joren import resume 12", "joren import resume 12 --json"),
)
@click.argument("reference", metavar="ID")
@json_option
def resume(reference: str) -> None:
    """Run what is left of an import."""
    _run(queries.get(reference))


def _pairs(written: Sequence[str]) -> dict[str, str]:
    """``field=column`` pairs. Raises BadPair."""
    pairs = {}
    for pair in written:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise BadPair(pair=pair)
        pairs[key.strip()] = value.strip()
    return pairs


def _bring(
    file: Path,
    kind: str,
    source: str,
    mapping: dict[str, str],
    defaults: dict[str, str],
    wishes: dict[str, Any],
    options: dict[str, Any],
) -> Import:
    if not file.is_file():
        raise FileMissing(path=str(file))
    with file.open("rb") as opened:
        return actions.bring(
            opened,
            file_name=file.name,
            by=None,
            kind=kind,
            source=source,
            wishes=wishes,
            mapping=mapping,
            defaults=defaults,
            options={key: value for key, value in options.items() if value},
            written_at=datetime.fromtimestamp(file.stat().st_mtime, UTC),
        )


def _try(record: Import) -> None:
    """Say what would happen, and forget the file."""
    try:
        data = tried(record, actions.try_out(record=record, rows=None))
    finally:
        actions.discard(record=record, by=None)
    emit(data, human=report)


def _run(record: Import) -> None:
    done = 0
    with progress(record.file_name) as advance:

        def tell(rows: int, total: int | None, message: str) -> None:
            nonlocal done
            advance(rows - done)
            done = rows

        record = actions.run(record=record, by=None, progress=tell)
    emit(queries.told(record), human=report)


imports.add_command(everything)

COMMANDS = [imports]
