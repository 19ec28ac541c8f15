"""Labels for a segment without a campaign: the same consents, blocks and budgets as for any other sending."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from joren.foundation.audit import actions as audit
from joren.foundation.time import clock
from joren.outreach.content import actions as content
from joren.outreach.content.words import Words
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery import reach
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to
from joren.segments.engine import run as engine

from . import queries
from .errors import BadTarget, NobodyReachable
from .models import PrintRun

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

NAMED: Final = 200


@dataclass(frozen=True, kw_only=True)
class Refused:
    """Why people get no label: the reason in words, how many, and the first of them by name."""

    reason: str
    label: str
    number: int
    people: list[Customer] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Reachable:
    """How many get a label, and who does not."""

    reached: int
    refused: list[Refused]


def look(segment: str, staff: "Staff") -> Reachable:
    """Who of a segment would get a label now. Raises `InvalidRule`, LookupError."""
    with _decided(_members(segment, staff)) as table:
        counts = reach.reasons_in(table)
        refused = [_refused(table, reason, number) for reason, number in counts.items() if reason]
    return Reachable(reached=counts.get("", 0), refused=sorted(refused, key=lambda one: -one.number))


@transaction.atomic
def make(*, segment: str, name: str, layout: str, target: str = "", by: "Staff") -> PrintRun:
    """Have labels made for everybody of a segment who may be written to by post; the engine puts them on the run.

    `target`: where a QR code on each leads, so that answers are counted. Raises `NobodyReachable`, `BadTarget`.
    """
    parts = urlsplit(target)
    if target and (parts.scheme not in ("https", "http") or not parts.hostname):
        raise BadTarget(address=target)
    run = PrintRun.objects.create(
        origin=f"{queries.LABELS}new", name=name, layout=layout, has_square=bool(target), created_by=by
    )
    run.origin = f"{queries.LABELS}{run.pk}"
    run.save(update_fields=["origin"])
    if target:
        block = {"type": "button", "id": "b1", "label": name, "url": target}
        words = Words(channel=queries.CHANNEL, subject=name, blocks=[block])
        content.freeze_words(words, origin=run.origin, base_url=settings.BASE_URL)
    with _decided(_members(segment, by)) as table:
        made = delivery.prepare_from(table=table, origin=run.origin, channel=queries.CHANNEL)
    if not made:
        raise NobodyReachable
    delivery.open_dispatch(origin=run.origin, channel=queries.CHANNEL, by=by)
    audit.record("created", by=by, subject_type="post.run", subject_id=run.pk, label=name, detail={"segment": segment})
    return run


def _members(segment: str, staff: "Staff") -> list[int]:
    ids = engine.members({"segment": segment})
    visible = set(customers_visible_to(staff).filter(pk__in=ids).values_list("pk", flat=True))
    return [one for one in ids if one in visible]


@contextmanager
def _decided(ids: Sequence[int]) -> Iterator[str]:
    with transaction.atomic(), reach.decide(reach.Plan(channels=(queries.CHANNEL,), at=clock.now()), ids) as table:
        yield table


def _refused(table: str, reason: str, number: int) -> Refused:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT customer_id FROM {table} WHERE reason = %s ORDER BY customer_id LIMIT %s",  # noqa: S608 - our own
            [reason, NAMED],
        )
        ids = [row[0] for row in cursor.fetchall()]
    people = list(Customer.objects.filter(pk__in=ids).order_by("family_kana", "pk"))
    return Refused(reason=reason, label=str(reach.Reason(reason).label), number=number, people=people)
