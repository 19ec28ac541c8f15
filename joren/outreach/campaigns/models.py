"""Tables of campaigns."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.outreach.mail.drafts import Draft
from joren.outreach.mail.models import MailContent


class Campaign(models.Model):
    """A mail to a segment. Who gets it is `segment_key` (a saved segment) or, without one, `rule`.

    `frozen_rule` is the rule as it was when the audience was fixed at `frozen_at`, `seed` what chance was started with.
    Its deliveries and timeline events carry `origin`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("campaign", "draft")
        SCHEDULED = "scheduled", pgettext_lazy("campaign", "scheduled")
        PREPARING = "preparing", pgettext_lazy("campaign", "being prepared")
        SENDING = "sending", pgettext_lazy("campaign", "being sent")
        PAUSED = "paused", pgettext_lazy("campaign", "paused")
        SENT = "sent", pgettext_lazy("campaign", "sent")
        CANCELLED = "cancelled", pgettext_lazy("campaign", "cancelled")

    name = models.CharField(_("name"), max_length=200)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    preheader = models.CharField(_("preheader"), max_length=300, blank=True)
    body = models.TextField(_("text of the mail"), blank=True)
    format = models.CharField(
        _("written as"), max_length=10, choices=MailContent.Format.choices, default=MailContent.Format.TEXT
    )
    segment_key = models.CharField(_("segment"), max_length=100, blank=True)
    rule = models.JSONField(null=True, blank=True)
    frozen_rule = models.JSONField(null=True, blank=True)
    held_back_share = models.DecimalField(
        _("held back at random"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.10"),
        validators=[MinValueValidator(0), MaxValueValidator(Decimal("0.9"))],
    )
    window_days = models.PositiveSmallIntegerField(
        _("days until the result"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    problem = models.CharField(max_length=500, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    scheduled_at = models.DateTimeField(_("to be sent at"), null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="campaigns_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def origin(self) -> str:
        """What everything this campaign causes is marked with."""
        return f"campaign:{self.pk}"

    @property
    def draft(self) -> Draft:
        """The words, as mail takes them."""
        return Draft(subject=self.subject, preheader=self.preheader, body=self.body, format=self.format)

    @property
    def is_editable(self) -> bool:
        """Whether its words, segment and share may still change."""
        return self.status == self.Status.DRAFT


class AudienceMember(models.Model):
    """What was decided about one person when the audience was frozen. Never changed afterwards.

    `reason` says why somebody was left out; `stratum` the class of earlier purchases within which chance chose.
    """

    class Decision(models.TextChoices):
        SEND = "send", _("gets it")
        HELD_BACK = "held_back", _("held back")
        EXCLUDED = "excluded", _("left out")

    class Reason(models.TextChoices):
        NO_CONSENT = "no_consent", _("has not agreed to mail")
        NO_ADDRESS = "no_address", _("has no e-mail address")
        UNDELIVERABLE = "undeliverable", _("the address does not work")
        SUPPRESSED = "suppressed", _("the address is blocked")
        SAME_ADDRESS = "same_address", _("shares the address with somebody who is in")
        MERGED = "merged", _("was in both groups, with two records that are one person")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="audience")
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="campaign_audiences")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    stratum = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "customer"], name="campaigns_member_once")]
        indexes = [models.Index(fields=["campaign", "decision", "id"], name="campaigns_decisions")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.customer_id} {self.decision}"
