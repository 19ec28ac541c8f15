"""Tables of shops."""

from datetime import time

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Shop(models.Model):
    """A place that sells. Its business day ends at `day_ends_at` (05:00: a purchase at 02:30 is yesterday's)."""

    class Kind(models.TextChoices):
        RETAIL = "retail", _("Retail")
        RESTAURANT = "restaurant", _("Café or restaurant")
        ONLINE = "online", _("Online shop")
        OFFICE = "office", _("Office")

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.RETAIL)
    day_ends_at = models.TimeField(_("business day ends at"), default=time(0, 0))
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    staff = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="shops", verbose_name=_("staff"))
    source = models.CharField(max_length=50, blank=True)
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
