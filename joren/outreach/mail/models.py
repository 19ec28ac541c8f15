"""Tables of mail."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class MailAccount(models.Model):
    """The account mails are handed in with. At most one row; without one, or switched off, mails go to the mailbox
    page.

    `password_sealed` is encrypted (`joren.foundation.secrets`, purpose ``mail.account``).
    """

    class Tls(models.TextChoices):
        STARTTLS = "starttls", _("STARTTLS (usual, port 587)")
        TLS = "tls", _("TLS from the first byte (port 465)")
        NONE = "none", _("no encryption (only inside your own network)")

    is_on = models.BooleanField(_("send real mail"), default=False)
    host = models.CharField(_("server"), max_length=253)
    port = models.PositiveIntegerField(
        _("port"), default=587, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    tls = models.CharField(_("encryption"), max_length=10, choices=Tls.choices, default=Tls.STARTTLS)
    verify_certificate = models.BooleanField(_("check the server's certificate"), default=True)
    user = models.CharField(_("user"), max_length=254, blank=True)
    password_sealed = models.TextField(blank=True, editable=False)
    from_address = models.CharField(_("sender's e-mail address"), max_length=254)
    from_name = models.CharField(_("sender's name in the inbox"), max_length=100, blank=True)
    reply_to = models.CharField(_("replies go to"), max_length=254, blank=True)
    per_minute = models.PositiveIntegerField(
        _("at most a minute"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
    )
    connections = models.PositiveSmallIntegerField(
        _("connections at once"), default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    timeout = models.PositiveSmallIntegerField(
        _("seconds to wait for an answer"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(300)],
    )
    tested_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="mail_account_is_one")]

    def __str__(self) -> str:
        return f"{self.user or self.from_address} @ {self.host}"


class CapturedMail(models.Model):
    """A mail that was kept here instead of being sent: what the mailbox page shows. `raw` is the whole message."""

    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.CASCADE, related_name="captured_mails"
    )
    origin = models.CharField(max_length=60, blank=True)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    raw = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-id"], name="mail_captured_newest")]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"
