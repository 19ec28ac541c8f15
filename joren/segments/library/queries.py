"""Every read of saved segments."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from joren.segments.catalogue.binding import BoundRule, bind_rule
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.catalogue.problems import RuleProblem
from joren.segments.catalogue.queries import Catalogue
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.saved import SavedRule
from joren.segments.catalogue.sentences import rule_sentence
from joren.segments.catalogue.tree import InSegment, Rule, segment_keys
from joren.segments.engine import run
from joren.segments.engine.tables import Column

from .errors import SegmentNotFound
from .models import Segment


def segments(*, archived: bool = False) -> QuerySet[Segment]:
    """The segments in use, or those put away."""
    return Segment.objects.filter(archived_at__isnull=not archived).select_related("created_by")


def get_segment(key: str, *, locked: bool = False) -> Segment:
    """The segment in use of that key. Raises `SegmentNotFound`, also for one that was put away.

    `locked`: for the caller's transaction alone.
    """
    rows = segments().select_for_update(of=("self",)) if locked else segments()
    found = rows.filter(key=key).first()
    if found is None:
        raise SegmentNotFound(key=key[:100])
    return found


def rule_of_version(segment: Segment, number: int) -> dict[str, Any] | None:
    """The rule it had as that version; None where there was none."""
    return segment.versions.filter(number=number).values_list("rule", flat=True).first()


def is_taken(key: str) -> bool:
    """Whether a segment, in use or put away, has that key."""
    return bool(key) and Segment.objects.filter(key=key).exists()


def saved_rule(key: str) -> SavedRule | None:
    """For rules that name a segment: see `joren.segments.catalogue.saved`."""
    found = Segment.objects.filter(key=key).only("key", "name", "rule", "names", "archived_at").first()
    if found is None:
        return None
    if found.archived_at is not None:
        return SavedRule(found.name, InSegment(key), put_away=True)
    try:
        return SavedRule(found.name, read_rule(found.rule, names=found.names), found.names)
    except InvalidRule as broken:
        told = {"key": key, "name": found.name, "reason": broken.problems[0].sentence}
        raise InvalidRule([RuleProblem("", "segment_broken", told)]) from broken


def ids_of(keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Id and name, by key, of the segments whose members are followed: also those put away, which had members once."""
    found = Segment.objects.filter(key__in=list(keys)).values_list("key", "pk", "name")
    return {key: (pk, name) for key, pk, name in found}


def used_by(key: str) -> list[Segment]:
    """The segments in use whose rules name that one."""
    return [segment for segment in segments().order_by("name", "pk") if key in set(_keys_named(segment.rule))]


def bound(segment: Segment, known: Catalogue | None = None) -> BoundRule:
    """Its rule, ready to run. Raises `InvalidRule`. `known`: the catalogue, where many are bound."""
    return bind_rule(read_rule(segment.rule, known, segment.names), known, names=segment.names)


def problem_of(segment: Segment, known: Catalogue | None = None) -> str:
    """Why the segment refuses, by the name of what is missing; "" where it does not."""
    try:
        bound(segment, known)
    except InvalidRule as broken:
        return str(broken)
    return ""


def sentence(segment: Segment) -> str:
    """Its rule in words; what is wrong with it where it is broken."""
    try:
        return rule_sentence(bound(segment))
    except InvalidRule as broken:
        return str(broken)


def reach(rule: BoundRule, *, as_of: date) -> list[tuple[str, int]]:
    """How many of the people of a rule each channel may and can reach on that day."""
    columns = [Column(channel, asked) for channel, asked in _REACH.items()]
    return list(zip(_REACH, run.evaluate(columns, as_of=as_of, among=rule).true_counts()[1:], strict=True))


def told(segment: Segment) -> dict[str, Any]:
    """A segment as the API and ``--json`` tell it."""
    return {
        "key": segment.key,
        "name": segment.name,
        "note": segment.note,
        "rule": segment.rule,
        "sentence": sentence(segment),
        "version": segment.version,
        "last_count": segment.last_count,
        "counted_at": segment.counted_at,
        "changed_at": segment.changed_at,
    }


def named_segments(rule: Rule) -> list[str]:
    """The keys of the segments a rule is made of."""
    return list(dict.fromkeys(segment_keys(rule)))


def _keys_named(data: Any) -> Iterable[str]:
    if isinstance(data, dict):
        if isinstance(data.get("segment"), str):
            yield data["segment"]
        for part in data.values():
            yield from _keys_named(part)
    elif isinstance(data, list):
        for part in data:
            yield from _keys_named(part)


def _consented(channel: str, contact: dict[str, Any]) -> dict[str, Any]:
    consent = {"channel": channel, "purpose": "marketing"}
    return {"all": [contact, {"attribute": "consent.given", "with": consent, "op": "is", "value": True}]}


_REACH: dict[str, dict[str, Any]] = {
    "mail": _consented("mail", {"attribute": "customer.has_email", "op": "is", "value": True}),
    "line": _consented("line", {"attribute": "customer.has_line", "op": "is", "value": True}),
    "phone": _consented("phone", {"attribute": "customer.has_phone", "op": "is", "value": True}),
    "post": _consented("post", {"attribute": "customer.prefecture", "op": "is_known"}),
}
"""Who may be written to and can be: consent to news and offers, and an address that is not known to be dead."""
