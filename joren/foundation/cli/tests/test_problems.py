import errno
import json
from typing import Any

import click
import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, ProgrammingError

from joren.foundation.cli import CommandProblem
from joren.foundation.cli.problems import report
from joren.foundation.errors import JorenError


class RowRefused(JorenError):
    code = "row_refused"
    message = "Row %(row)d: %(value)s is no date."
    remedy = "Write it as 2026-11-22."


class Broken(JorenError):
    code = "broken"
    status = 500
    message = "It is broken."


def caused(problem: Exception, cause: Exception) -> Exception:
    problem.__cause__ = cause
    return problem


def said_as_json(problem: Exception, capsys) -> tuple[int, dict[str, Any]]:
    code = report(problem, json=True, log_file="/home/joren.log")
    shown = capsys.readouterr()
    assert shown.err == ""
    return code, json.loads(shown.out)["error"]


def test_a_refusal_tells_code_sentence_remedy_and_details(capsys):
    assert said_as_json(RowRefused(row=3, value="31 Feb"), capsys) == (
        2,
        {
            "code": "row_refused",
            "message": "Row 3: 31 Feb is no date.",
            "remedy": "Write it as 2026-11-22.",
            "row": 3,
            "value": "31 Feb",
        },
    )


def test_people_get_the_sentence_and_the_remedy_on_stderr(capsys):
    assert report(RowRefused(row=3, value="x"), json=False, log_file="") == 2

    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "Row 3: x is no date.\nWrite it as 2026-11-22.\n")


@pytest.mark.parametrize(
    ("problem", "exit_code", "code"),
    [
        (Broken(), 1, "broken"),
        (CommandProblem("no_such_key", "There is no such key."), 2, "no_such_key"),
        (CommandProblem("gone", "It went away.", exit_code=1), 1, "gone"),
        (click.UsageError("No such option: --colour"), 2, "usage"),
        (click.FileError("x.csv", "No such file"), 1, "usage"),
        (ValidationError(["Too short.", "Too common."]), 2, "invalid"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "disk_full"),
        (caused(ProgrammingError("x"), psycopg.errors.UndefinedTable("no table")), 1, "not_prepared"),
        (caused(OperationalError("x"), psycopg.OperationalError("no server")), 1, "database_unreachable"),
        (caused(OperationalError("x"), psycopg.errors.QueryCanceled("slow")), 1, "failure"),
        (ZeroDivisionError("division by zero"), 1, "failure"),
    ],
)
def test_every_kind_of_problem_has_its_exit_code(problem, exit_code, code, capsys):
    found, error = said_as_json(problem, capsys)

    assert (found, error["code"]) == (exit_code, code)
    assert error["message"]


def test_what_nobody_expected_is_logged_and_not_shown(capsys, caplog):
    _code, error = said_as_json(ZeroDivisionError("division by zero"), capsys)

    assert "/home/joren.log" in error["message"]
    assert "division" not in json.dumps(error)
    assert "division by zero" in caplog.text


def test_a_per_cent_sign_in_a_plain_sentence_is_left_alone():
    assert str(CommandProblem("x", "At most 100 % are held back.", share=120)) == "At most 100 % are held back."
