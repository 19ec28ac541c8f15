"""Tables of mail."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .wordings import label_of


class MailAccount(models.Model):
    """An account mails are handed in with: a server over SMTP, or the interface of a provider. Of several, each takes
    the share its weight and limits give it; without one switched on, mails go to the mailbox page.

    `carries` is the purpose of the mails it takes, "" for all (an account of its own keeps confirmations apart from
    news). Secrets are encrypted (`joren.foundation.secrets`, purposes ``mail.account`` and ``mail.webhook``).
    `return_address` gets what comes back; with `verp` each mail has its own, ``bounce+<token>@``. `warm_up_from`: the
    day the warm-up begins (rules/warmup.py). `paused_at` and `problem`: it failed and rests until somebody looked.
    `webhook_name` is the secret part of the address at which the provider tells what became of mails.
    """

    class Tls(models.TextChoices):
        STARTTLS = "starttls", _("STARTTLS (usual, port 587)")
        TLS = "tls", _("TLS from the first byte (port 465)")
        NONE = "none", _("no encryption (only inside your own network)")

    class Provider(models.TextChoices):
        SMTP = "smtp", _("a mail server (SMTP)")
        SES = "amazon_ses", _("Amazon SES (over its SMTP server)")
        SENDGRID = "sendgrid", _("SendGrid")
        MAILGUN = "mailgun", _("Mailgun")
        POSTMARK = "postmark", _("Postmark")

    class Carries(models.TextChoices):
        ALL = "", _("all mails")
        MARKETING = "marketing", _("news and offers only")
        SERVICE = "service", _("messages about an order or contract only")

    is_on = models.BooleanField(_("send real mail"), default=False)
    name = models.CharField(_("name"), max_length=60, blank=True)
    provider = models.CharField(_("sent by"), max_length=20, choices=Provider.choices, default=Provider.SMTP)
    carries = models.CharField(_("takes"), max_length=20, choices=Carries.choices, default=Carries.ALL, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("share"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    host = models.CharField(_("server"), max_length=253, blank=True)
    port = models.PositiveIntegerField(
        _("port"), default=587, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    tls = models.CharField(_("encryption"), max_length=10, choices=Tls.choices, default=Tls.STARTTLS)
    verify_certificate = models.BooleanField(_("check the server's certificate"), default=True)
    user = models.CharField(_("user"), max_length=254, blank=True)
    password_sealed = models.TextField(blank=True, editable=False)
    api_url = models.CharField(_("address of the interface"), max_length=300, blank=True)
    webhook_name = models.CharField(max_length=40, blank=True, editable=False)
    webhook_key_sealed = models.TextField(blank=True, editable=False)
    from_address = models.CharField(_("sender's e-mail address"), max_length=254)
    from_name = models.CharField(_("sender's name in the inbox"), max_length=100, blank=True)
    reply_to = models.CharField(_("replies go to"), max_length=254, blank=True)
    return_address = models.CharField(_("what comes back goes to"), max_length=254, blank=True)
    verp = models.BooleanField(_("an address of its own for each mail that comes back"), default=False)
    per_minute = models.PositiveIntegerField(
        _("at most a minute"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
    )
    per_hour = models.PositiveIntegerField(
        _("at most an hour"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10_000_000)]
    )
    per_day = models.PositiveIntegerField(
        _("at most a day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100_000_000)]
    )
    warm_up_from = models.DateField(_("warm up from"), null=True, blank=True)
    warm_up_first = models.PositiveIntegerField(
        _("mails on the first day"), default=50, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    warm_up_growth = models.PositiveSmallIntegerField(
        _("percent more each day"), default=50, validators=[MinValueValidator(5), MaxValueValidator(200)]
    )
    warm_up_goal = models.PositiveIntegerField(
        _("mails a day when warm"), default=10_000, validators=[MinValueValidator(1), MaxValueValidator(10_000_000)]
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
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook_name"], condition=~models.Q(webhook_name=""), name="mail_webhook_once"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"{self.user or self.from_address} @ {self.host or self.get_provider_display()}"

    @property
    def is_smtp(self) -> bool:
        """Whether mails go over SMTP; the others go over the provider's interface."""
        return self.provider in (self.Provider.SMTP, self.Provider.SES)

    @property
    def provider_key(self) -> str:
        """What a provider's own limit belongs to: all accounts at one server or one provider."""
        return self.host if self.provider == self.Provider.SMTP else self.provider


