"""Tables of consent."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from joren.foundation.changes.models import Tracked


class Consent(Tracked):
    """That a customer may be written to over one channel for one purpose, from `granted_at` to `withdrawn_at`.

    A refusal that followed no grant has no `granted_at`. Evidence says how it came about: the words agreed to, where,
    and by whom it was recorded. Rows are never deleted by a change of mind; a new grant is a new row.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        LINE = "line", _("LINE")
        SMS = "sms", _("SMS")
        POST = "post", _("post")
        PHONE = "phone", _("phone")

    class Purpose(models.TextChoices):
        MARKETING = "marketing", _("news and offers")
        SERVICE = "service", _("messages about an order or contract")

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="consents")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    purpose = models.CharField(max_length=20, choices=Purpose.choices, default=Purpose.MARKETING)
    granted_at = models.DateTimeField(null=True, blank=True)
    granted_how = models.CharField(_("how it was given"), max_length=300, blank=True)
    granted_text = models.TextField(_("the words agreed to"), blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_how = models.CharField(_("how it was withdrawn"), max_length=300, blank=True)
    source = models.CharField(max_length=50, blank=True)
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "channel", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consents_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(granted_at__isnull=False) | models.Q(withdrawn_at__isnull=False),
                name="consents_says_something",
            ),
        ]
        indexes = [models.Index(fields=["customer", "channel", "purpose"], name="consents_lookup")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.channel}/{self.purpose}"

    def covers(self, at: datetime) -> bool:
        """Whether the consent stands at that moment; at the very moment of the withdrawal it no longer does."""
        if self.granted_at is None or at < self.granted_at:
            return False
        return self.withdrawn_at is None or at < self.withdrawn_at

    @property
    def first_said_at(self) -> datetime:
        """When this row began: the grant, or the refusal that followed none."""
        return self.granted_at or self.last_said_at

    @property
    def last_said_at(self) -> datetime:
        """The last thing said in this row: the withdrawal, else the grant."""
        said = self.withdrawn_at or self.granted_at
        assert said is not None, "a constraint of the table"
        return said
