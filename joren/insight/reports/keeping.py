"""Answers that are kept until a fact changes: told again at once, never wrong.

An answer is of a *state*: the mirror's version (it differs whenever a fact does), today, what stands in tables without
being a fact (shops, the business, the definition of a regular, saved segments), and what the report itself depends on
(`Report.stamp`). It is told again only in that very state, and kept only when the state was the same before and after
it was made. Inside a transaction nothing is kept: what that has written, the mirror does not know.
"""

import hashlib
import json
import time
import zlib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.utils.translation import get_language

from joren.foundation.business.queries import the_business
from joren.foundation.jobs.actions import schedule
from joren.foundation.registry import Report, resolve
from joren.foundation.time import clock
from joren.insight.loyalty.models import RegularDefinition
from joren.record.shops.models import Shop
from joren.segments.library.models import Segment
from joren.segments.mirror.reading import fresh_version

from . import queries
from .models import KeptAnswer
from .parameters import read_parameters
from .results import Result, Tables

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

SLOW: Final = 2.0
"""Seconds; what took longer is made by a job, and the page shows what was known before."""
LARGEST: Final = 8 * 1024 * 1024
"""Bytes; a larger answer is not kept."""
JOB: Final = "reports.answer"
_TOUCHED_EVERY: Final = timedelta(days=1)


def answer(
    key: str, given: Mapping[str, Any], *, staff: "Staff | None", compare: str = "", wait: bool = True
) -> Result:
    """A report as of this moment, from what is kept where nothing changed since.

    Not `wait`: one that is slow is left to a job; the result is then the last one known, with `Result.job`.
    Raises what `queries.run` raises.
    """
    found = queries.report(key)
    parameters = read_parameters(found, given)
    if not found.kept or connection.in_atomic_block:
        return queries.run(key, given, staff=staff, compare=compare)
    slot = slot_of(found, given, compare, staff)
    kept, state = KeptAnswer.objects.filter(slot=slot).first(), state_of(found)
    if kept and kept.answer is not None and kept.state == state:
        _touch(kept)
        return _result(found, parameters, kept)
    if not wait and _took(found, kept) > SLOW:
        kept = kept or _new(slot, found, given, compare, staff)
        job = schedule(JOB, subject=slot, by=staff)
        return _result(found, parameters, kept, job=job.pk)
    return make(_new(slot, found, given, compare, staff) if kept is None else kept, staff=staff, state=state)


def known(key: str, given: Mapping[str, Any], *, staff: "Staff | None", now: bool = False) -> Result | None:
    """What is kept of the present state, or None. `now`: run it where nothing is kept (a slow one is left to a job)."""
    found = queries.report(key)
    if now or connection.in_atomic_block:
        return answer(key, given, staff=staff, wait=False)
    kept = KeptAnswer.objects.filter(slot=slot_of(found, given, "", staff)).first()
    if not found.kept or kept is None or kept.answer is None or kept.state != state_of(found):
        return None
    return _result(found, read_parameters(found, given), kept)


def make(kept: KeptAnswer, *, staff: "Staff | None", state: str | None = None) -> Result:
    """Run the report of that question and keep what it tells."""
    found = queries.report(kept.report)
    before, begun = state or state_of(found), time.perf_counter()
    result = queries.run(kept.report, kept.given, staff=staff, compare=kept.compare)
    seconds = time.perf_counter() - begun
    packed = pack(result)
    fields: dict[str, Any] = {"seconds": seconds, "made_at": result.made_at, "used_at": clock.now()}
    if len(packed) <= LARGEST:
        same = state_of(found) == before
        fields |= {"answer": packed, "size": len(packed), "state": before if same else ""}
    else:
        fields |= {"answer": None, "size": 0, "state": ""}
    KeptAnswer.objects.filter(pk=kept.pk).update(**fields)
    return result


def state_of(found: Report) -> str:
    """The name of the state an answer given now is of."""
    business = the_business()
    names: list[Any] = [list(Shop.objects.order_by("pk").values_list("pk", "code", "name"))]
    names.append([business.currency, business.fiscal_year_starts])
    names.append(list(RegularDefinition.objects.filter(is_official=True).values_list("pk", "rule")))
    names.append(list(Segment.objects.order_by("pk").values_list("pk", "version", "archived_at")))
    own = resolve(found.stamp)() if found.stamp else ""
    reference = hashlib.sha256(repr((names, own)).encode()).hexdigest()[:16]
    return f"{fresh_version()}|{clock.today():%Y-%m-%d}|{reference}"


def slot_of(found: Report, given: Mapping[str, Any], compare: str, staff: "Staff | None") -> str:
    """The name of a question: report, settings, language and, where it matters, who asks."""
    asked = {name: str(value) for name, value in given.items() if value not in (None, "")}
    who = staff.pk if staff is not None and found.by_staff else None
    question = [found.key, sorted(asked.items()), compare, get_language() or "", who, repr(found.columns), found.run]
    return hashlib.sha256(json.dumps(question, ensure_ascii=False).encode()).hexdigest()


def pack(result: Result) -> bytes:
    """The tables and the period before, exactly, compressed."""
    told = {"tables": result.tables, "compared": list(result.compared) if result.compared else None}
    return zlib.compress(json.dumps(told, ensure_ascii=False, default=_coded).encode())


def unpack(packed: bytes) -> tuple[Tables, tuple[date, date] | None]:
    """What `pack` was given."""
    told = json.loads(zlib.decompress(packed), object_hook=_decoded)
    return told["tables"], tuple(told["compared"]) if told["compared"] else None


def _result(found: Report, parameters: dict[str, Any], kept: KeptAnswer, job: int | None = None) -> Result:
    tables, compared = unpack(bytes(kept.answer)) if kept.answer is not None else ({}, None)
    return Result(report=found, parameters=parameters, tables=tables, made_at=kept.made_at, compared=compared, job=job)


def _took(found: Report, kept: KeptAnswer | None) -> float:
    """How long this question, or else the slowest of this report, took."""
    if kept and kept.seconds is not None:
        return kept.seconds
    known = KeptAnswer.objects.filter(report=found.key, seconds__isnull=False).order_by("-seconds")
    return known.values_list("seconds", flat=True).first() or 0.0


def _new(slot: str, found: Report, given: Mapping[str, Any], compare: str, staff: "Staff | None") -> KeptAnswer:
    asked = {name: str(value) for name, value in given.items() if value not in (None, "")}
    fields = {
        "report": found.key,
        "given": asked,
        "compare": compare,
        "language": get_language() or "",
        "staff": staff if found.by_staff else None,
        "used_at": clock.now(),
    }
    return KeptAnswer.objects.get_or_create(slot=slot, defaults=fields)[0]


def _touch(kept: KeptAnswer) -> None:
    now = clock.now()
    if now - kept.used_at > _TOUCHED_EVERY:
        KeptAnswer.objects.filter(pk=kept.pk).update(used_at=now)


def _coded(value: Any) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {"~decimal": str(value)}
    if isinstance(value, date):
        return {"~day": value.isoformat()}
    return {"~text": str(value)}  # a lazy text


def _decoded(value: dict[str, Any]) -> Any:
    if len(value) != 1:
        return value
    ((kind, text),) = value.items()
    readers: dict[str, Callable[[str], Any]] = {"~decimal": Decimal, "~day": date.fromisoformat, "~text": str}
    return readers[kind](text) if kind in readers else value
