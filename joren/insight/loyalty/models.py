"""Tables of loyalty."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from joren.foundation.changes.models import Tracked


class RegularDefinition(models.Model):
    """What a regular is, in the words of the catalogue: a rule. Several stand side by side; one is the official one.

    Without a name of its own it is told by its rule. `money_step`: the amount one more purchase usually brings, for
    "one step away" where the rule counts money; null where it counts none. `window_days`: how long after the first
    purchase facts count as early ones.
    One that was put away (`archived_at`) is kept, with what was found about it.
    """

    name = models.CharField(_("name"), max_length=200, blank=True)
    rule = models.JSONField(_("rule"))
    money_step = models.DecimalField(_("one step in money"), max_digits=14, decimal_places=2, null=True, blank=True)
    window_days = models.PositiveSmallIntegerField(_("early time in days"), default=90)
    is_official = models.BooleanField(default=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    set_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_official"], condition=models.Q(is_official=True), name="loyalty_one_official"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"


class FactorSnapshot(models.Model):
    """What was found about a definition on a day: the figures alone, told in the reader's language when shown.

    `point`: which early moment was looked at (`joren.insight.loyalty.questions`). `facts_mark` names the state of the
    facts it was computed from (`joren.insight.loyalty.evidence.facts_mark`).
    """

    definition = models.ForeignKey(RegularDefinition, on_delete=models.CASCADE, related_name="snapshots")
    as_of = models.DateField()
    point = models.CharField(max_length=10, default="first")
    facts_mark = models.CharField(max_length=64)
    finding = models.JSONField()
    computed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["definition", "as_of", "point"], name="loyalty_one_snapshot")]

    def __str__(self) -> str:
        return f"{self.definition_id} {self.as_of}"


class RegularStep(Tracked):
    """The one step a customer lacked to be a regular by the official definition, when it was last worked out.

    For messages that say the step: `words` as customers read them ("あと1回"), `missing` in the unit of the attribute.
    """

    customer = models.OneToOneField("customers.Customer", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    words = models.CharField(max_length=200)
    missing = models.DecimalField(max_digits=16, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.words}"
