"""Who is in a segment at this moment, at the cost of what changed: the followed spells, put right by who differs."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.cache import cache
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from joren.foundation.accounts.models import Staff
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to
from joren.segments.catalogue.binding import BoundRule
from joren.segments.engine.engines import engine_for
from joren.segments.mirror.reading import fresh_version

from .following.differences import differences
from .following.state import files_of, identity, mark_of
from .models import Following, Membership, Segment

_KEPT_FOR: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Standing:
    """`count` members as of `day`: those with an open spell, but for `leaving`, and `entering`."""

    segment_id: int
    day: date
    count: int
    entering: Sequence[int] = ()
    leaving: Sequence[int] = ()

    def people(self, staff: Staff | None) -> QuerySet[Customer]:
        """Those of them that this person may see."""
        spells = Membership.objects.filter(segment_id=self.segment_id, left_on=None, customer_id=OuterRef("pk"))
        inside: Any = Exists(spells)
        if self.leaving:
            inside = Q(inside) & ~Q(pk__in=_listed(self.leaving))
        if self.entering:
            inside = Q(inside) | Q(pk__in=_listed(self.entering))
        return customers_visible_to(staff).filter(inside)


def standing(segment: Segment, rule: BoundRule, day: date) -> Standing:
    """Who is in it, by its bound rule, as of a day. Raises what the engine raises."""
    engine = engine_for(None)
    state = Following.objects.filter(segment=segment).first()
    mark = mark_of(day, rule, files_of(rule, engine))
    if state is not None and mark and state.mark == mark:
        return Standing(segment.pk, day, state.members)
    found = differences(segment.pk, rule, day, engine)
    spells = Membership.objects.filter(segment=segment, left_on=None).count()
    count = spells + len(found.entering) - len(found.leaving)
    return Standing(segment.pk, day, count, found.entering, found.leaving)


def kept(what: str, rules: Sequence[BoundRule], day: date, compute: Callable[[], Any]) -> Any:
    """An answer about rules that is told again until a fact, a rule or the day changes. Must be plain data.

    Inside a transaction nothing is kept: what that has written, the mirror does not know.
    """
    if connection.in_atomic_block:
        return compute()
    before = fresh_version()
    asked = "|".join([what, before, day.isoformat(), *map(identity, rules)])
    key = f"segments.{hashlib.sha256(asked.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = compute()
        if fresh_version() == before:
            cache.set(key, found, _KEPT_FOR)
    return found


def _listed(ids: Sequence[int]) -> Any:
    """One array: an IN list would be parsed item by item."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])
