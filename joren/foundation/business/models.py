"""Tables of the business."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Business(models.Model):
    """The one business of this installation. There is exactly one row; read it with `queries.the_business`."""

    name = models.CharField(_("business name"), max_length=200)
    currency = models.CharField(_("currency"), max_length=3, default="JPY")
    fiscal_year_starts = models.PositiveSmallIntegerField(
        _("first month of the fiscal year"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    sender_name = models.CharField(_("sender's name"), max_length=200, blank=True)
    sender_address = models.CharField(_("sender's postal address"), max_length=300, blank=True)
    sender_contact = models.CharField(_("where complaints and questions go"), max_length=300, blank=True)
    keeps_import_files_days = models.PositiveSmallIntegerField(
        _("days to keep the files that were imported"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )
    shows_demo = models.BooleanField(_("shows made-up data"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="business_is_one")]

    def __str__(self) -> str:
        return self.name
