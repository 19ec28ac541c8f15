"""One tree of commands out of the lists the apps contribute; groups of the same name grow together."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, TypeVar

import click
from django.utils.translation import gettext as _

from joren.foundation.cli.output import JSON_FLAG, json_option

Function = TypeVar("Function", bound=Callable[..., Any])
_NO_DATABASE = "joren_without_database"


def without_database(function: Function) -> Function:
    """Decorate a command's function: it runs without the database (put it nearest to the function)."""
    setattr(function, _NO_DATABASE, True)
    return function


def grow(root: click.Group, commands: Iterable[click.Command]) -> None:
    """Add `commands` to `root`; a group that is there already receives the newcomer's commands.

    Raises ValueError when two commands, or a command and a group, want one name.
    """
    for command in commands:
        there = root.commands.get(command.name or "")
        if there is None:
            root.add_command(command)
        elif isinstance(there, click.Group) and isinstance(command, click.Group):
            grow(there, command.commands.values())
        elif there is not command:
            raise ValueError(f"two commands are called {command.name!r}")


def leaves(group: click.Group) -> Iterator[click.Command]:
    """Yield every command of the tree that does something by itself."""
    for command in group.commands.values():
        if isinstance(command, click.Group):
            yield from leaves(command)
            if not command.invoke_without_command:
                continue
        yield command


def prepare(command: click.Command, before: Callable[[], None]) -> None:
    """Make `command` take ``--json`` and call `before` before it runs, unless it is `without_database`."""
    if not any(JSON_FLAG in parameter.opts for parameter in command.params):
        json_option(command)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and JSON_FLAG in parameter.opts:
            parameter.help = _("Print JSON.")  # said only now that the language is known
    function = command.callback
    if function is None or getattr(function, "joren_prepared", False):
        return
    needs_database = not getattr(function, _NO_DATABASE, False)

    @wraps(function)
    def run(*arguments: Any, **options: Any) -> None:
        if needs_database:
            before()
        function(*arguments, **options)  # what it returns is nobody's exit code

    run.joren_prepared = True  # type: ignore[attr-defined]
    command.callback = run
