"""A rule as people give it on the command line: a saved key, a file, standard input, or the JSON itself."""

import json
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from joren.foundation.cli import CommandProblem

from . import queries

_LARGEST_FILE = 1_000_000
_LONGEST_SHOWN = 80


def rule_of(argument: str) -> dict[str, Any]:
    """Return the rule of a file, of standard input (-), of JSON written in place, or of a saved segment.

    Raises CommandProblem, and SegmentNotFound for a key nobody saved.
    """
    written = written_rule(argument)
    if written is not None:
        return written
    rule: dict[str, Any] = queries.get_segment(argument).rule
    return rule


def written_rule(argument: str) -> dict[str, Any] | None:
    """Return the rule `argument` spells out or points to; None when it can only be a segment's key."""
    if argument == "-":
        return _parsed(sys.stdin.read(_LARGEST_FILE + 1), argument)
    if argument.lstrip().startswith("{"):
        return _parsed(argument, argument)
    path = Path(argument)
    if _is_file(path):
        return _parsed(_text_of(path), argument)
    if path.suffix == ".json":
        raise CommandProblem("no_file", _("There is no file %(file)s."), file=argument)
    return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # longer than any name of a file can be
        return False


def _text_of(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(_LARGEST_FILE + 1)
    except (OSError, UnicodeDecodeError):
        raise CommandProblem("not_json", _("%(file)s is not JSON."), file=str(path)) from None


def _parsed(text: str, name: str) -> dict[str, Any]:
    shown = name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"
    if len(text) > _LARGEST_FILE:
        raise CommandProblem("too_large", _("%(file)s is too large for a rule."), file=shown)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise CommandProblem("not_json", _("%(file)s is not JSON."), file=shown) from None
    if not isinstance(data, dict):
        raise CommandProblem("not_json", _("%(file)s holds no rule: a rule is a JSON object."), file=shown)
    return data
