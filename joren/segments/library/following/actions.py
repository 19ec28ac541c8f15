"""One run of following: every segment in use, as of one day, over one state of the facts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection, transaction

from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.segments.catalogue.binding import BoundRule, bind_rule
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.saved import SavedRule
from joren.segments.engine.asking import Asking
from joren.segments.engine.engines import Engine, engine_for

from .. import growth, queries
from ..models import Following, Segment, SegmentVersion
from . import timeline, writing
from .differences import Differences, differences
from .reasons import ARCHIVED, FIRST, Because, Before, because, definition
from .state import files_of, mark_of, reopened, versions_of

Progress = Callable[[int, int, str], None]
_LOCK: Final = "segments.follow"
_People = list[tuple[int, Because]]


@dataclass(frozen=True, slots=True)
class Followed:
    """What a run came to. `entered` and `left` count people and segments together; `broken` are the keys refused."""

    day: date
    looked_at: int
    unchanged: int
    entered: int
    left: int
    broken: tuple[str, ...] = ()


def follow_all(*, progress: Progress | None = None, should_stop: Callable[[], bool] = lambda: False) -> Followed | None:
    """Follow every segment in use as of today; None while another run is at it.

    Safe to run twice, beside itself and to kill: each segment is one transaction.
    """
    with _alone() as mine:
        if not mine:
            return None
        day, engine = clock.today(), engine_for(None)
        _close_archived(day)
        found = list(queries.segments().order_by("pk"))
        known = {segment.key: segment.version for segment in found}
        looked = unchanged = entered = left = 0
        broken: list[str] = []
        for done, segment in enumerate(found):
            if should_stop():
                break
            if progress:
                progress(done, len(found), segment.name)
            try:
                changed = _follow(segment, day, engine, known)
            except JorenError as problem:
                _note_problem(segment, problem)
                broken.append(segment.key)
                continue
            looked += 1
            unchanged += changed is None
            entered += len(changed.entering) if changed else 0
            left += len(changed.leaving) if changed else 0
        return Followed(day, looked, unchanged, entered, left, tuple(broken))


def renew_past(*, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Compute what segments came to before they were followed, where that is of another rule or of long ago."""
    done = 0
    for segment in queries.segments().filter(following__isnull=False).order_by("pk"):
        state = Following.objects.get(segment=segment)
        if should_stop():
            break
        if not growth.is_due(segment, state):
            continue
        try:
            past = growth.past_counts(segment, state.began_on)
        except JorenError:
            continue
        kept = {"past": past, "past_version": segment.version, "past_computed_at": clock.now()}
        done += Following.objects.filter(pk=state.pk).update(**kept)
    return done


def _follow(segment: Segment, day: date, engine: Engine, known: Mapping[str, int]) -> Differences | None:
    """Bring one segment's spells up to that day; None where nothing it depends on changed. Raises `JorenError`."""
    state = Following.objects.filter(segment=segment).first()
    if state is not None and state.day > day:
        return None
    rule = queries.bound(segment)
    versions = versions_of(segment.key, segment.version, rule, known)
    files = files_of(rule, engine)
    mark = mark_of(day, rule, files)
    if state is not None and mark and state.mark == mark and not state.problem:
        return None
    found = differences(segment.pk, rule, day, engine)
    entering, leaving = _explained(segment, rule, found, state, versions, day, engine)
    with transaction.atomic():
        if not Segment.objects.select_for_update().filter(pk=segment.pk, version=segment.version).exists():
            return None
        if leaving:
            writing.leave(segment.pk, day, leaving)
        if entering:
            writing.enter(segment.pk, day, entering)
        members = writing.count_day(segment.pk, day, segment.version)
        if segment.keeps_timeline and state is not None:
            timeline.tell(segment, day, entering, leaving)
        _keep(segment, state, day, versions, mark, files, members)
    return found


def _explained(
    segment: Segment,
    rule: BoundRule,
    found: Differences,
    state: Following | None,
    versions: Mapping[str, int],
    day: date,
    engine: Engine,
) -> tuple[_People, _People]:
    """The people with the reason of each."""
    if state is None:
        return [(customer, FIRST) for customer in found.entering], [(c, FIRST) for c in found.leaving]
    before = Before(reopened(state.files, engine), state.day)
    old, by_definition = rule, None
    if dict(versions) != state.versions:
        by_definition = definition(state.versions, versions)
        old = _rule_of(segment, state.versions) or rule
    return (
        list(_told(old, found.entering, True, by_definition, before, day, engine)),
        list(_told(old, found.leaving, False, by_definition, before, day, engine)),
    )


def _told(
    old: BoundRule,
    ids: list[int],
    entering: bool,
    by_definition: Because | None,
    before: Before,
    day: date,
    engine: Engine,
) -> Iterator[tuple[int, Because]]:
    """Whom the rule of before would have let in or out today as well changed by facts, the others by the new rule."""
    by_facts = ids
    if by_definition is not None:
        still = _members_among(old, ids, day, engine)
        by_facts = [customer for customer in ids if (customer in still) == entering]
        others = set(ids) - set(by_facts)
        yield from ((customer, by_definition) for customer in ids if customer in others)
    yield from because(old, by_facts, entering=entering, day=day, engine=engine, before=before)


def _members_among(rule: BoundRule, ids: list[int], day: date, engine: Engine) -> set[int]:
    if not ids:
        return set()
    asking = Asking(as_of=day, ids=ids, engine=engine)
    compiler = asking.compiler()
    return {row[0] for row in asking.rows(compiler.query(["c.id"], where=[compiler.holds(rule)]))}


def _rule_of(segment: Segment, versions: Mapping[str, int]) -> BoundRule | None:
    """The rule as it was with these versions of itself and of the segments inside; None where that is gone."""

    def find(key: str) -> SavedRule:
        found = SegmentVersion.objects.filter(segment__key=key, number=versions.get(key, 0)).first()
        if found is None:
            raise LookupError(key)
        return SavedRule(key, read_rule(found.rule))

    try:
        return bind_rule(find(segment.key).rule, find_segment=find)
    except (LookupError, InvalidRule):
        return None


def _keep(
    segment: Segment,
    state: Following | None,
    day: date,
    versions: Mapping[str, int],
    mark: str,
    files: Mapping[str, Any],
    members: int,
) -> None:
    now = clock.now()
    kept = {
        "day": day,
        "versions": dict(versions),
        "mark": mark,
        "files": dict(files),
        "members": members,
        "followed_at": now,
        "problem": None,
    }
    if state is None:
        Following.objects.create(segment=segment, began_on=day, **kept)
    else:
        Following.objects.filter(pk=state.pk).update(**kept)
    Segment.objects.filter(pk=segment.pk).update(last_count=members, counted_at=now)
    SegmentVersion.objects.filter(segment=segment, number=segment.version, count=None).update(count=members)


def _note_problem(segment: Segment, problem: JorenError) -> None:
    """A broken segment keeps its members as they were; its page says since when they are not followed."""
    Following.objects.filter(segment=segment).update(problem=problem.as_dict())


def _close_archived(day: date) -> None:
    """Nobody is in a segment that was put away; when it is used again, following begins anew."""
    for segment in Segment.objects.filter(archived_at__isnull=False, following__isnull=False):
        with transaction.atomic():
            writing.close(segment.pk, day, ARCHIVED)
            Following.objects.filter(segment=segment).delete()


@contextmanager
def _alone() -> Iterator[bool]:
    """One run at a time, whatever process it is in; the database frees the lock of one that died."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [_LOCK])
        mine = bool((cursor.fetchone() or (False,))[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [_LOCK])
