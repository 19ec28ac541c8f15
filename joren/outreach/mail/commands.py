"""``joren mail …``: mails that came back, from files."""

from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option

from . import returns
from .models import ReturnedMail
from .wordings import label_of


@click.group("mail", help=_("Mails that came back."))
def mail() -> None:
    """Hold the commands about mail."""


@mail.command(
    "bounces",
    help=_("Read mails that came back (one mail a file, or a folder of them) and let them take effect, each once."),
    epilog=example("joren mail bounces returned/*.eml", "joren mail bounces /var/mail/bounces --json"),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@json_option
def bounces(files: tuple[Path, ...]) -> None:
    """Take files in."""
    mails = [file for given in files for file in (sorted(given.iterdir()) if given.is_dir() else [given])]
    taken = [kept for file in mails if file.is_file() for kept in returns.take_in(file.read_bytes(), source="file")]
    emit({"read": len(mails), "learned": [_row(kept) for kept in taken]}, human=_in_words)


def _in_words(data: Any) -> str:
    lines = [
        _("%(number)s mails read, %(new)s things learned.") % {"number": data["read"], "new": len(data["learned"])}
    ]
    lines += [
        f"{row['address'] or '-'}  {label_of(row['kind'], row['reason'])}  {ReturnedMail.Effect(row['effect']).label}"
        for row in data["learned"]
    ]
    return "\n".join(lines)


def _row(kept: ReturnedMail) -> dict[str, Any]:
    return {
        "address": kept.address,
        "kind": kept.kind,
        "reason": kept.reason,
        "hard": kept.is_hard,
        "effect": str(kept.effect),
    }


COMMANDS: list[click.Command] = [mail]
