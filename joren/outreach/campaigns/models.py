"""Tables of campaigns."""

from datetime import time
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.outreach.delivery import reach


def mail_only() -> list[str]:
    """The channels of a campaign that says nothing about them."""
    return ["mail"]


class Campaign(models.Model):
    """`message` said to a segment, over `channels`. Who gets it is `segment_key` (a saved segment) or, without one,
    `rule`.

    `frozen_rule` is the rule as it was when the audience was fixed at `frozen_at`, `seed` what chance was started with.
    Its deliveries and timeline events carry `origin`. `channels` stand in the order in which they are tried for a
    person; `cap` is the most people who get it.

    `testing`: variants of the words are compared, by everybody (``split``) or by `test_share` first and the `winner`
    for the rest (``winner``), decided `decide_after_hours` after the start by `decide_by`. `test_people` is how many
    each variant needs to show `smallest_effect`, fixed before sending.

    `repeats`: each day for those whose day it is, `days_before` it at `repeat_time`; `last_day` is the last day that
    was looked after. `prepared_at` is when the last message was left for the engine: those before it go already.
    `annoyance` is what was decided about `annoyed` people who have had enough. `approved_fingerprint` says what exactly
    was approved.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("campaign", "draft")
        SCHEDULED = "scheduled", pgettext_lazy("campaign", "scheduled")
        PREPARING = "preparing", pgettext_lazy("campaign", "being prepared")
        SENDING = "sending", pgettext_lazy("campaign", "being sent")
        PAUSED = "paused", pgettext_lazy("campaign", "paused")
        SENT = "sent", pgettext_lazy("campaign", "sent")
        CANCELLED = "cancelled", pgettext_lazy("campaign", "cancelled")

    class Testing(models.TextChoices):
        NONE = "", _("one wording for everybody")
        SPLIT = "split", _("compare variants over the whole audience")
        WINNER = "winner", _("try on a share first, then send the better one to the rest")

    class DecideBy(models.TextChoices):
        CLICKS = "clicks", _("share of people who click")
        SALES = "sales", _("sales per person")
        HAND = "hand", _("a person decides")

    class Repeats(models.TextChoices):
        NEVER = "", _("once")
        BIRTHDAY = "birthday", _("each year for the birthday")
        ANNIVERSARY = "anniversary", _("each year for the day of registering")

    class Annoyance(models.TextChoices):
        OPEN = "", _("not decided")
        LEAVE_OUT = "leave_out", _("leave them out")
        SEND = "send", _("write to them all the same")

    name = models.CharField(_("name"), max_length=200)
    message = models.ForeignKey(
        "content.Message", null=True, blank=True, on_delete=models.PROTECT, related_name="campaigns"
    )
    channels = ArrayField(
        models.CharField(max_length=10), verbose_name=_("channels of the campaign"), default=mail_only
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
    cap = models.PositiveIntegerField(_("at most so many people"), null=True, blank=True)
    window_days = models.PositiveSmallIntegerField(
        _("days until the result"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    best_hour = models.BooleanField(_("each person at their best hour"), default=False)
    testing = models.CharField(max_length=10, choices=Testing.choices, blank=True, default=Testing.NONE)
    test_share = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal("0.20"))
    decide_by = models.CharField(max_length=10, choices=DecideBy.choices, default=DecideBy.CLICKS)
    decide_after_hours = models.PositiveSmallIntegerField(default=24)
    expected = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    smallest_effect = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    test_people = models.PositiveIntegerField(null=True, blank=True)
    winner = models.CharField(max_length=10, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    repeats = models.CharField(max_length=12, choices=Repeats.choices, blank=True, default=Repeats.NEVER)
    days_before = models.PositiveSmallIntegerField(default=0)
    repeat_time = models.TimeField(_("time to send"), default=time(10))
    last_day = models.DateField(null=True, blank=True)
    annoyance = models.CharField(max_length=10, choices=Annoyance.choices, blank=True, default=Annoyance.OPEN)
    annoyed = models.PositiveIntegerField(default=0)
    approval_asked_at = models.DateTimeField(null=True, blank=True)
    approval_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_fingerprint = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    problem = models.CharField(max_length=500, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    scheduled_at = models.DateTimeField(_("to be sent at"), null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
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
    def is_editable(self) -> bool:
        """Whether its words, segment and share may still change."""
        return self.status == self.Status.DRAFT


class Variant(models.Model):
    """One of the wordings that are compared: `key` is ``a``, ``b``, …; `weight` is its part of people."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="variants")
    key = models.CharField(max_length=10)
    message = models.ForeignKey("content.Message", on_delete=models.PROTECT, related_name="variants")
    weight = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(100)])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "key"], name="campaigns_variant_once")]
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.key}"


class AudienceMember(models.Model):
    """What was decided about one person when the audience was frozen. Never changed afterwards.

    `reason` says why somebody was left out; `stratum` the class of earlier purchases within which chance chose.
    `channel` is the way this person is reached, `variant` the words they get; `wave` 2 waits for the winner of a test,
    and learns its variant then. `occasion` (a year) tells apart the days of a campaign that repeats, decided on
    `decided_on`.
    """

    class Decision(models.TextChoices):
        SEND = "send", _("gets it")
        HELD_BACK = "held_back", _("held back")
        EXCLUDED = "excluded", _("left out")

    class Reason(models.TextChoices):
        NO_CONSENT = reach.Reason.NO_CONSENT.value, reach.Reason.NO_CONSENT.label
        NO_ADDRESS = reach.Reason.NO_ADDRESS.value, reach.Reason.NO_ADDRESS.label
        UNDELIVERABLE = reach.Reason.UNDELIVERABLE.value, reach.Reason.UNDELIVERABLE.label
        SUPPRESSED = reach.Reason.SUPPRESSED.value, reach.Reason.SUPPRESSED.label
        GLOBAL_CONTROL = reach.Reason.GLOBAL_CONTROL.value, reach.Reason.GLOBAL_CONTROL.label
        PAUSED = reach.Reason.PAUSED.value, reach.Reason.PAUSED.label
        HAD_IT = reach.Reason.HAD_IT.value, reach.Reason.HAD_IT.label
        BUDGET = reach.Reason.BUDGET.value, reach.Reason.BUDGET.label
        FATIGUED = reach.Reason.FATIGUED.value, reach.Reason.FATIGUED.label
        SAME_ADDRESS = reach.Reason.SAME_ADDRESS.value, reach.Reason.SAME_ADDRESS.label
        CAP = "cap", _("more than the campaign's limit")
        MERGED = "merged", _("was in both groups, with two records that are one person")

    # A million rows are written at once and always with their campaign, which only goes as a whole: no check for each.
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="audience", db_index=False, db_constraint=False
    )
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="campaign_audiences")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    stratum = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=10, blank=True, default="", db_default="")
    variant = models.CharField(max_length=10, blank=True, default="", db_default="")
    wave = models.PositiveSmallIntegerField(default=1, db_default=1)
    occasion = models.CharField(max_length=40, blank=True, default="", db_default="")
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "customer", "occasion"], name="campaigns_member_once")
        ]
        indexes = [
            models.Index(fields=["campaign", "id"], condition=models.Q(decision="send"), name="campaigns_chosen")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.customer_id} {self.decision}"


class CampaignPolicy(models.Model):
    """The business's rules about campaigns; one row. `needs_approval`: nothing goes out before a second person said
    yes."""

    needs_approval = models.BooleanField(_("A second person approves every campaign"), default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="campaigns_policy_is_one")]

    def __str__(self) -> str:
        return f"needs_approval={self.needs_approval}"
