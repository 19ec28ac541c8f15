"""Whole histories of consent out of files that a Joren wrote: when it was given and withdrawn, and with which words.

Where something was said here already, this Joren knows better: only what it knows nothing of is taken in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from joren.foundation.database.copying import copy_rows
from joren.foundation.importing import Counts
from joren.foundation.importing.rows import Warn
from joren.foundation.time.clock import TOKYO
from joren.record.timeline.bulk import BulkEvent, copy_events

from .models import Consent

_COLUMNS: Final = (
    *("customer_id", "channel", "purpose", "granted_at", "granted_how", "granted_text"),
    *("withdrawn_at", "withdrawn_how", "source", "import_id"),
)


@dataclass(frozen=True, slots=True)
class Span:
    """A consent from its grant to its withdrawal, or a refusal that followed none."""

    row: int
    customer_id: int
    channel: str
    purpose: str
    granted_at: datetime | None
    granted_how: str
    granted_text: str
    withdrawn_at: datetime | None
    withdrawn_how: str

    @property
    def place(self) -> tuple[int, str, str]:
        """Whose, over what, for what."""
        return (self.customer_id, self.channel, self.purpose)


def bring_back(spans: Sequence[Span], *, source: str, import_id: int, warn: Warn) -> Counts:
    """Take these in, in the caller's transaction; what is here is left alone."""
    stored = Consent.objects.filter(customer__in={span.customer_id for span in spans})
    fields = ("customer_id", "channel", "purpose", "granted_at", "withdrawn_at", "import_id")
    known: set[tuple[object, ...]] = set()
    told_here: set[tuple[int, str, str]] = set()
    for customer, channel, purpose, granted_at, withdrawn_at, by in stored.values_list(*fields):
        known.add((customer, channel, purpose, granted_at, withdrawn_at))
        if by != import_id:
            told_here.add((customer, channel, purpose))
    fresh = []
    for span in spans:
        if (*span.place, span.granted_at, span.withdrawn_at) in known:
            continue
        if span.place in told_here:
            sentence = _("Something was said about this consent here already; that stands.")
            warn(span.row, "consent_kept", sentence, value=f"{span.channel}/{span.purpose}")
            continue
        fresh.append(span)
    copy_rows("consents_consent", _COLUMNS, ((*_values(span), source, import_id) for span in fresh))
    copy_events("consents.granted", _granted(fresh), import_id=import_id)
    copy_events("consents.withdrawn", _withdrawn(fresh), import_id=import_id)
    return Counts({"new": len(fresh), "unchanged": len(spans) - len(fresh)})


def _values(span: Span) -> tuple[object, ...]:
    return (
        *(span.customer_id, span.channel, span.purpose, span.granted_at, span.granted_how, span.granted_text),
        *(span.withdrawn_at, span.withdrawn_how),
    )


def _granted(spans: Sequence[Span]) -> list[BulkEvent]:
    return [_event(span, span.granted_at, span.granted_how) for span in spans if span.granted_at]


def _withdrawn(spans: Sequence[Span]) -> list[BulkEvent]:
    return [_event(span, span.withdrawn_at, span.withdrawn_how) for span in spans if span.withdrawn_at]


def _event(span: Span, at: datetime, how: str) -> BulkEvent:
    data = {"channel": span.channel, "purpose": span.purpose, "how": how}
    return (span.customer_id, at, at.astimezone(TOKYO).date(), None, None, span.channel, data)
