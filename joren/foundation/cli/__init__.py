"""How every ``joren`` command speaks: ``--json`` or plain words, one shape for errors, progress for people.

An app's ``commands.py`` uses it like this::

    @click.command("show", epilog=example("joren customers show M0001 --json"))
    @click.argument("ref")
    @json_option
    def show(ref: str) -> None:
        emit(queries.customer(ref), human=lines)

Commands get the database started and Django set up before their body runs; `without_database` declines that.
`json_option` is added to commands that lack it.
"""

from .output import emit, example, json_option, plain, wants_json
from .problems import CommandProblem
from .progress import progress
from .tree import without_database

__all__ = [
    "CommandProblem",
    "emit",
    "example",
    "json_option",
    "plain",
    "progress",
    "wants_json",
    "without_database",
]
