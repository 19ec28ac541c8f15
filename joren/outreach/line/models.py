"""Tables of LINE: the account, its friends, what they wrote, links to customers, rich menus."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .rules.pricing import PLANS


class LineAccount(models.Model):
    """The official account. At most one row; without one, or switched off, nothing goes over LINE.

    The secrets are sealed (`joren.foundation.secrets`, purposes ``line.secret`` and ``line.token``). `bot_user_id`,
    `basic_id` and `display_name` are what LINE says of the account; `quota_limit` (None: no limit) and `quota_used`
    what it said of this month's messages at `quota_read_at`.
    """

    class Plan(models.TextChoices):
        FREE = "free", _("Communication plan (free)")
        LIGHT = "light", _("Light plan")
        STANDARD = "standard", _("Standard plan")

    is_on = models.BooleanField(_("send over LINE"), default=False)
    secret_sealed = models.TextField(blank=True, editable=False)
    token_sealed = models.TextField(blank=True, editable=False)
    plan = models.CharField(_("plan"), max_length=10, choices=Plan.choices, default=Plan.FREE)
    free_messages = models.PositiveIntegerField(_("messages a month without extra charge"), default=200)
    yen_per_extra = models.DecimalField(
        _("yen for each further message"), max_digits=6, decimal_places=2, default=Decimal(0)
    )
    extra_limit = models.PositiveIntegerField(_("at most so many further messages a month"), default=0)
    connections = models.PositiveSmallIntegerField(
        _("connections at once"), default=4, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    per_minute = models.PositiveIntegerField(
        _("at most a minute"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(120_000)]
    )
    timeout = models.PositiveSmallIntegerField(
        _("seconds to wait for an answer"), default=10, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    invites = models.BooleanField(_("ask new friends to link themselves"), default=False)
    consent_text = models.CharField(_("words agreed to when somebody becomes a friend"), max_length=300)
    bot_user_id = models.CharField(max_length=64, blank=True, editable=False)
    basic_id = models.CharField(max_length=50, blank=True, editable=False)
    display_name = models.CharField(max_length=100, blank=True, editable=False)
    tested_at = models.DateTimeField(null=True, blank=True, editable=False)
    quota_limit = models.PositiveIntegerField(null=True, blank=True, editable=False)
    quota_used = models.PositiveIntegerField(null=True, blank=True, editable=False)
    quota_read_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="line_account_is_one")]

    def __str__(self) -> str:
        return f"{self.display_name} {self.basic_id}".strip() or "LINE"

    @property
    def monthly_fee(self) -> Decimal:
        """What the plan costs a month, in yen."""
        return PLANS[self.plan].monthly_fee


class Friend(models.Model):
    """Somebody who added the official account; the `customer` they are, once that is known.

    `user_id` is LINE's id of the person for this provider. `is_following` is as of `status_at`, the moment LINE gave
    its event, so that events out of order change nothing. `unread`, `last_at`, `last_text` and `assigned_to` are the
    conversation's line in the inbox. `menu`: the rich menu of a segment the person sees instead of the default.
    """

    user_id = models.CharField(max_length=64, unique=True)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.SET_NULL, related_name="line_friends"
    )
    display_name = models.CharField(max_length=100, blank=True)
    profile_at = models.DateTimeField(null=True, blank=True)
    is_following = models.BooleanField(default=True)
    status_at = models.DateTimeField()
    followed_at = models.DateTimeField(null=True, blank=True)
    linked_at = models.DateTimeField(null=True, blank=True)
    linked_how = models.CharField(max_length=300, blank=True)
    unread = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)
    last_text = models.CharField(max_length=100, blank=True)
    is_done = models.BooleanField(default=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    menu = models.ForeignKey("RichMenu", null=True, blank=True, on_delete=models.SET_NULL, related_name="friends")

    class Meta:
        indexes = [
            models.Index(fields=["-last_at", "-id"], name="line_inbox", condition=models.Q(last_at__isnull=False)),
            models.Index(fields=["-id"], name="line_unlinked", condition=models.Q(customer__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.display_name or str(_("LINE friend"))


class ReceivedEvent(models.Model):
    """One event of the webhook, stored once by LINE's id and then handled. `payload` is emptied once it is handled."""

    class State(models.TextChoices):
        DUE = "due", pgettext_lazy("LINE event", "waiting")
        HANDLED = "handled", pgettext_lazy("LINE event", "handled")
        IGNORED = "ignored", pgettext_lazy("LINE event", "nothing to do")
        FAILED = "failed", pgettext_lazy("LINE event", "failed")

    event_id = models.CharField(max_length=80, unique=True)
    type = models.CharField(max_length=40, blank=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    is_redelivery = models.BooleanField(default=False)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["occurred_at", "id"], name="line_events_due", condition=models.Q(state="due"))]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class ChatMessage(models.Model):
    """One message of a one-to-one conversation. `line_id` is LINE's; what was unsent keeps only its place.

    An answer is `due` until LINE took it; `reply_token` makes it free of charge within a minute, else it is pushed
    under `retry_key`, so that trying again never shows it twice.
    """

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("LINE message", "received")
        DUE = "due", pgettext_lazy("LINE message", "being sent")
        SENT = "sent", pgettext_lazy("LINE message", "sent")
        FAILED = "failed", pgettext_lazy("LINE message", "not sent")

    friend = models.ForeignKey(Friend, on_delete=models.CASCADE, related_name="messages")
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.SET_NULL, related_name="line_messages"
    )
    is_ours = models.BooleanField(default=False)
    line_id = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=20, default="text")
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    picture = models.BinaryField(null=True, blank=True)
    picture_type = models.CharField(max_length=50, blank=True)
    at = models.DateTimeField()
    unsent_at = models.DateTimeField(null=True, blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    reply_token = models.CharField(max_length=64, blank=True)
    retry_key = models.UUIDField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    was_charged = models.BooleanField(default=False)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["friend", "line_id"],
                condition=~models.Q(line_id="") & models.Q(is_ours=False),
                name="line_message_once",
            )
        ]
        indexes = [
            models.Index(fields=["friend", "-at", "-id"], name="line_conversation"),
            models.Index(fields=["id"], name="line_answers_due", condition=models.Q(state="due")),
        ]

    def __str__(self) -> str:
        return f"{self.friend_id} {self.kind} {self.at:%Y-%m-%d %H:%M}"


