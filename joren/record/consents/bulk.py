"""Consents out of files, by the ten thousand.

A file's yes never overrules a person's own later no: only what a file refused can a file grant again. A file's no
always counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from joren.foundation.database.copying import copy_rows
from joren.foundation.importing import Counts
from joren.foundation.importing.rows import Remember, Warn
from joren.foundation.time.clock import TOKYO
from joren.record.timeline.bulk import BulkEvent, copy_events
from joren.record.timeline.models import Event

from .models import Consent

_COLUMNS: Final = (
    *("customer_id", "channel", "purpose", "granted_at", "granted_how", "granted_text"),
    *("withdrawn_at", "withdrawn_how", "source", "import_id"),
)
_PURPOSE: Final = Consent.Purpose.MARKETING.value


@dataclass(frozen=True, slots=True)
class Said:
    """What one row of a file says: yes or no to one channel, how it came about, and the words."""

    customer_id: int
    channel: str
    yes: bool
    how: str
    text: str
    row: int


def say_many(
    said: Sequence[Said],
    *,
    new: set[int],
    source: str,
    import_id: int,
    at: datetime,
    remember: Remember,
    warn: Warn,
) -> Counts:
    """Record these consents to news and offers, in the caller's transaction. `new`: customers made just now."""
    last = {(one.customer_id, one.channel): one for one in said}
    standing = _standing({key for key, _channel in last if key not in new})
    granted: list[Said] = []
    refused: list[Said] = []
    ended: list[tuple[Said, int]] = []
    for key, one in last.items():
        state = standing.get(key, _State())
        if one.yes and state.open_id is None:
            if state.said_no_themselves:
                sentence = _("The file says yes where the customer has said no since; the no stands.")
                warn(one.row, "consent_kept", sentence, value=one.text)
            else:
                granted.append(one)
        elif not one.yes and state.open_id is not None:
            ended.append((one, state.open_id))
        elif not one.yes and not state.said_no:
            refused.append(one)
    _write(granted, refused, ended, source, import_id, at, remember)
    given, gone = len(granted), len(refused) + len(ended)
    return Counts({name: count for name, count in (("consents_given", given), ("consents_refused", gone)) if count})


@dataclass(slots=True)
class _State:
    """Where a customer and channel stand: the open grant, else whether and by whom there was a no."""

    open_id: int | None = None
    said_no: bool = False
    said_no_themselves: bool = False


def _standing(customer_ids: set[int]) -> dict[tuple[int, str], _State]:
    if not customer_ids:
        return {}
    by_files = _ended_by_files(customer_ids)
    found: dict[tuple[int, str], _State] = {}
    rows = (
        Consent.objects.filter(customer_id__in=customer_ids, purpose=_PURPOSE)
        .order_by("withdrawn_at")
        .values_list("customer_id", "channel", "id", "withdrawn_at")
    )
    for customer_id, channel, key, withdrawn_at in rows:
        state = found.setdefault((customer_id, channel), _State())
        if withdrawn_at is None:
            state.open_id = key
        else:
            state.said_no = True
            state.said_no_themselves = (customer_id, channel, withdrawn_at) not in by_files
    return found


def _ended_by_files(customer_ids: set[int]) -> set[tuple[int, str, datetime]]:
    """The withdrawals that an import recorded, as the timeline tells them."""
    events = Event.objects.filter(customer_id__in=customer_ids, key="consents.withdrawn", import_id__isnull=False)
    return set(events.values_list("customer_id", "channel", "occurred_at"))


def _write(
    granted: list[Said],
    refused: list[Said],
    ended: list[tuple[Said, int]],
    source: str,
    import_id: int,
    at: datetime,
    remember: Remember,
) -> None:
    def rows() -> Iterable[tuple[Any, ...]]:
        for one in granted:
            yield (one.customer_id, one.channel, _PURPOSE, at, one.how, one.text, None, "", source, import_id)
        for one in refused:
            yield (one.customer_id, one.channel, _PURPOSE, None, "", "", at, one.how, source, import_id)

    copy_rows("consents_consent", _COLUMNS, rows())
    if ended:
        remember("consents_consent", [key for _one, key in ended])
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE consents_consent SET withdrawn_at = %s, withdrawn_how = %s WHERE id = %s",
                [(at, one.how, key) for one, key in ended],
            )
    copy_events("consents.granted", _events(granted, at), import_id=import_id)
    copy_events("consents.withdrawn", _events([*refused, *(one for one, _ in ended)], at), import_id=import_id)


def _events(said: list[Said], at: datetime) -> Iterable[BulkEvent]:
    day = at.astimezone(TOKYO).date()
    for one in said:
        data = {"channel": one.channel, "purpose": _PURPOSE, "how": one.how}
        yield (one.customer_id, at, day, None, None, one.channel, data)
