"""What was handed over, kept on disk beside the database: it remembers when the database goes back in time.

A backup that is restored shows messages as waiting that went out since. Each turn of the engine takes a number from a
sequence of the database and writes it here with the messages it began. A number here that the database has not reached
yet means that the database was restored: what waits there and was begun according to the ledger is uncertain.

Records of 17 bytes are appended, a whole turn with one write: ``T`` a turn's number, ``H`` a message about to be handed
over, ``R`` one that certainly was not taken after all. Messages are named by their number and eight bytes of a digest
of what makes them unique, because numbers come again after a restore. Files are kept for ninety days.
"""

import os
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path
from struct import Struct
from typing import Final, NamedTuple

from django.db import connection, transaction

from joren.foundation.database.home import subfolder
from joren.foundation.time import clock

from .channels import Handover
from .models import Delivery, Dispatch

KEPT: Final = timedelta(days=90)
RESTORED: Final = "restored"
"""The reason of a message that the database believes to be waiting and the ledger to be handed over."""
NOT_TAKEN: Final = ("retry", "not_begun")
"""Outcomes after which a message certainly is not at the other side."""
_RECORD: Final = Struct(">cq8s")
_TURN, _HANDED, _TAKEN_BACK = b"T", b"H", b"R"
_NONE: Final = bytes(8)
_NAMING: Final = ("id", "origin", "channel", "customer_id", "address", "attempts")
_CHUNK: Final = 5_000
_IN_DOUBT: Final = """
UPDATE delivery_delivery SET state = %s, reason = %s, begun_at = coalesce(begun_at, due_at) WHERE id = ANY(%s)
"""
_SUFFIX: Final = ".ledger"


class _Named(NamedTuple):
    """What names a message for ever."""

    id: int
    digest: bytes


def next_turn() -> int:
    """The number of this turn. A sequence never goes back by itself, not even with its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('delivery_turn')")
        return int(cursor.fetchone()[0])


def note(turn: int, taken: Iterable[Handover]) -> None:
    """Write down, before any of them is handed over, which messages a turn began."""
    _append([_RECORD.pack(_TURN, turn, _NONE), *(_RECORD.pack(_HANDED, *_named(row)) for row in taken)])


def take_back(rows: Iterable[Handover]) -> None:
    """Write down that these were certainly not taken by the other side: they may go again."""
    _append([_RECORD.pack(_TAKEN_BACK, *_named(row)) for row in rows])


def after_restore() -> int:
    """See whether the database went back in time, and put what it wrongly believes to be waiting in doubt.

    Returns how many messages became uncertain. A database that has sent before, beside a home without any ledger (of
    another machine), knows nothing of what went out since its backup: then every open sending pauses and says so.
    """
    known, in_database = _last_turn(), _turn_of_database()
    if known is None:
        if in_database and Delivery.objects.filter(state=Delivery.State.SENT).exists():
            _pause_all()
            _append([_RECORD.pack(_TURN, in_database, _NONE)])
        return 0
    return _doubt(known) if known > in_database else 0


@transaction.atomic
def _doubt(turn: int) -> int:
    handed = _handed()
    waiting = Delivery.objects.select_for_update().filter(state=Delivery.State.DUE).only(*_NAMING)
    ids = [row.pk for row in waiting.iterator(chunk_size=_CHUNK) if _named(_handover(row)) in handed]
    with connection.cursor() as cursor:
        # As one array: a parameter for each of a million messages is what PostgreSQL takes minutes to read.
        cursor.execute(_IN_DOUBT, [Delivery.State.UNCERTAIN, RESTORED, ids])
        count = int(cursor.rowcount)
        cursor.execute("SELECT setval('delivery_turn', %s)", [turn])
    return count


def _pause_all() -> None:
    from django.utils.translation import gettext as _

    problem = _(
        "This database was brought to a machine that does not know what was sent since its backup. "
        "Continue when you are sure that nothing was."
    )
    open_now = Dispatch.objects.filter(state=Dispatch.State.OPEN)
    open_now.update(state=Dispatch.State.PAUSED, problem=problem[:500])


def _turn_of_database() -> int:
    """The last number given, 0 before the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM delivery_turn")
        return int(cursor.fetchone()[0])


def _named(row: Handover) -> _Named:
    written = f"{row.origin}\n{row.channel}\n{row.customer_id}\n{row.address}".encode()
    return _Named(row.id, blake2b(written, digest_size=8).digest())


def _handover(row: Delivery) -> Handover:
    return Handover(row.pk, row.customer_id, row.origin, row.channel, row.address, {}, row.attempts)


def _last_turn() -> int | None:
    """The highest number of a turn in the newest file that has one; None where there is no ledger."""
    for path in reversed(_files()):
        turns = [number for kind, number, _digest in _records(path) if kind == _TURN]
        if turns:
            return max(turns)
    return None


def _handed() -> Collection[_Named]:
    found: set[_Named] = set()
    for path in _files():
        for kind, number, digest in _records(path):
            if kind == _HANDED:
                found.add(_Named(number, digest))
            elif kind == _TAKEN_BACK:
                found.discard(_Named(number, digest))
    return found


def _records(path: Path) -> Iterator[tuple[bytes, int, bytes]]:
    """What a file holds; a record that was cut off at its end is left out."""
    data = path.read_bytes()
    return _RECORD.iter_unpack(data[: len(data) - len(data) % _RECORD.size])


def _files() -> list[Path]:
    return sorted(subfolder("delivery").glob(f"*{_SUFFIX}"))


def _append(records: list[bytes]) -> None:
    if not records:
        return
    today = clock.today()
    path = subfolder("delivery") / f"{today:%Y-%m-%d}{_SUFFIX}"
    fresh = not path.exists()
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, b"".join(records))
    finally:
        os.close(file)
    if fresh:
        for old in _files():
            if old.stem < f"{today - KEPT:%Y-%m-%d}":
                old.unlink(missing_ok=True)
