"""The root of ``joren …``: finds every app's commands and sets the stage before one of them runs."""

import contextlib
import gettext
import os
import signal
import sys
from pathlib import Path
from typing import Any

import click

from joren import __version__

LANGUAGES = ("ja", "en")
_DEFAULT_LANGUAGE = "ja"


class House(click.Group):
    """The root group. The apps are asked for their commands when the first one is looked for."""

    _grown = False

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands of all apps."""
        return super().list_commands(self._grow(ctx))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command of any app by its name."""
        return super().get_command(self._grow(ctx), cmd_name)

    def _grow(self, ctx: click.Context) -> click.Context:
        if not self._grown:
            self._grown = True
            grow_house(self)
        return ctx


def grow_house(root: click.Group) -> None:
    """Add every app's commands, ready to run, to `root`. Django must be set up."""
    from joren.foundation.cli.tree import grow, leaves, prepare
    from joren.foundation.registry import Commands, entries, resolve

    for contributed in entries(Commands):
        grow(root, resolve(contributed.commands))
    for command in leaves(root):
        prepare(command, before=_have_database)


def _have_database() -> None:
    """Have the database answer; an empty one gets its tables, so that any command may be the first."""
    from joren.foundation.database.connection import database_url
    from joren.site.installation.preparing import is_prepared, prepare_tables

    database_url()
    if not is_prepared():
        prepare_tables()


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="joren")
@click.option("--lang", type=click.Choice(LANGUAGES), help="ja / en", expose_value=False)
def root() -> None:
    """Hold every command of the house."""


def language_for(arguments: list[str]) -> str:
    """Return ``--lang``, else ``JOREN_LANGUAGE``, else the language of the terminal, else Japanese."""
    asked = [part.partition("=")[2] for part in arguments[:1] if part.startswith("--lang=")]
    asked += arguments[1:2] if arguments[:1] == ["--lang"] else []
    terminal = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    for wish in (*asked, os.environ.get("JOREN_LANGUAGE", ""), terminal):
        if wish[:2].lower() in LANGUAGES:
            return wish[:2].lower()
    return _DEFAULT_LANGUAGE


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code; whatever goes wrong ends in a sentence."""
    language = language_for(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joren.site.settings")
    from joren.foundation.cli.output import JSON_FLAG
    from joren.foundation.cli.problems import INTERRUPTED, report
    from joren.foundation.database.home import joren_home

    try:
        _speak(language)
        code = root.main(args=arguments, prog_name="joren", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:
        log_file = str(joren_home() / "log" / "joren.log")
        return report(problem, json=JSON_FLAG in arguments, log_file=log_file)
    finally:
        _let_go()
    return code if isinstance(code, int) else 0


def _speak(language: str) -> None:
    """Set Django up and settle on a language before the commands are imported: their help is fixed then."""
    import django
    from django.utils import translation

    django.setup()
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("messages", str(Path(__file__).parents[1] / "foundation/cli/locale"))  # click's words
    translation.activate(language)
    root.help = "Joren 常連 — " + translation.gettext(
        "one record of each customer, who becomes a regular, and what reaching them changed."
    )


def _let_go() -> None:
    """Leave the embedded server; it stops when nobody else uses it."""
    from joren.foundation.database import embedded

    with contextlib.suppress(Exception):
        from django.db import connections

        connections.close_all()
    embedded.leave_all()


def _end(number: int, frame: Any) -> None:
    raise SystemExit(128 + number)


def main() -> None:
    """Run ``joren`` with this process's arguments."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:  # at once, without Django
        click.echo(f"joren {__version__}")
        return
    os.environ.setdefault("JOREN_DATABASE_POOL", "0")
    signal.signal(signal.SIGTERM, _end)
    sys.exit(run(arguments))
