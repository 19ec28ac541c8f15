"""Tables of predictions: what was fitted, and what it says of each customer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from joren.foundation.changes.models import Tracked


class Fit(models.Model):
    """One fit with its trial. The newest one counts.

    `parameters`: ``{"r", "alpha", "a", "b"}`` (time in weeks) and, where amounts could be fitted, ``{"p", "q", "v"}``;
    empty where nothing could. `trial`: see `telling.trial_told`; empty without one. `correlation`: of how often with
    how much, which Gamma-Gamma supposes to be about 0.
    """

    class Standing(models.TextChoices):
        GOOD = "good", _("tried and found good")
        ROUGH = "rough", _("tried and found rough")
        OFF = "off", _("tried and found wrong")
        TOO_FEW = "too_few", _("too few customers")
        TOO_EARLY = "too_early", _("not tried yet")

    as_of = models.DateField()
    standing = models.CharField(max_length=10, choices=Standing.choices)
    people = models.PositiveIntegerField()
    repeaters = models.PositiveIntegerField()
    parameters = models.JSONField(default=dict)
    correlation = models.FloatField(default=0)
    trial = models.JSONField(default=dict)
    fitted_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.as_of}: {self.standing}"

    @property
    def speaks(self) -> bool:
        """Whether predictions are made with it."""
        return self.standing in (self.Standing.GOOD, self.Standing.ROUGH, self.Standing.TOO_EARLY)


class Prediction(Tracked):
    """What is expected of one customer. Derived, and made anew: nothing holds a customer in the database by it.

    `scored_on`: the day it was told for. `days`: business days with a purchase by then. `alive`: per cent.
    `purchases` and `value`: of the 52 weeks that follow. `next_on`: the day by which half of those alike have bought
    again; it may have passed.
    """

    customer = models.OneToOneField(
        "customers.Customer", on_delete=models.CASCADE, db_constraint=False, related_name="+"
    )
    scored_on = models.DateField()
    days = models.PositiveIntegerField()
    last_on = models.DateField()
    alive = models.PositiveSmallIntegerField()
    purchases = models.DecimalField(max_digits=10, decimal_places=2)
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    next_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-value", "id"], name="predictions_by_value")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.alive} %"
