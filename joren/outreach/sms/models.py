"""Tables of short messages."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class SmsAccount(models.Model):
    """The account short messages go out with. At most one row; without one, or switched off, none goes.

    Secrets are sealed (`joren.foundation.secrets`, purposes ``sms.token`` and ``sms.webhook``). Of a general provider
    `address` is called with `request` (JSON with Liquid marks: to, text, id, sender) and answers with the message's id
    at `id_path`. `is_idempotent`: the provider takes the same id only once, so that a silent request may be repeated.
    """

    class Provider(models.TextChoices):
        TWILIO = "twilio", "Twilio"
        HTTP = "http", _("another provider over HTTP")

    is_on = models.BooleanField(_("send short messages"), default=False)
    provider = models.CharField(_("provider"), max_length=10, choices=Provider.choices, default=Provider.TWILIO)
    address = models.CharField(_("address of the provider"), max_length=300, blank=True)
    user = models.CharField(_("account"), max_length=100, blank=True)
    token_sealed = models.TextField(blank=True, editable=False)
    sender = models.CharField(_("sender's number or name"), max_length=50, blank=True)
    request = models.TextField(_("request"), blank=True)
    id_path = models.CharField(_("where the answer has the number of the message"), max_length=100, blank=True)
    is_idempotent = models.BooleanField(_("the provider takes the same id only once"), default=False)
    webhook_sealed = models.TextField(blank=True, editable=False)
    yen_per_part = models.DecimalField(
        _("yen for each part"), max_digits=6, decimal_places=2, default=Decimal(10), validators=[MinValueValidator(0)]
    )
    connections = models.PositiveSmallIntegerField(
        _("connections at once"), default=2, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    per_minute = models.PositiveIntegerField(
        _("at most a minute"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(120_000)]
    )
    timeout = models.PositiveSmallIntegerField(
        _("seconds to wait for an answer"), default=15, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="sms_account_is_one")]

    def __str__(self) -> str:
        return f"{self.get_provider_display()} {self.sender}"


class ReceivedSms(models.Model):
    """What the provider told us: a fate of one of our messages, or an answer. `key` keeps it from counting twice."""

    class Kind(models.TextChoices):
        FATE = "fate", _("what became of a message")
        ANSWER = "answer", _("reply")
        STOP = "stop", _("stop")

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    phone = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.SET_NULL, related_name="sms_received"
    )
    delivery = models.ForeignKey(
        "delivery.Delivery", null=True, blank=True, on_delete=models.SET_NULL, related_name="sms_received"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "-id"], name="sms_received_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
