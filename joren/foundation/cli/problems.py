"""How a command that did not work says so: a sentence for people, one JSON shape, an exit code."""

import errno
import logging
from typing import Any

import click
from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError
from django.utils.translation import gettext as _

from joren.foundation.cli.output import as_json
from joren.foundation.errors import JorenError, Words

BAD_INPUT, FAILURE, INTERRUPTED = 2, 1, 130
_SERVER_FAULT = 500
_NOT_PREPARED = {"42P01", "42703"}  # PostgreSQL: undefined table, undefined column

log = logging.getLogger("joren.cli")


class CommandProblem(JorenError):
    """A command's own refusal: `exit_code` 2 for bad input, 1 for a failure."""

    def __init__(self, code: str, message: Words, exit_code: int = BAD_INPUT, **details: Any) -> None:
        """Name the stable `code`, the translated sentence and whatever a program may want to know."""
        super().__init__(message, code=code, **details)
        self.exit_code = exit_code


def exit_code_of(problem: BaseException) -> int:
    """Return 2 for anything the user can put right, 1 for a failure."""
    if isinstance(problem, CommandProblem):
        return problem.exit_code
    if isinstance(problem, JorenError):
        return FAILURE if problem.status >= _SERVER_FAULT else BAD_INPUT
    if isinstance(problem, click.ClickException):
        return problem.exit_code
    return BAD_INPUT if isinstance(problem, ValidationError) else FAILURE


def as_error(problem: BaseException, log_file: str) -> dict[str, Any]:
    """Return ``code``, ``message`` and details of any exception; one we did not expect goes to the log."""
    if isinstance(problem, JorenError):
        return problem.as_dict()
    if isinstance(problem, click.ClickException):
        return {"code": "usage", "message": problem.format_message()}
    if isinstance(problem, ValidationError):
        return {"code": "invalid", "message": " ".join(problem.messages)}
    if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return {"code": "disk_full", "message": _("The disk is full. Free some room and try again.")}
    log.error("a command failed", exc_info=problem)
    return (isinstance(problem, DatabaseError) and _of_the_database(problem)) or _unexpected(log_file)


def _of_the_database(problem: DatabaseError) -> dict[str, Any] | None:
    state = getattr(problem.__cause__, "sqlstate", None)
    if state in _NOT_PREPARED:
        return {
            "code": "not_prepared",
            "message": _("The tables of the database do not fit this version of Joren."),
            "remedy": _("Run: joren init"),
        }
    if isinstance(problem, OperationalError) and state is None:
        return {
            "code": "database_unreachable",
            "message": _("The database cannot be reached."),
            "remedy": _("Run: joren doctor"),
        }
    return None


def _unexpected(log_file: str) -> dict[str, Any]:
    message = _("Something went wrong that Joren did not expect. What happened is written in %(log)s.")
    return {"code": "failure", "message": message % {"log": log_file}}


def report(problem: BaseException, *, json: bool, log_file: str) -> int:
    """Say what went wrong, on stdout as JSON or on stderr in words, and return the exit code."""
    error = as_error(problem, log_file)
    if json:
        click.echo(as_json({"error": error}))
    elif isinstance(problem, click.ClickException):
        problem.show()
    else:
        click.echo("\n".join(filter(None, [error["message"], error.get("remedy", "")])), err=True)
    return exit_code_of(problem)
