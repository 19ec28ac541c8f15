"""Whether a draft may be published: everything that stands in its way, by step."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError
from joren.foundation.registry import resolve
from joren.foundation.time import clock
from joren.segments.catalogue.binding import bind_rule
from joren.segments.catalogue.reading import read_rule
from joren.segments.library.models import Segment

from .kinds import action, action_keys, trigger
from .rules import flow
from .rules.definition import BadDefinition, read
from .rules.flow import Flow
from .sentences.labels import remark_sentence
from .triggers import date_rule

Problems = dict[str, list[str]]


def problems_of(definition: Mapping[str, Any]) -> Problems:
    """Sentences by step id, "" for the whole; nothing where it may be published."""
    found: Problems = defaultdict(list)
    try:
        read_flow = read(definition, action_keys())
    except BadDefinition as bad:
        for remark in bad.remarks:
            found[remark.step].append(remark_sentence(remark))
        return dict(found)
    _check_trigger(read_flow, found)
    if read_flow.only_if is not None:
        _check_rule(read_flow.only_if, "", found)
    for key, step in read_flow.nodes.items():
        _check_step(read_flow, key, step, found)
    return dict(found)


def _check_trigger(read_flow: Flow, found: Problems) -> None:
    kind, settings = trigger(read_flow.trigger), read_flow.settings
    if kind is None:
        found.setdefault("", []).append(_("What begins this journey is not installed any more."))
    elif kind.keys and not resolve(kind.keys)(settings):
        found.setdefault("", []).append(_("It is not chosen yet which event begins this journey."))
    elif kind.spell and not Segment.objects.filter(key=settings.get("segment") or "", archived_at=None).exists():
        found.setdefault("", []).append(_("The segment that begins this journey is not there."))
    elif kind.becomes:
        _check_rule(settings.get("rule") or {}, "", found)
    elif kind.key == "date":
        _check_rule(date_rule(settings, clock.today()) if settings.get("attribute") else {}, "", found)


def _check_rule(rule: Mapping[str, Any], step: str, found: Problems) -> None:
    try:
        bind_rule(read_rule(rule))
    except JorenError as problem:
        found.setdefault(step, []).append(str(problem))


def _check_step(read_flow: Flow, key: str, step: flow.Step, found: Problems) -> None:
    if step.type == flow.RULE:
        _check_rule(step.settings["rule"], key, found)
    elif step.type == flow.REACTION and step.settings["reaction"] != "bought":
        asked = read_flow.nodes.get(str(step.settings.get("step") or ""))
        if asked is None or asked.type != "message":
            found.setdefault(key, []).append(_("It is not chosen yet to which message the reaction is looked for."))
    elif step.acts:
        kind = action(step.type)
        if kind and kind.check:
            found.setdefault(key, []).extend(str(said) for said in resolve(kind.check)(step.settings))
            if not found[key]:
                del found[key]
