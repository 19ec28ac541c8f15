"""Tables of calls: the list staff works through, and each time somebody tried."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Conditions(models.Model):
    """How a business calls. One row; before it is written the defaults hold."""

    wage = models.DecimalField(
        _("yen for an hour of work"),
        max_digits=8,
        decimal_places=2,
        default=Decimal(1500),
        validators=[MinValueValidator(Decimal(0))],
    )
    tries = models.PositiveSmallIntegerField(
        _("how often to try when nobody answers"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    days = models.PositiveSmallIntegerField(
        _("days a person stays on the list"), default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    lease_minutes = models.PositiveSmallIntegerField(
        _("minutes a call is kept for whoever took it"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    shop = models.ForeignKey(
        "shops.Shop",
        verbose_name=_("one shop makes all calls"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="calls_conditions_are_one")]

    def __str__(self) -> str:
        return f"{self.wage} / {self.tries}"


class Call(models.Model):
    """Somebody staff is to speak with: on the phone (`place` phone, from a delivery) or when they come to the counter.

    `card` is what to say: a list of ``{"kind", "text", "answers"}``. Before `not_before` nobody is called; `is_agreed`:
    the customer asked for that hour, so that quiet hours do not matter. `best_hour` is when this person reads.
    `taken_by` is calling now, until `taken_until`. `counter_from`: not shown at the counter before that day.
    """

    class Place(models.TextChoices):
        PHONE = "phone", _("on the phone")
        COUNTER = "counter", _("at the counter")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("call", "to call")
        REACHED = "reached", pgettext_lazy("call", "reached")
        REFUSED = "refused", pgettext_lazy("call", "declined")
        NOT_REACHED = "missed", pgettext_lazy("call", "never reached")
        WRONG = "wrong", pgettext_lazy("call", "wrong number")
        EXPIRED = "expired", pgettext_lazy("call", "time ran out")
        WITHDRAWN = "withdrawn", pgettext_lazy("call", "not to be called any more")

    place = models.CharField(max_length=10, choices=Place.choices, default=Place.PHONE)
    delivery = models.OneToOneField(
        "delivery.Delivery", null=True, blank=True, on_delete=models.CASCADE, related_name="call"
    )
    origin = models.CharField(max_length=60)
    occasion = models.CharField(max_length=40, blank=True, default="")
    purpose = models.CharField(max_length=20, default="marketing")
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="calls")
    shop = models.ForeignKey("shops.Shop", null=True, blank=True, on_delete=models.SET_NULL, related_name="calls")
    phone = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=200, blank=True)
    card = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    handed_at = models.DateTimeField()
    due_on = models.DateField()
    not_before = models.DateTimeField()
    is_agreed = models.BooleanField(default=False)
    best_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    misses = models.PositiveSmallIntegerField(default=0)
    counter_from = models.DateField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "origin", "occasion", "customer"], name="calls_call_once")
        ]
        indexes = [
            models.Index(fields=["shop", "due_on"], condition=models.Q(state="open"), name="calls_to_make"),
            models.Index(fields=["customer", "state"], name="calls_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.place} ({self.state})"

    def is_taken(self, at: datetime) -> bool:
        """Whether somebody is calling at that moment."""
        return self.taken_by_id is not None and self.taken_until is not None and self.taken_until > at


class Attempt(models.Model):
    """One time somebody called, or spoke with the person at the counter. `cost` in yen: minutes at the wage of then."""

    class Outcome(models.TextChoices):
        REACHED = "reached", pgettext_lazy("outcome of a call", "reached")
        NOT_REACHED = "missed", pgettext_lazy("outcome of a call", "nobody answered")
        REFUSED = "refused", pgettext_lazy("outcome of a call", "declined")
        AGAIN = "again", pgettext_lazy("outcome of a call", "call back")
        WRONG = "wrong", pgettext_lazy("outcome of a call", "wrong number")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="attempts")
    place = models.CharField(max_length=10, choices=Call.Place.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    shop = models.ForeignKey("shops.Shop", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    minutes = models.DecimalField(max_digits=5, decimal_places=1)
    cost = models.DecimalField(max_digits=10, decimal_places=2)
    answers = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-ended_at", "-id"], name="calls_newest_attempts")]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.outcome}"


class CounterStop(models.Model):
    """Somebody who does not want to be told of offers at the counter."""

    customer = models.OneToOneField("customers.Customer", on_delete=models.CASCADE, related_name="counter_stop")
    at = models.DateTimeField()
    how = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.how}"
