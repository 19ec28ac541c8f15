"""Every command and option says in the reader's language what it is for."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import click

from tests.command_line import environment

_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龯]")
_OF_CLICK = ("help", "version", "lang")
# In a process of its own: what a command says is fixed in the language in which it is imported.
_TELL = "from tests.test_command_line_help import tell; tell()"


def test_every_command_and_option_has_its_help_in_japanese(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", _TELL], env=environment(tmp_path), stdout=subprocess.PIPE, text=True, check=True
    )
    said = json.loads(told.stdout)
    assert len(said) > 250
    assert [path for path, sentence in said if not _JAPANESE.search(sentence)] == []


def tell() -> None:
    """Print every command and option with its help, as JSON."""
    from joren.site.cli import _speak, root

    _speak("ja")
    sys.stdout.write(json.dumps(list(_helps(root, "joren"))))


def _helps(command: click.Command, path: str) -> Iterator[tuple[str, str]]:
    yield path, str(command.help or "")
    for option in command.params:
        if isinstance(option, click.Option) and option.name not in _OF_CLICK:
            yield f"{path} {option.opts[0]}", str(option.help or "")
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _helps(found, f"{path} {name}")
