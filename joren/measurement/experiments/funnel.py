"""The way of the messages: chosen, sent, delivered, opened, clicked, bought, left. Counted in people, not messages."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from joren.foundation.registry.entries import Text
from joren.outreach.delivery.models import Delivery
from joren.outreach.responses.rules.discount import people_who_opened
from joren.record.timeline.models import Event

from .costing import channel_labels
from .measuring import parameters, people_sql
from .sources import Subject

_REACHED: Final = """
WITH person AS ({people}),
message AS (
    SELECT d.customer_id, min(d.channel) AS channel,
           bool_or(d.state IN ('sent', 'bounced', 'uncertain')) AS sent,
           bool_or(d.state = 'sent') AS delivered,
           bool_or(coalesce(d.first_opened_at, d.first_clicked_at, d.replied_at) IS NOT NULL) AS opened,
           bool_or(d.machine_opened_at IS NOT NULL) AS loaded,
           bool_or(coalesce(d.first_clicked_at, d.replied_at) IS NOT NULL) AS clicked
    FROM {deliveries} d
    WHERE (d.origin = %(origin)s OR starts_with(d.origin, %(origin)s || ':')) AND d.duplicate_of_id IS NULL
    GROUP BY d.customer_id),
gone AS (
    SELECT DISTINCT e.customer_id FROM {events} e
    WHERE (e.origin = %(origin)s OR starts_with(e.origin, %(origin)s || ':'))
      AND (e.key LIKE '%%.unsubscribed' OR e.key LIKE '%%.complained'))
SELECT coalesce(nullif(person.channel, ''), message.channel, '') AS channel, count(*),
       count(*) FILTER (WHERE sent), count(*) FILTER (WHERE delivered),
       count(*) FILTER (WHERE opened), count(*) FILTER (WHERE loaded AND delivered AND NOT opened),
       count(*) FILTER (WHERE clicked), count(*) FILTER (WHERE delivered AND bought),
       count(*) FILTER (WHERE gone.customer_id IS NOT NULL)
FROM person LEFT JOIN message USING (customer_id) LEFT JOIN gone USING (customer_id)
WHERE person.decision = 'send' GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """How many people of those chosen came how far. `loaded`: only a machine opened it, so nobody knows of the person;
    they are not among `opened`. `bought` counts those who got it and bought in the window, for whatever reason.
    """

    chosen: int = 0
    sent: int = 0
    delivered: int = 0
    opened: int = 0
    loaded: int = 0
    clicked: int = 0
    bought: int = 0
    left: int = 0

    @property
    def opened_estimate(self) -> float:
        """People who opened, those behind a machine's opening estimated."""
        return people_who_opened(delivered=self.delivered, opened=self.opened, prefetched=self.loaded)

    def __add__(self, other: "Reached") -> "Reached":
        """Both together."""
        return Reached(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Stage:
    """A bar of the picture: `share` of those chosen, `unsure` the share more of whom nobody knows."""

    key: str
    label: Text
    people: int
    share: float
    unsure: float = 0.0
    unsure_people: int = 0
    estimate: float = 0.0


LABELS: Final[dict[str, Text]] = {
    "chosen": _("Chosen"),
    "sent": _("Sent"),
    "delivered": _("Delivered"),
    "opened": _("Opened"),
    "clicked": _("Clicked or answered"),
    "bought": _("Bought"),
    "left": _("Unsubscribed"),
}


def reached(subject: Subject, until: date) -> dict[str, Reached]:
    """How far the messages came, by channel ("" for those of whom none is known); empty without messages."""
    if not subject.has_messages:
        return {}
    sql = _REACHED.format(
        people=people_sql(subject, complete=False), deliveries=Delivery._meta.db_table, events=Event._meta.db_table
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(subject, until) | {"origin": subject.origin})
        return {channel: Reached(*counts) for channel, *counts in cursor.fetchall()}


def stages(found: Reached) -> list[Stage]:
    """The bars, from everybody chosen down."""
    if not found.chosen:
        return []
    return [
        Stage(
            key,
            label,
            getattr(found, key),
            getattr(found, key) / found.chosen,
            found.loaded / found.chosen if key == "opened" else 0.0,
            found.loaded if key == "opened" else 0,
            found.opened_estimate if key == "opened" else 0.0,
        )
        for key, label in LABELS.items()
    ]


def by_channel(found: dict[str, Reached]) -> list[tuple[str, Reached]]:
    """The same with the channels' names; a single one is not told apart."""
    labels = channel_labels()
    return [(labels.get(key, key) or str(_("no channel")), one) for key, one in found.items()] if len(found) > 1 else []
