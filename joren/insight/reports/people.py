"""Who stands behind a row of a report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from joren.foundation.registry import Report, resolve
from joren.foundation.time import clock
from joren.segments.catalogue.binding import bind_rule
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.sentences import rule_sentence
from joren.segments.engine import run

from . import queries
from .errors import NotOpened, UnknownRow
from .parameters import AS_OF, read_parameters

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The people of a row: their ids, ascending, and the rule that says who they are, where there is one."""

    report: Report
    parameters: dict[str, Any]
    row: str
    as_of: date
    ids: list[int]
    rule: dict[str, Any] | None = None
    sentence: str = ""


def behind(key: str, row: str, given: Mapping[str, Any], *, staff: "Staff | None") -> Behind:
    """The people behind the row of that text. Raises what reading settings raises, `NotOpened`, `UnknownRow`."""
    report = queries.report(key)
    if not report.people:
        raise NotOpened(report=report.label)
    parameters = read_parameters(report, given)
    as_of = parameters.get(AS_OF) or clock.today()
    try:
        found = resolve(report.people)(staff, row, **parameters)
    except (LookupError, ValueError):
        raise UnknownRow(row=row[:50], report=report.label) from None
    if not isinstance(found, dict):
        return Behind(report=report, parameters=parameters, row=row, as_of=as_of, ids=sorted(set(found)))
    bound = bind_rule(read_rule(found))
    ids = run.members(bound, as_of=as_of)
    sentence = rule_sentence(bound)
    return Behind(
        report=report, parameters=parameters, row=row, as_of=as_of, ids=ids, rule=found, sentence=str(sentence)
    )
