"""``joren …`` typed in the test's own process and database: the same commands without the start."""

import json
from pathlib import Path

import click
from click.testing import CliRunner

from joren.foundation.cli.output import JSON_FLAG
from joren.foundation.cli.problems import report
from joren.site.cli import grow_house
from tests.command_line import Outcome

_house: list[click.Group] = []


def house() -> click.Group:
    """Return the root with every app's commands, made once."""
    if not _house:
        root = click.Group("joren")
        grow_house(root)
        _house.append(root)
    return _house[0]


def commands() -> dict[str, click.Command]:
    """Return every command that does something, by its full name: ``"import customers"``."""
    found: dict[str, click.Command] = {}

    def walk(group: click.Group, before: str) -> None:
        for name, command in group.commands.items():
            if isinstance(command, click.Group):
                walk(command, f"{before}{name} ")
            else:
                found[before + name] = command

    walk(house(), "")
    return found


def typed(*arguments: str, stdin: str = "") -> Outcome:
    """Run a command to its end, with the exit code and the error a script would get."""
    result = CliRunner().invoke(
        _reporting(list(arguments)), [], input=stdin, prog_name="joren", catch_exceptions=False, standalone_mode=False
    )
    return Outcome(result.return_value or 0, result.stdout, result.stderr)


def _reporting(arguments: list[str]) -> click.Command:
    """What `joren.site.cli.run` does around a command, as one command that `CliRunner` can listen to."""

    @click.command()
    def run() -> int:
        try:
            code = house().main(args=arguments, prog_name="joren", standalone_mode=False)
        except Exception as problem:
            return report(problem, json=JSON_FLAG in arguments, log_file="joren.log")
        return code if isinstance(code, int) else 0

    return run


def said(*arguments: str, stdin: str = "") -> object:
    """Return what a command that works says with ``--json``."""
    outcome = typed(*arguments, JSON_FLAG, stdin=stdin)
    assert outcome.code == 0, outcome.out + outcome.err
    return json.loads(outcome.out)


def write(folder: Path, name: str, content: object) -> str:
    """Write `content` (text as it is, anything else as JSON) and return the path as a command takes it."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return str(path)
