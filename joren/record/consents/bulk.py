"""Consents out of files, by the ten thousand.

A file's yes never overrules a person's own later no: only a withdrawal that came from a file of the same source is
turned back by one. A file's no always counts.
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
    standing = _standing([key for key, _channel in last if key not in new])
    granted: list[Said] = []
    refused: list[Said] = []
    ended: list[tuple[Said, int]] = []
    for key, one in last.items():
        open_id, withdrawn_source = standing.get(key, (None, None))
        if one.yes and open_id is None:
            if withdrawn_source in (None, source):
                granted.append(one)
            else:
                sentence = _("The file says yes where the customer has said no since; the no stands.")
                warn(one.row, "consent_kept", sentence, value=one.text)
        elif not one.yes and open_id is not None:
            ended.append((one, open_id))
        elif not one.yes and withdrawn_source is None:
            refused.append(one)
    _write(granted, refused, ended, source, import_id, at, remember)
    return Counts(
        {
            key: value
            for key, value in (("consents_given", len(granted)), ("consents_refused", len(refused) + len(ended)))
            if value
        }
    )


def _standing(customer_ids: list[int]) -> dict[tuple[int, str], tuple[int | None, str | None]]:
    """For each (customer, channel): the open grant's id, and who recorded the last withdrawal if there is none open."""
    if not customer_ids:
        return {}
    found: dict[tuple[int, str], tuple[int | None, str | None]] = {}
    rows = (
        Consent.objects.filter(customer_id__in=set(customer_ids), purpose=_PURPOSE)
        .order_by("withdrawn_at")
        .values_list("customer_id", "channel", "id", "withdrawn_at", "withdrawn_how", "source", "import_id")
    )
    for customer_id, channel, key, withdrawn_at, how, source, import_id in rows:
        if withdrawn_at is None:
            found[(customer_id, channel)] = (key, None)
            continue
        open_id = found.get((customer_id, channel), (None, None))[0]
        # A grant that came from a file and was ended by the person carries the file's source: `how` tells them apart.
        of_file = source if import_id is not None and how.startswith(_FILE_MARK) else ""
        found[(customer_id, channel)] = (open_id, of_file)
    return found


_FILE_MARK: Final = "import: "


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
            yield (one.customer_id, one.channel, _PURPOSE, None, "", "", at, _FILE_MARK + one.how, source, import_id)

    copy_rows("consents_consent", _COLUMNS, rows())
    if ended:
        remember("consents_consent", [key for _one, key in ended])
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE consents_consent SET withdrawn_at = %s, withdrawn_how = %s WHERE id = %s",
                [(at, _FILE_MARK + one.how, key) for one, key in ended],
            )
    copy_events("consents.granted", _events(granted, at), import_id=import_id)
    copy_events("consents.withdrawn", _events([*refused, *(one for one, _ in ended)], at), import_id=import_id)


def _events(said: list[Said], at: datetime) -> Iterable[BulkEvent]:
    day = at.astimezone(TOKYO).date()
    for one in said:
        data = {"channel": one.channel, "purpose": _PURPOSE, "how": one.how}
        yield (one.customer_id, at, day, None, None, one.channel, data)
