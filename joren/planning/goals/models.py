"""Tables of goals."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Goal(models.Model):
    """A metric to be brought from `baseline` to `target` between two dates, and who sees to it.

    `metric` is a key of the registry's `Metric` entries, or ``segment:<key>``: how many people are in a saved segment.
    `shop` and `segment_key` narrow it to a shop, or to those who were in the segment on the first day. `before` is
    what it was over the days from `measured_first` to `measured_last`, as many as the goal has: what "+10 %" is of, and
    for a metric that does not accumulate the `baseline` itself. `review`: the unit it is looked at by. `outlook`: what
    the last look at its course told (`outlook.look`), on `looked_on`.
    """

    class Review(models.TextChoices):
        WEEK = "week", _("every week")
        MONTH = "month", _("every month")

    name = models.CharField(_("name"), max_length=200)
    metric = models.CharField(_("metric"), max_length=60)
    baseline = models.DecimalField(_("where it stood"), max_digits=16, decimal_places=2)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2)
    starts_on = models.DateField(_("from"))
    due_on = models.DateField(_("until"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="goals",
        verbose_name=_("who sees to it"),
    )
    note = models.TextField(_("how we want to get there"), blank=True)
    shop = models.ForeignKey(
        "shops.Shop",
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # without its shop it would silently be a goal of the whole business
        related_name="+",
        verbose_name=_("only this shop"),
    )
    segment_key = models.CharField(_("only this segment"), max_length=50, blank=True, default="")
    before = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    measured_first = models.DateField(null=True, blank=True)
    measured_last = models.DateField(null=True, blank=True)
    review = models.CharField(
        _("looked at"), max_length=10, choices=Review.choices, default=Review.MONTH, db_default=Review.MONTH.value
    )
    outlook = models.JSONField(default=dict, blank=True)
    looked_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(due_on__gt=models.F("starts_on")), name="goals_last_a_while"),
            models.CheckConstraint(condition=~models.Q(target=models.F("baseline")), name="goals_want_a_change"),
        ]

    def __str__(self) -> str:
        return self.name


class Measure(models.Model):
    """Something that is done for a goal: a campaign, a journey, a coupon (`reference` is its number), or anything else
    (``free``: a new sign, a training), whose `status` and `result` people write themselves.
    """

    class Kind(models.TextChoices):
        CAMPAIGN = "campaign", _("campaign")
        JOURNEY = "journey", _("journey")
        COUPON = "coupon", _("coupon")
        FREE = "free", _("something else")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", pgettext_lazy("measure", "running")
        DONE = "done", _("finished")
        STOPPED = "stopped", _("given up")

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="measures")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reference = models.PositiveBigIntegerField(null=True, blank=True)
    name = models.CharField(_("what is done"), max_length=200)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    result = models.TextField(_("what came of it"), blank=True)
    added_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "kind", "reference"],
                condition=models.Q(reference__isnull=False),
                name="goals_measure_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class GoalReview(models.Model):
    """What was concluded on a day of review. `figures`: the numbers as they stood when it was written."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField()
    keep = models.TextField(_("what to go on with"), blank=True)
    stop = models.TextField(_("what to stop or change"), blank=True)
    notes = models.TextField(_("what we learned, and what comes next"), blank=True)
    figures = models.JSONField(default=dict)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["goal", "on"], name="goals_review_once")]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.on}"
