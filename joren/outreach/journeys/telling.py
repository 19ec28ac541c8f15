"""A journey as programs are told of it: the API and ``--json``."""

from typing import Any

from . import queries
from .checking import problems_of
from .models import Entry, Journey, Rehearsal
from .rules.editing import find, step_ids
from .sentences.beginnings import again_sentence, only_if_sentence, trigger_sentence
from .sentences.steps import step_sentence


def told(journey: Journey) -> dict[str, Any]:
    """One line of the list."""
    return {
        "id": journey.pk,
        "name": journey.name,
        "status": journey.status,
        "version": journey.version.number if journey.version else None,
        "started_at": journey.started_at,
        "inside": queries.inside_counts([journey.pk]).get(journey.pk, 0),
    }


def told_whole(journey: Journey) -> dict[str, Any]:
    """The whole, with one sentence for each step and its numbers."""
    definition = journey.version.definition if journey.version else journey.draft
    numbers = queries.step_numbers(journey)
    return told(journey) | {
        "begins": trigger_sentence(definition.get("trigger") or {}),
        "enters": f"{again_sentence(definition)} {only_if_sentence(definition)}".strip(),
        "steps": [
            {
                "id": key,
                "sentence": step_sentence(find(definition, key) or {}, definition),
                "numbers": numbers.get(key, {}),
            }
            for key in step_ids(definition)
        ],
        "totals": queries.totals(journey),
        "problems": problems_of(journey.draft),
        "definition": definition,
    }


def told_entry(entry: Entry) -> dict[str, Any]:
    """One person in a journey."""
    position = getattr(entry, "position", None)
    return {
        "id": entry.pk,
        "customer_id": entry.customer_id,
        "number": entry.number,
        "decision": entry.decision,
        "entered_at": entry.entered_at,
        "ended_at": entry.ended_at,
        "ending": entry.ending,
        "step": position.step if position else None,
        "goes_on_at": position.due_at if position else None,
    }


def told_rehearsal(rehearsal: Rehearsal) -> dict[str, Any]:
    """What a rehearsal came to."""
    return {
        "id": rehearsal.pk,
        "state": rehearsal.state,
        "since": rehearsal.since,
        "until": rehearsal.until,
        "problem": rehearsal.problem,
        "figures": rehearsal.figures,
    }
