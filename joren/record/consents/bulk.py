"""Consents out of files, by the ten thousand.

A file's yes never overrules a person's own later no: only what a file refused can a file grant again. A file's no
always counts. Policies other than "overwrite" (docs/rules/imports.md): keep says nothing of known customers, fill
speaks where nothing was ever said, newest counts what was said later, by the moment the file's rows tell.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from joren.foundation.database.copying import copy_rows
from joren.foundation.importing import Counts, Policy
from joren.foundation.importing.rows import Changed, Remember, Warn
from joren.foundation.time.clock import TOKYO
from joren.record.customers.models import Customer
from joren.record.timeline.bulk import BulkEvent, copy_events
from joren.record.timeline.models import Event

from .models import Consent

_COLUMNS: Final = (
    *("customer_id", "channel", "purpose", "granted_at", "granted_how", "granted_text"),
    *("withdrawn_at", "withdrawn_how", "source", "import_id"),
)
_TOLD: Final = 20
_PURPOSE: Final = Consent.Purpose.MARKETING.value
_NO_POLICIES: Final[Mapping[str, Policy]] = {}


@dataclass(frozen=True, slots=True)
class Said:
    """What one row of a file says: yes or no to one channel, how it came about, and the words.

    `at`: when the file's system last changed the row, if it tells; counted under the policy "newest" alone.
    """

    customer_id: int
    channel: str
    yes: bool
    how: str
    text: str
    row: int
    at: datetime | None = None


def say_many(
    said: Sequence[Said],
    *,
    new: set[int],
    source: str,
    import_id: int,
    at: datetime,
    remember: Remember,
    warn: Warn,
    policies: Mapping[str, Policy] = _NO_POLICIES,
    changed: Changed | None = None,
) -> Counts:
    """Record these consents to news and offers, in the caller's transaction. `new`: customers made just now.

    `policies`: channel to policy, "overwrite" for all others. `changed` hears of the first changes of known customers.
    """
    last = _last_said(said, policies)
    standing = _standing({key for key, _channel in last if key not in new})
    last = {key: one for key, one in last.items() if key[0] in new or _counts(one, standing.get(key), policies)}
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
    dated = {channel for channel, policy in policies.items() if policy == "newest"}
    if changed is not None:
        _tell([(one, True) for one in granted] + [(one, False) for one, _key in ended], standing, new, changed)
    _write(granted, refused, ended, _Writing(source, import_id, at, remember, dated))
    given, gone = len(granted), len(refused) + len(ended)
    return Counts({name: count for name, count in (("consents_given", given), ("consents_refused", gone)) if count})


def _tell(
    said: list[tuple[Said, bool]], standing: Mapping[tuple[int, str], "_State"], new: set[int], changed: Changed
) -> None:
    """Tell the first changes of what known customers agreed to; a no of whom nobody ever asked changes nothing."""
    first = list(islice(((one, yes) for one, yes in said if one.customer_id not in new), _TOLD))
    people = Customer.objects.in_bulk({one.customer_id for one, _yes in first})
    words = {True: _("agreed"), False: _("refused")}
    for one, yes in first:
        state = standing.get((one.customer_id, one.channel))
        was = "" if state is None else words[False] if yes else words[True]
        label = people[one.customer_id].full_name
        changed(one.row, one.customer_id, label, {f"consent_{one.channel}": [was, words[yes]]})


@dataclass(slots=True)
class _State:
    """Where a customer and channel stand: the open grant, else whether and by whom there was a no."""

    open_id: int | None = None
    said_no: bool = False
    said_no_themselves: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Writing:
    """What is the same for all consents of a batch. `dated`: channels whose rows tell their own moment."""

    source: str
    import_id: int
    at: datetime
    remember: Remember
    dated: set[str]

    def moment(self, one: Said) -> datetime:
        """When it was said."""
        return one.at or self.at if one.channel in self.dated else self.at


def _last_said(said: Sequence[Said], policies: Mapping[str, Policy]) -> dict[tuple[int, str], Said]:
    """What counts of rows of one customer: the last; under "keep" and "fill" the first, under "newest" the newest."""
    found: dict[tuple[int, str], Said] = {}
    for one in said:
        key, policy = (one.customer_id, one.channel), policies.get(one.channel, "overwrite")
        first = found.setdefault(key, one)
        if first is one or policy in ("keep", "fill"):
            continue
        older = policy == "newest" and one.at and first.at and (one.at, not one.yes) < (first.at, not first.yes)
        if not older:
            found[key] = one
    return found


def _counts(one: Said, state: "_State | None", policies: Mapping[str, Policy]) -> bool:
    """Whether what a file says of a known customer counts at all."""
    policy = policies.get(one.channel, "overwrite")
    if policy == "keep":
        return False
    if state is None or (state.open_id is None and not state.said_no):
        return True
    if policy == "fill":
        return False
    if policy == "newest" and one.at and state.since:
        return one.at > state.since or (one.at == state.since and not one.yes)
    return True


def _standing(customer_ids: set[int]) -> dict[tuple[int, str], _State]:
    if not customer_ids:
        return {}
    by_files = _ended_by_files(customer_ids)
    found: dict[tuple[int, str], _State] = {}
    rows = (
        Consent.objects.filter(customer_id__in=customer_ids, purpose=_PURPOSE)
        .order_by("withdrawn_at")
        .values_list("customer_id", "channel", "id", "granted_at", "withdrawn_at")
    )
    for customer_id, channel, key, granted_at, withdrawn_at in rows:
        state = found.setdefault((customer_id, channel), _State())
        state.since = max(filter(None, (state.since, granted_at, withdrawn_at)), default=None)
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


def _write(granted: list[Said], refused: list[Said], ended: list[tuple[Said, int]], to: _Writing) -> None:
    def rows() -> Iterable[tuple[Any, ...]]:
        tail = (to.source, to.import_id)
        for one in granted:
            yield (one.customer_id, one.channel, _PURPOSE, to.moment(one), one.how, one.text, None, "", *tail)
        for one in refused:
            yield (one.customer_id, one.channel, _PURPOSE, None, "", "", to.moment(one), one.how, *tail)

    copy_rows("consents_consent", _COLUMNS, rows())
    if ended:
        to.remember("consents_consent", [key for _one, key in ended])
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE consents_consent SET withdrawn_at = %s, withdrawn_how = %s WHERE id = %s",
                [(to.moment(one), one.how, key) for one, key in ended],
            )
    copy_events("consents.granted", _events(granted, to), import_id=to.import_id)
    copy_events("consents.withdrawn", _events([*refused, *(one for one, _ in ended)], to), import_id=to.import_id)


def _events(said: list[Said], to: _Writing) -> Iterable[BulkEvent]:
    for one in said:
        at = to.moment(one)
        data = {"channel": one.channel, "purpose": _PURPOSE, "how": one.how}
        yield (one.customer_id, at, at.astimezone(TOKYO).date(), None, None, one.channel, data)
