"""What tests of journeys share."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from joren.outreach.journeys import flows, reading
from joren.outreach.journeys.models import Reader


@pytest.fixture(autouse=True)
def mirror_home(tmp_path: Path, settings: Any) -> None:
    settings.MIRROR_HOME = tmp_path / "mirror"
    settings.QUIET_BY_DEFAULT = False


@pytest.fixture(autouse=True)
def fresh_flows() -> None:
    flows.forget()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read rows of the test's own open transaction, in the order of their ids.

    The real order (transaction, id, from the oldest transaction on that runs) is tested with real transactions in
    ``test_reading.py``.
    """

    def page(table: str, statement: str) -> tuple[list[tuple[Any, ...]], bool]:
        reader = Reader.objects.filter(table=table).first()
        if reader is None:
            return [], False
        own = statement.replace("changed_xid >= %(xid)s::text::xid8 AND ", "")
        own = own.replace("(changed_xid, id) > (%(xid)s::text::xid8, %(row)s)", "id > %(row)s")
        own = own.replace("changed_xid, id LIMIT", "id LIMIT")
        oldest = reading.clock.now() - reading.OLDEST
        with connection.cursor() as cursor:
            cursor.execute(own, {"row": reader.row_id, "oldest": oldest, "page": reading.PAGE})
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        if rows:
            Reader.objects.filter(pk=reader.pk).update(row_id=rows[-1][1])
        return rows, len(rows) == reading.PAGE

    def start() -> None:
        with connection.cursor() as cursor:
            for table in (reading.EVENTS, reading.SPELLS):
                cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
                (last,) = cursor.fetchone()
                Reader.objects.get_or_create(table=table, defaults={"row_id": last})

    monkeypatch.setattr(reading, "_page", page)
    monkeypatch.setattr("joren.outreach.journeys.actions.start_reading", start)
