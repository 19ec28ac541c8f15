"""Tables of data health: what was measured of each customer, what is wrong, and how it was day by day.

All but what people decided (`Finding.state`) is derived and measured anew every night. Nothing holds a customer in
the database: neither the undoing of an import nor a merge must wait for a measurement. Queries join the customers.
"""

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

ONLY: Final = 1
"""The primary key of tables with one row."""


class HealthSettings(models.Model):
    """What the business says about its data. There is at most one row; read it with `queries.the_settings`."""

    stale_years = models.PositiveSmallIntegerField(_("years without anything until a record is old"), default=3)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=ONLY), name="health_settings_is_one")]

    def __str__(self) -> str:
        return f"stale_years={self.stale_years}"


class HealthSnapshot(models.Model):
    """The figures of one day, as `figures.figures` tells them; a second measurement of a day replaces the first."""

    day = models.DateField(unique=True)
    figures = models.JSONField()
    measured_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)


class Standing(models.Model):
    """Where one customer stands. `stake`: net sales of the last 365 business days; `bought`: any in them.

    `working`: channels over which something would arrive; `reach`: those of them the customer agreed to.
    """

    customer = models.OneToOneField(
        "customers.Customer", on_delete=models.CASCADE, db_constraint=False, related_name="+"
    )
    stake = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    bought = models.BooleanField(default=False)
    working = ArrayField(models.CharField(max_length=10), default=list)
    reach = ArrayField(models.CharField(max_length=10), default=list)
    faults = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-stake", "id"], name="health_by_stake")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.stake}"


class Finding(models.Model):
    """One thing wrong (or doubtful) in a customer's record. `mark` names the very value that is wrong.

    `detail` is what the sentence needs; `suggestions` a list of ``{"kind", "values"}`` (`repairing`), the best first.
    A value that is no fault (`NOT_FAULT`) stays none as long as it is the same. `week` is the Monday of the queue it
    was picked for last, `place` where in it. `undo` takes the last repair back. A `hint` says look, not mend, and
    counts for nothing.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("repaired")
        SKIPPED = "skipped", _("put off")
        NOT_FAULT = "not_fault", _("not a fault")

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, db_constraint=False, related_name="+")
    check_key = models.CharField(max_length=30)
    mark = models.CharField(max_length=32)
    detail = models.JSONField(default=dict)
    suggestions = models.JSONField(default=list)
    stake = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    hint = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    skipped_until = models.DateField(null=True, blank=True)
    week = models.DateField(null=True, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    undo = models.JSONField(default=list)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "check_key", "mark"], name="health_found_once")]
        indexes = [
            models.Index(fields=["-stake", "id"], condition=models.Q(state="open"), name="health_to_mend"),
            models.Index(fields=["week", "place"], condition=models.Q(week__isnull=False), name="health_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.check_key} ({self.state})"
