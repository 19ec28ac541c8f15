"""Tables of duplicates: what of a person is compared, which pairs were found, what people decided of them."""

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from joren.foundation.changes.fields import TransactionIdField

ONLY: Final = 1
"""The primary key of tables with one row."""


class DuplicateSettings(models.Model):
    """What the business switched on. There is at most one row; read it with `queries.the_settings`."""

    merge_sure = models.BooleanField(_("merge sure duplicates without asking"), default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=ONLY), name="duplicates_settings_is_one")]

    def __str__(self) -> str:
        return f"merge_sure={self.merge_sure}"


class MatchProfile(models.Model):
    """What of one customer is compared, worked out once and again only when the customer changed.

    Derived: it may be deleted at any time and is worked out again. There is no foreign key on purpose: it neither
    holds up the undoing of an import nor locks customers; profiles of deleted customers go with the next check.
    """

    customer_id = models.BigIntegerField(primary_key=True)
    features = models.TextField()
    """The person as `rules.features.packed` writes it."""
    keys = ArrayField(models.BigIntegerField(), default=list)
    """Hashes by which possible doubles are looked up (`rules.blocking`)."""
    refiners = ArrayField(models.BigIntegerField(), default=list)
    """Hashes that part the people under a key that too many share."""
    marks = ArrayField(models.BigIntegerField(), default=list)
    """Hashes of what names this person for good, by which decisions are found again (`rules.marks`)."""

    class Meta:
        indexes = [
            GinIndex(fields=["keys", "refiners"], name="duplicates_keys", fastupdate=True),
        ]

    def __str__(self) -> str:
        return str(self.customer_id)


class Due(models.Model):
    """A customer whose profile changed and who was not compared with the others since."""

    customer_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.customer_id)


class Frequency(models.Model):
    """How many people of the base carry a value (a name, a phone): agreement on a rare one says more."""

    key = models.BigIntegerField(primary_key=True)
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.people}"


class Candidate(models.Model):
    """Two customers who may be one person, and what was decided. `first` has the smaller id.

    `evidence` is a list of ``{code, level, first, second, weight}``, the sum of whose weights (with the prior) is
    the log-odds of `probability`. The keys are not held by the database: a merged customer is gone, and the undoing of
    an import must not wait for a guess. Queries join the customers, so a pair with a missing one is never shown.
    """

    class Band(models.TextChoices):
        SURE = "sure", _("sure")
        REVIEW = "review", _("to be reviewed")

    class Suggestion(models.TextChoices):
        SAME = "same", _("the same person")
        HOUSEHOLD = "household", _("one household")

    class State(models.TextChoices):
        OPEN = "open", _("undecided")
        MERGED = "merged", _("merged")
        DIFFERENT = "different", _("different people")
        HOUSEHOLD = "household", _("one household")

    first = models.ForeignKey(
        "customers.Customer", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    second = models.ForeignKey("customers.Customer", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    probability = models.FloatField()
    band = models.CharField(max_length=10, choices=Band.choices)
    suggests = models.CharField(max_length=10, choices=Suggestion.choices, default=Suggestion.SAME)
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField()
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicates_pair_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="duplicates_pair_in_order"),
            models.CheckConstraint(
                condition=models.Q(probability__gte=0, probability__lte=1), name="duplicates_probability"
            ),
        ]
        indexes = [
            models.Index(
                fields=["band", "-probability", "id"], condition=models.Q(state="open"), name="duplicates_to_decide"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}–{self.second_id} ({self.state})"


class Decision(models.Model):
    """That two people are not one, for good: found again by their marks when they come back under other keys."""

    class Verdict(models.TextChoices):
        DIFFERENT = "different", _("different people")
        HOUSEHOLD = "household", _("one household")

    first_marks = ArrayField(models.BigIntegerField())
    second_marks = ArrayField(models.BigIntegerField())
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(fields=["first_marks"], name="duplicates_first_marks"),
            GinIndex(fields=["second_marks"], name="duplicates_second_marks"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.decided_at:%Y-%m-%d}"


class CheckState(models.Model):
    """Up to which moment the base was read, and how far a check of everybody came. One row.

    `database`, `snapshot`, `snapshot_xmin` and `log_position` are PostgreSQL's words for that moment; a restored or
    another database is told by them and read anew.
    After a crash, working out everybody's profile goes on behind the customer `position`, and comparing pairs behind
    the first customer `compared`; null: nothing was under way.
    """

    database = models.CharField(max_length=100, blank=True)
    snapshot = models.TextField(blank=True)
    snapshot_xmin = TransactionIdField(null=True)
    log_position = models.BigIntegerField(default=0)
    rules_version = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)
    """How many people there were when `Frequency` was counted."""
    position = models.BigIntegerField(null=True, blank=True)
    compared = models.BigIntegerField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=ONLY), name="duplicates_state_is_one")]

    def __str__(self) -> str:
        return f"{self.people} people, {self.checked_at}"
