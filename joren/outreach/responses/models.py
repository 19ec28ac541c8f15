"""Tables of responses: what waits to be told apart, who followed which link, what people may choose."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpoolFile(models.Model):
    """How much of a spool file is in the database. Written in the transaction that takes its lines in."""

    name = models.CharField(max_length=200, unique=True)
    offset = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.offset}"


class PendingHit(models.Model):
    """A response taken in that waits until its message has been quiet for a moment, so that a scanner's burst is seen
    as a whole. Then it is counted, and neither address nor program of the caller is kept.

    `delivery_id` is no foreign key: the message may have been erased. `at` in milliseconds since 1970.
    """

    kind = models.CharField(max_length=1)
    delivery_id = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    at = models.BigIntegerField()
    method = models.CharField(max_length=8)
    address = models.CharField(max_length=45)
    agent = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["delivery_id", "at"], name="responses_pending")]

    def __str__(self) -> str:
        return f"{self.kind} {self.delivery_id}"


class Click(models.Model):
    """That one person (no machine) followed one link of a message, by its number, and how often."""

    delivery = models.ForeignKey("delivery.Delivery", on_delete=models.CASCADE, related_name="clicks")
    number = models.PositiveSmallIntegerField()
    first_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="responses_click_once")]

    def __str__(self) -> str:
        return f"{self.delivery_id} → {self.number}"


class Topic(models.Model):
    """Something people may choose to hear about or not. `key` stands in `Wish.declined_topics` and never changes."""

    key = models.SlugField(
        _("key"),
        max_length=40,
        unique=True,
        help_text=_("Small letters, digits and hyphens; it cannot be changed later."),
    )
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    description = models.CharField(_("what it is about"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_offered = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Habits(models.Model):
    """What all customers together do: what one person's few responses are weighed against. One row, made each night.

    `hours`: 24 shares of what people do by hour of the day, smoothed, together 1; `channels`: how many in a hundred
    messages are answered, by channel (0 to 1).
    """

    hours = models.JSONField(default=list)
    channels = models.JSONField(default=dict)
    learned_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="responses_habits_is_one")]

    def __str__(self) -> str:
        return f"{self.learned_at:%F %R}"