class AccountUse(models.Model):
    """How many mails an account sent in an hour: what its limits are counted on, over all workers."""

    account = models.ForeignKey(MailAccount, on_delete=models.CASCADE, related_name="uses")
    hour = models.DateTimeField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "hour"], name="mail_use_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.hour}: {self.number}"


class ProviderLimit(models.Model):
    """What a provider allows all accounts at it together; `provider` is a server's name or a provider's key."""

    provider = models.CharField(_("server or provider"), max_length=253, unique=True)
    per_minute = models.PositiveIntegerField(
        _("at most a minute"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    per_hour = models.PositiveIntegerField(
        _("at most an hour"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    per_day = models.PositiveIntegerField(_("at most a day"), null=True, blank=True, validators=[MinValueValidator(1)])

    def __str__(self) -> str:
        return self.provider


class DkimKey(models.Model):
    """The key with which mails of a domain are signed (RFC 6376). `public` is what stands behind ``p=`` in the DNS."""

    class Algorithm(models.TextChoices):
        RSA = "rsa-sha256", _("RSA, 2048 bits (every receiver reads it)")
        ED25519 = "ed25519-sha256", _("Ed25519 (shorter, read by some)")

    domain = models.CharField(_("domain"), max_length=253)
    selector = models.CharField(_("selector"), max_length=63)
    algorithm = models.CharField(_("kind of key"), max_length=20, choices=Algorithm.choices, default=Algorithm.RSA)
    private_sealed = models.TextField(editable=False)
    public = models.TextField(editable=False)
    is_on = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["domain", "selector"], name="mail_dkim_once")]
        ordering = ["domain", "pk"]

    def __str__(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"


class ReturnMailbox(models.Model):
    """A mailbox that is looked through for mails that came back. It is only read: nothing is deleted or marked.

    `validity` and `last_uid` are IMAP's (RFC 9051, 2.3.1.1): where the last look ended.
    """

    class Protocol(models.TextChoices):
        IMAP = "imap", "IMAP"
        POP3 = "pop3", "POP3"

    class Tls(models.TextChoices):
        TLS = "tls", _("TLS from the first byte (port 993 or 995)")
        STARTTLS = "starttls", _("STARTTLS")
        NONE = "none", _("no encryption (only inside your own network)")

    is_on = models.BooleanField(_("look into it every five minutes"), default=True)
    protocol = models.CharField(_("protocol"), max_length=4, choices=Protocol.choices, default=Protocol.IMAP)
    host = models.CharField(_("server"), max_length=253)
    port = models.PositiveIntegerField(
        _("port"), default=993, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    tls = models.CharField(_("encryption"), max_length=10, choices=Tls.choices, default=Tls.TLS)
    verify_certificate = models.BooleanField(_("check the server's certificate"), default=True)
    user = models.CharField(_("user"), max_length=254)
    password_sealed = models.TextField(blank=True, editable=False)
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    validity = models.BigIntegerField(default=0, editable=False)
    last_uid = models.BigIntegerField(default=0, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user} @ {self.host}"


class ReturnedMail(models.Model):
    """Something that came back, once. `key` is unique over every way it may come (mailbox, file, provider's message).

    Of a mail that is none of ours nothing but the key is kept. `delivery` is empty when nobody can tell which message
    it is about: then nothing happens by itself and a person decides.
    """

    class Effect(models.TextChoices):
        NONE = "", "-"
        BLOCKED = "blocked", _("address blocked")
        COUNTED = "counted", _("counted")
        TOO_MANY = "too_many", _("address blocked after several returns")
        COMPLAINED = "complained", _("blocked because of a complaint")
        UNMATCHED = "unmatched", _("nobody knows which message")

    key = models.CharField(max_length=80, unique=True)
    source = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    reason = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20, blank=True)
    is_hard = models.BooleanField(default=False)
    address = models.CharField(max_length=254, blank=True)
    words = models.CharField(max_length=500, blank=True)
    effect = models.CharField(max_length=12, choices=Effect.choices, default=Effect.NONE, blank=True)
    delivery = models.ForeignKey(
        "delivery.Delivery", null=True, blank=True, on_delete=models.SET_NULL, related_name="returns"
    )
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.CASCADE, related_name="returned_mails"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address", "at"], name="mail_returned_of_address")]

    def __str__(self) -> str:
        return f"{self.kind} {self.address} {self.reason}"

    @property
    def reason_label(self) -> str:
        """Why it came back, in words."""
        return label_of(self.kind, self.reason)


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
