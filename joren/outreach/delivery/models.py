"""Tables of delivery: one row for each message to one person."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.foundation.changes.models import Tracked


class Dispatch(models.Model):
    """Everything of one `origin` over one channel: the switch that lets its deliveries go, pause or end.

    The engine reads `state` in the same transaction in which it begins a message, so that after a pause has been
    committed no further message begins. `problem` says why the engine paused by itself. A `standing` dispatch (of a
    step of a journey) takes new messages while it is open and never finishes by itself. `minds_budget`: right before
    each message the engine asks once more whether the person's budget of attention still has room.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", pgettext_lazy("message", "being prepared")
        OPEN = "open", pgettext_lazy("message", "being sent")
        PAUSED = "paused", pgettext_lazy("message", "paused")
        CANCELLED = "cancelled", pgettext_lazy("message", "cancelled")
        FINISHED = "finished", pgettext_lazy("message", "sent")

    origin = models.CharField(max_length=60)
    channel = models.CharField(max_length=10)
    purpose = models.CharField(max_length=20, default="marketing")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    standing = models.BooleanField(default=False)
    minds_budget = models.BooleanField(default=False, db_default=False)
    problem = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "channel"], name="delivery_dispatch_once")]

    def __str__(self) -> str:
        return f"{self.origin} {self.channel} ({self.state})"


