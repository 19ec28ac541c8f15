"""The timeline's one table."""

from django.conf import settings
from django.db import models

from joren.foundation.changes.models import Tracked

from .kinds import EventKind


class Event(Tracked):
    """Something that happened to a customer. Appended in the same transaction as the row it reports.

    `key` is an `EventType` of the registry (``purchases.recorded``), `kind` its family, `subject` the primary key of
    the row it reports: (key, subject) is unique, so that nothing is told twice. `occurred_at` is when it happened in
    the world, `occurred_on` the business date; readers decide by them, never by when it was written. `origin` says
    what brought it about (``campaign:12``). `data` holds what the sentence needs.
    """

    # The one foreign key that points up the house: the timeline is written by customers' own actions.
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="events")
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    occurred_at = models.DateTimeField()
    occurred_on = models.DateField()
    subject = models.BigIntegerField(null=True, blank=True)
    shop = models.ForeignKey("shops.Shop", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    channel = models.CharField(max_length=10, blank=True)
    origin = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict, blank=True)
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "subject"], name="timeline_told_once")]
        indexes = [
            models.Index(fields=["customer", "-occurred_at"], name="timeline_of_customer"),
            models.Index(fields=["shop", "customer"], name="timeline_shop", condition=models.Q(shop__isnull=False)),
            models.Index(fields=["origin"], name="timeline_origin", condition=~models.Q(origin="")),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.occurred_at:%F %R}"
