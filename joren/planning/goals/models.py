"""Tables of goals."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Goal(models.Model):
    """A metric to be brought from `baseline` to `target` between two dates, and who sees to it.

    `metric` is a key of the registry's `Metric` entries. Amounts of money and counts share one column.
    """

    name = models.CharField(_("name"), max_length=200)
    metric = models.CharField(_("metric"), max_length=60)
    baseline = models.DecimalField(_("where it stood"), max_digits=16, decimal_places=2)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2)
    starts_on = models.DateField(_("from"))
    due_on = models.DateField(_("until"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="goals",
        verbose_name=_("who sees to it"),
    )
    note = models.TextField(_("how we want to get there"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(due_on__gt=models.F("starts_on")), name="goals_last_a_while"),
            models.CheckConstraint(condition=~models.Q(target=models.F("baseline")), name="goals_want_a_change"),
        ]

    def __str__(self) -> str:
        return self.name
