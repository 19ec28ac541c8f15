"""What journeys show of a person, on the customer's page and on their own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from .models import Entry
from .queries import entries_of_customer, passages_of
from .rules.editing import find
from .sentences.labels import icon, outcome_label, path_label
from .sentences.steps import step_sentence


@dataclass(frozen=True, slots=True)
class Stage:
    """A step on somebody's way. `outcome` is "" where the person stands now."""

    at: datetime
    icon: str
    sentence: str
    outcome: str
    goes_at: str = ""
    problem: str = ""


def way_of(entry: Entry) -> list[Stage]:
    """What is behind the person, and where they stand."""
    definition = entry.version.definition
    found = [_stage(row, definition) for row in passages_of(entry)]
    position = getattr(entry, "position", None)
    if position is not None:
        step = find(definition, position.step) or {}
        sentence = step_sentence(step, definition)
        found.append(Stage(position.due_at, icon(str(step.get("type"))), sentence, "", "", position.problem))
    return found


def _stage(row: Any, definition: Any) -> Stage:
    step = find(definition, row.step) or {}
    kind = str(step.get("type"))
    sentence = step_sentence(step, definition) if step else row.step
    outcome = path_label(kind, row.outcome) if step.get("paths") and kind != "split" else outcome_label(row.outcome)
    return Stage(row.at, icon(kind), sentence, outcome, problem=str(row.detail.get("problem") or ""))


def of_customer(request: HttpRequest, customer: Any) -> dict[str, Any] | None:
    """The journeys of a customer, with what comes next; left out where there are none."""
    found = entries_of_customer(customer.pk)
    if not found:
        return None
    return {"entries": [(entry, next_of(entry)) for entry in found]}


def next_of(entry: Entry) -> Stage | None:
    """Where somebody inside stands."""
    position = getattr(entry, "position", None)
    if position is None:
        return None
    step = find(entry.version.definition, position.step) or {}
    return Stage(position.due_at, icon(str(step.get("type"))), step_sentence(step, entry.version.definition), "")
