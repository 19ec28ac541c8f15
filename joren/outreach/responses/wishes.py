"""Writes of what people wish, with evidence: who said it, how, when, in which words."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.registry import entries
from joren.foundation.time import clock
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.models import SendingTopic, Wish
from joren.record.timeline.actions import append

from .errors import HowMissing, NoSuchTopic, NotAChannel, NotAnHour, NotAPace
from .models import Topic

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

HOURS = 24
_FIELDS = ("channel", "pace", "paused_until", "declined_topics", "hour")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a person says of how to be written to. See `Wish` for the fields."""

    channel: str = ""
    pace: str = Wish.Pace.EVERY
    paused_until: dt.date | None = None
    declined_topics: Collection[str] = ()
    hour: int | None = None


@transaction.atomic
def set_wish(
    *, customer_id: int, wanted: Wanted, how: str, by: "Staff | None", origin: str = "", channel: str = ""
) -> Wish:
    """Keep what the person said; what was learned stays beside it. The same again changes and tells nothing.

    `how`: where and in which words. `channel`, `origin`: of the message whose page it was said on. Raises `HowMissing`,
    `NotAChannel`, `NotAnHour`, `NotAPace`.
    """
    _check(wanted, how)
    wish, _created = Wish.objects.select_for_update().get_or_create(customer_id=customer_id)
    before = told(wish)
    for field in _FIELDS:
        setattr(wish, field, getattr(wanted, field))
    wish.declined_topics = sorted(set(wanted.declined_topics) & set(Topic.objects.values_list("key", flat=True)))
    changed = {key: value for key, value in told(wish).items() if value != before[key]}
    if not changed:
        return wish
    wish.asked_at, wish.asked_how = clock.now(), how.strip()[:300]
    wish.save()
    _tell(wish, changed, by=by, origin=origin, channel=channel)
    return wish


@transaction.atomic
def set_topic(*, origin: str, topic: str, by: "Staff | None") -> None:
    """Say what a sending is about; "" for nothing in particular. Counts for every message not begun yet.

    Raises `NoSuchTopic`.
    """
    if topic and not Topic.objects.filter(key=topic).exists():
        raise NoSuchTopic(topic=topic)
    if topic:
        SendingTopic.objects.update_or_create(origin=origin, defaults={"topic": topic})
    else:
        SendingTopic.objects.filter(origin=origin).delete()
    audit.record("changed", by=by, subject_type="responses.sending", label=origin, detail={"topic": topic})


def _check(wanted: Wanted, how: str) -> None:
    if not how.strip():
        raise HowMissing
    if wanted.channel and wanted.channel not in {entry.key for entry in entries(Channel)}:
        raise NotAChannel(channel=wanted.channel)
    if wanted.pace not in Wish.Pace.values:
        raise NotAPace(pace=wanted.pace, paces=", ".join(Wish.Pace.values))
    if wanted.hour is not None and not 0 <= wanted.hour < HOURS:
        raise NotAnHour(hour=wanted.hour)


def told(wish: Wish) -> dict[str, Any]:
    """What was said, as plain values."""
    return {
        "channel": wish.channel,
        "pace": str(wish.pace),
        "paused_until": wish.paused_until.isoformat() if wish.paused_until else None,
        "declined_topics": sorted(wish.declined_topics),
        "hour": wish.hour,
    }


def _tell(wish: Wish, changed: dict[str, Any], *, by: "Staff | None", origin: str, channel: str) -> None:
    said = {"how": wish.asked_how, "wishes": changed}
    append(
        customer_id=wish.customer_id,
        key="responses.wished",
        occurred_at=clock.now(),
        by=by,
        channel=channel,
        origin=origin,
        data=said,
    )
    audit.record(
        "changed",
        by=by,
        subject_type="responses.wished",
        subject_id=wish.pk,
        customer_id=wish.customer_id,
        detail=said,
    )
