"""Every write of saved segments."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from joren.foundation.accounts.models import Staff
from joren.foundation.audit.actions import record
from joren.foundation.jobs.actions import schedule
from joren.foundation.time import clock
from joren.segments.catalogue.binding import bind_rule
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.saved import SavedRule
from joren.segments.catalogue.saved import saved_rule as find_saved
from joren.segments.catalogue.tree import Rule, to_json
from joren.segments.engine import run

from . import queries
from .errors import BadKey, ChangedMeanwhile, NameMissing, SegmentInUse, TemplateNotFound
from .models import KEY_FORM, Segment, SegmentTemplate, SegmentVersion
from .names import names_of
from .versions import version

FOLLOW: Final = "segments.follow"
"""The job that follows who enters and who leaves."""

Kept = dict[str, dict[str, str]]


@transaction.atomic
def save(
    *,
    rule: Mapping[str, Any] | Rule,
    name: str = "",
    key: str = "",
    note: str | None = None,
    seen_version: int | None = None,
    restored_from: int | None = None,
    by: Staff | None,
) -> Segment:
    """Save a segment: a new one, or a new version of the one in use with that key (archived: it is used again).

    Without a key a new one is made up. `seen_version`: the version the change was made on; `restored_from`: the older
    one whose rule this is. Raises `InvalidRule` (also when the segment would contain itself), `BadKey`,
    `NameMissing`, `ChangedMeanwhile`.
    """
    tree = read_rule(rule) if isinstance(rule, Mapping) else rule
    key = key or f"s-{uuid.uuid4().hex[:8]}"
    _require_key(key)
    _one_at_a_time()
    bound = bind_rule(tree, find_segment=lambda wanted: SavedRule(name, tree) if wanted == key else find_saved(wanted))
    names = names_of(bound)
    segment = Segment.objects.select_for_update().filter(key=key).first()
    if segment is None:
        saved = _created(key, name, note or "", tree, names, by)
    elif seen_version is not None and seen_version != segment.version:
        raise ChangedMeanwhile
    else:
        saved = _changed(segment, name, note, tree, names, by, restored_from)
    schedule(FOLLOW, by=by)
    return saved


@transaction.atomic
def restore_version(segment: Segment, number: int, *, by: Staff | None) -> Segment:
    """Take the rule of an older version back, as a new version; of the present one nothing changes.

    Raises `VersionNotFound`, and `InvalidRule` when what that rule names is gone.
    """
    found = version(segment, number)
    return save(key=segment.key, rule=found.rule, seen_version=segment.version, restored_from=number, by=by)


@transaction.atomic
def archive(segment: Segment, *, by: Staff | None) -> None:
    """Put a segment away. Raises `SegmentInUse` while others are made of it."""
    _one_at_a_time()
    users = queries.used_by(segment.key)
    if users:
        raise SegmentInUse(users=", ".join(user.name for user in users))
    segment.archived_at = clock.now()
    segment.save(update_fields=["archived_at", "changed_at"])
    _record("segment.archived", segment, by)


@transaction.atomic
def restore(segment: Segment, *, by: Staff | None) -> None:
    """Take a segment back. Raises `InvalidRule` when what it names is gone."""
    _one_at_a_time()
    queries.bound(segment)
    segment.archived_at = None
    segment.save(update_fields=["archived_at", "changed_at"])
    _record("segment.restored", segment, by)


@transaction.atomic
def keep_on_timeline(segment: Segment, *, keep: bool, by: Staff | None) -> None:
    """Whether entering and leaving this segment stand on people's timelines from now on."""
    segment.keeps_timeline = keep
    segment.save(update_fields=["keeps_timeline", "changed_at"])
    _record("segment.timeline", segment, by, {"keeps": keep})


@transaction.atomic
def save_template(segment: Segment, *, name: str, why: str = "", by: Staff | None) -> SegmentTemplate:
    """Keep a segment's rule as one of the business's own templates. Raises `NameMissing`, `InvalidRule`."""
    queries.bound(segment)
    if not name.strip():
        raise NameMissing
    saved = SegmentTemplate.objects.create(
        key=f"t-{uuid.uuid4().hex[:8]}",
        name=name.strip()[:200],
        why=why.strip(),
        rule=segment.rule,
        names=segment.names,
        saved_by=by,
    )
    _record("segment.templated", segment, by, {"template": saved.key, "name": saved.name})
    return saved


@transaction.atomic
def remove_template(key: str, *, by: Staff | None) -> SegmentTemplate:
    """Remove one of the business's own templates; segments made from it stay. Raises `TemplateNotFound`."""
    found = SegmentTemplate.objects.filter(key=key).first()
    if found is None:
        raise TemplateNotFound(key=key[:100])
    detail = {"template": key, "rule": found.rule}
    record(
        "template.removed",
        by=by,
        subject_type="segment_template",
        subject_id=found.pk,
        label=found.name,
        detail=detail,
    )
    found.delete()
    return found


def count(segment: Segment, *, as_of: date | None = None) -> int:
    """How many members, remembered when asked for today. Raises `InvalidRule`."""
    number = run.count(queries.bound(segment), as_of=as_of)
    if as_of is None:
        remember_count(segment, number)
    return number


def remember_count(segment: Segment, number: int) -> None:
    """Keep what the segment came to now, for the list."""
    segment.last_count, segment.counted_at = number, clock.now()
    Segment.objects.filter(pk=segment.pk).update(last_count=number, counted_at=segment.counted_at)


def record_export(segment: Segment, *, count: int, columns: list[str], reason: str, by: Staff | None) -> None:
    """Say in the audit trail who took the members' list away and what for."""
    detail = {"count": count, "columns": columns, "reason": reason, "version": segment.version}
    _record("segment.exported", segment, by, detail)


def _one_at_a_time() -> None:
    """Two who save at once could each make a loop that neither sees: who names whom changes one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('segments.library', 0))")


def _created(key: str, name: str, note: str, rule: Rule, names: Kept, by: Staff | None) -> Segment:
    if not name.strip():
        raise NameMissing
    segment = Segment.objects.create(
        key=key, name=name.strip(), note=note, rule=to_json(rule), names=names, created_by=by
    )
    SegmentVersion.objects.create(segment=segment, number=1, rule=segment.rule, names=names, saved_by=by)
    _record("segment.created", segment, by, {"rule": segment.rule})
    return segment


def _changed(
    segment: Segment,
    name: str,
    note: str | None,
    rule: Rule,
    names: Kept,
    by: Staff | None,
    restored_from: int | None,
) -> Segment:
    before, after = segment.rule, to_json(rule)
    segment.names = names
    segment.name = name.strip() or segment.name
    segment.note = segment.note if note is None else note
    segment.archived_at = None
    if after != before:
        segment.rule, segment.version = after, segment.version + 1
        segment.last_count = segment.counted_at = None
        SegmentVersion.objects.create(
            segment=segment, number=segment.version, rule=after, names=names, saved_by=by, restored_from=restored_from
        )
    segment.save()
    _record("segment.changed", segment, by, {"before": before, "after": after})
    return segment


def _require_key(key: str) -> None:
    try:
        KEY_FORM(key)
    except ValidationError:
        raise BadKey(key=key[:100]) from None


def _record(action: str, segment: Segment, by: Staff | None, detail: dict[str, Any] | None = None) -> None:
    record(action, by=by, subject_type="segment", subject_id=segment.pk, label=segment.name, detail=detail)
