"""Tables of reports: answers that are kept, boards people arrange, the monthly reports."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptAnswer(models.Model):
    """What a report last told to one question, and of which state of the facts.

    Answers hold sums, never people. A row may be deleted at any time: the report is run again.
    """

    slot = models.CharField(max_length=64, unique=True)  # digest of report, settings, language, and who if it matters
    report = models.CharField(max_length=100, db_index=True)
    given = models.JSONField(default=dict)
    compare = models.CharField(max_length=10, blank=True)  # "", before or year
    language = models.CharField(max_length=10, default="ja")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True)
    state = models.CharField(max_length=200, blank=True)  # facts, day and names it is of; "" is of none that can recur
    answer = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(null=True)
    made_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.report} {self.slot[:8]}"


class Board(models.Model):
    """Cards one person arranged. `shared`: the others may look at it too. The first one is that person's home page."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="boards")
    name = models.CharField(_("name"), max_length=60)
    shared = models.BooleanField(_("others may see it"), default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.name


class BoardCard(models.Model):
    """A card on a board. `card` is a key of the registry's `Card` entries, or ``report`` with the settings it is of."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="cards")
    card = models.CharField(max_length=100)
    report = models.CharField(max_length=100, blank=True)
    given = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.report or self.card


class MonthlyReport(models.Model):
    """The monthly report as it was on the day it was made: `figures` are its numbers, the words are made from them."""

    month = models.DateField(unique=True)  # its first day
    figures = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-month",)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
