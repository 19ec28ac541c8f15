"""Tables of households."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from joren.foundation.changes.models import Tracked
from joren.record.customers.models import Customer


class Household(models.Model):
    """People who live together. Offered where records share a phone and an address, never made by itself."""

    name = models.CharField(_("name of the household"), max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Member(Tracked):
    """One person of a household; nobody is in two. `is_primary`: letters for all go to this one.

    `size`: how many people the household has, kept by a trigger, so that it is a fact of each of them.
    """

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="household_membership")
    is_primary = models.BooleanField(default=False)
    size = models.PositiveIntegerField(default=1, editable=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=models.Q(is_primary=True), name="households_one_primary"
            )
        ]

    def __str__(self) -> str:
        return f"{self.household_id}: {self.customer_id}"