class Delivery(models.Model):
    """One message to one person. The row exists before the message goes; it is unique, so nobody is written to twice.

    `claimed_by` and `leased_until` say which worker is about to hand it to the other server, `begun_at` since when:
    from then on only that worker or its journal can say that it was not sent; otherwise it is `uncertain`, never `due`
    again. `content` are the values of
    the merge fields as they were when the audience was frozen. `error_code` is the other side's code (SMTP: 550).
    `duplicate_of`: the message of the same sending to the same person, who had two records when it was prepared.
    `variant` names the words chosen for this person ("a", "b", …; "" where there is one); `occasion` tells apart
    messages of one origin that a person may get again, such as a birthday's year. `cost` is in yen, as far as the
    channel knows it. `points` is what it takes of the person's attention, None for what its channel usually takes.
    `machine_opened_at`, `machine_clicked_at`: a mail program's prefetch or a scanner was there, which says nothing of
    the person.
    """

    class State(models.TextChoices):
        DUE = "due", pgettext_lazy("message", "waiting")
        CLAIMED = "claimed", pgettext_lazy("message", "being sent")
        SENT = "sent", pgettext_lazy("message", "sent")
        UNCERTAIN = "uncertain", pgettext_lazy("message", "uncertain")
        FAILED = "failed", pgettext_lazy("message", "failed")
        BOUNCED = "bounced", pgettext_lazy("message", "bounced")
        CANCELLED = "cancelled", pgettext_lazy("message", "not sent")

    origin = models.CharField(max_length=60)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    channel = models.CharField(max_length=10)
    purpose = models.CharField(max_length=20, default="marketing")
    address = models.CharField(max_length=254, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    reason = models.CharField(max_length=30, blank=True)
    due_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=100, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=20, blank=True)
    error_text = models.CharField(max_length=500, blank=True)
    first_opened_at = models.DateTimeField(null=True, blank=True)
    open_count = models.PositiveIntegerField(default=0)
    first_clicked_at = models.DateTimeField(null=True, blank=True)
    click_count = models.PositiveIntegerField(default=0)
    machine_opened_at = models.DateTimeField(null=True, blank=True)
    machine_clicked_at = models.DateTimeField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    variant = models.CharField(max_length=10, blank=True, default="", db_default="")
    occasion = models.CharField(max_length=40, blank=True, default="", db_default="")
    cost = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    content = models.JSONField(default=dict, blank=True)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="duplicates", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "customer", "channel", "occasion"],
                condition=models.Q(duplicate_of__isnull=True),
                name="delivery_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["origin", "channel", "address", "occasion"],
                condition=~models.Q(address=""),
                name="delivery_once_an_address",
            ),
        ]
        indexes = [
            # By `due_at` first: by `id` alone the planner walks past everything that was ever sent to find what waits.
            models.Index(
                fields=["origin", "channel", "due_at", "id"], condition=models.Q(state="due"), name="delivery_waiting"
            ),
            models.Index(fields=["leased_until"], condition=models.Q(state="claimed"), name="delivery_leased"),
            models.Index(fields=["origin", "channel", "state"], name="delivery_states"),
            models.Index(fields=["customer", "-id"], name="delivery_of_customer"),
            # For how much attention was taken of everybody lately; small, because rows come in the order of time.
            BrinIndex(fields=["due_at"], name="delivery_lately", autosummarize=True),
            models.Index(
                fields=["duplicate_of"], condition=models.Q(duplicate_of__isnull=False), name="delivery_duplicates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.channel} {self.customer_id} ({self.state})"


class Suppression(models.Model):
    """An address that must not be written to over a channel, whoever it belongs to. It outlives the customer."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced", pgettext_lazy("message", "the address does not exist")
        COMPLAINED = "complained", _("reported as spam")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
        MANUAL = "manual", _("blocked by staff")

    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=254)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="delivery_suppressed_once")]

    def __str__(self) -> str:
        return f"{self.channel}:{self.address}"


class Wish(Tracked):
    """How one person wants to be written to: what they said, and beside it what was learned from what they do.

    No row, or empty fields: nothing said. What was said goes before what was learned; neither ever replaces a consent.
    `channel` and `learned_channel` are channels' keys; `hour` and `learned_hour` the hour of the day (0 to 23, Japan)
    in which messages are read. `pace` is the most over all channels for news and offers; nothing of that kind goes
    before the day `paused_until`. `declined_topics` are keys of the topics not wanted: a new topic is wanted until
    somebody says otherwise. `asked_at` and `asked_how`: when and how the person said so, None and "" where they
    never did.
    """

    class Pace(models.TextChoices):
        EVERY = "every", pgettext_lazy("pace", "whenever there is something")
        WEEKLY = "weekly", pgettext_lazy("pace", "at most once a week")
        MONTHLY = "monthly", pgettext_lazy("pace", "at most once a month")

    customer = models.OneToOneField("customers.Customer", on_delete=models.CASCADE, related_name="wish")
    channel = models.CharField(max_length=10, blank=True, default="", db_default="")
    learned_channel = models.CharField(max_length=10, blank=True, default="", db_default="")
    pace = models.CharField(max_length=10, choices=Pace.choices, default=Pace.EVERY, db_default=Pace.EVERY.value)
    paused_until = models.DateField(null=True, blank=True)
    declined_topics = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    hour = models.PositiveSmallIntegerField(null=True, blank=True)
    learned_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_how = models.CharField(max_length=300, blank=True, default="", db_default="")
    learned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(hour=None) | models.Q(hour__lt=24))
                & (models.Q(learned_hour=None) | models.Q(learned_hour__lt=24)),
                name="delivery_wish_hours",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.channel or self.learned_channel or '-'}, {self.pace}"


class Said(models.Model):
    """What was said under an origin, in a few letters: the same content never reaches anybody twice.

    `fingerprint` stands for the words, pictures and offers of one variant on one channel.
    """

    origin = models.CharField(max_length=60)
    channel = models.CharField(max_length=10)
    variant = models.CharField(max_length=10, blank=True, default="")
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "channel", "variant"], name="delivery_said_once")]
        indexes = [models.Index(fields=["fingerprint"], name="delivery_said_words")]

    def __str__(self) -> str:
        return f"{self.origin} {self.channel} {self.variant}: {self.fingerprint[:8]}"


class SendingTopic(models.Model):
    """What the messages of an origin are about, so that nobody gets a topic they declined (`Wish.declined_topics`).

    `origin` also stands for those below it: ``journey:3`` for ``journey:3:1:5``. No row: about nothing in particular.
    """

    origin = models.CharField(max_length=60, unique=True)
    topic = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.origin}: {self.topic}"


class Policy(models.Model):
    """How much the business asks of people's attention. One row; before it is written the defaults hold.

    `per_week` and `per_month` are points in any seven and any thirty days, over all channels. After `tired_after`
    messages in a row without an answer the budget is halved, after twice as many halved again. Of all customers
    `control_share` are written to by nobody (`rules.control`), to see what all messages together change.
    """

    budget_on = models.BooleanField(_("keep a budget of attention"), default=True)
    per_week = models.PositiveSmallIntegerField(
        _("points a week"), default=3, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    per_month = models.PositiveSmallIntegerField(
        _("points in thirty days"), default=8, validators=[MinValueValidator(1), MaxValueValidator(400)]
    )
    tired_after = models.PositiveSmallIntegerField(
        _("messages without an answer until less is sent"),
        default=8,
        validators=[MinValueValidator(2), MaxValueValidator(100)],
    )
    control_share = models.DecimalField(
        _("share of customers who get nothing, to compare with"),
        max_digits=4,
        decimal_places=3,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal("0.5"))],
    )
    control_seed = models.CharField(max_length=32, blank=True, default="", editable=False)
    control_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="delivery_policy_is_one")]

    def __str__(self) -> str:
        return f"{self.per_week} / {self.per_month}"


class ChannelRule(models.Model):
    """What the business decided for one channel, in place of what the channel declares.

    `points` is what a message takes of a person's attention, `yen` what it costs. Nothing begins from `quiet_from` to
    `quiet_until` (Japan), and with `rests_on_holidays` not on Sundays and national holidays.
    """

    channel = models.CharField(max_length=10, unique=True)
    points = models.PositiveSmallIntegerField(_("points"), validators=[MaxValueValidator(100)])
    yen = models.DecimalField(
        _("yen per message"), max_digits=8, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    quiet_from = models.TimeField(_("quiet from"))
    quiet_until = models.TimeField(_("quiet until"))
    rests_on_holidays = models.BooleanField(_("not on Sundays and holidays"), default=False)

    def __str__(self) -> str:
        return self.channel


class SegmentBudget(models.Model):
    """Another budget for the people of a segment; of several the first in `order` counts."""

    segment_key = models.CharField(max_length=100, unique=True)
    per_week = models.PositiveSmallIntegerField(_("points a week"), validators=[MaxValueValidator(100)])
    per_month = models.PositiveSmallIntegerField(_("points in thirty days"), validators=[MaxValueValidator(400)])
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.segment_key}: {self.per_week} / {self.per_month}"