class LinkTicket(models.Model):
    """A single-use code that says which customer somebody on LINE is.

    `nonce` is what LINE's account link hands back. With `friend` set and `used_at` empty somebody else's LINE claimed
    the customer: a person decides.
    """

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="line_tickets")
    code = models.CharField(max_length=12, unique=True)
    nonce = models.CharField(max_length=255, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    friend = models.ForeignKey(Friend, null=True, blank=True, on_delete=models.CASCADE, related_name="tickets")

    def __str__(self) -> str:
        return self.code


class AnswerTemplate(models.Model):
    """Words for answers that are given often."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    text = models.TextField(_("words of the answer"), max_length=5000)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RichMenu(models.Model):
    """A menu under the chat: a picture with areas to tap.

    `areas` is a list of ``{"bounds": {x, y, width, height}, "action": {…}}`` in pixels of the picture, as LINE wants
    it. `line_id` is empty until LINE has it. `segment_id`: whose people see this one instead of the default.
    """

    name = models.CharField(_("name"), max_length=100)
    chat_bar_text = models.CharField(_("words on the bar below the chat"), max_length=14)
    is_open = models.BooleanField(_("open at once"), default=True)
    layout = models.CharField(_("layout"), max_length=20)
    areas = models.JSONField(default=list)
    image = models.BinaryField(null=True, blank=True)
    image_type = models.CharField(max_length=20, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    line_id = models.CharField(max_length=100, blank=True)
    uploaded_at = models.DateTimeField(null=True, blank=True)
    is_default = models.BooleanField(default=False)
    segment_key = models.CharField(_("only for this segment"), max_length=50, blank=True)
    linked_count = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="line_one_default_menu"
            )
        ]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
