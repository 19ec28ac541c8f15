"""The journal of merges: who went into whom, which rows went along, and what everything was before."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from joren.record.customers.models import Customer


class Batch(models.Model):
    """Merges made in one go ("all sure ones"), so that one click takes them back. `wanted` is how many pairs it had.

    `undoing_at`: somebody asked to take it back; `undone_at`: it is.
    """

    reason = models.CharField(max_length=300, blank=True)
    wanted = models.PositiveIntegerField(default=0)
    pairs = models.JSONField(default=list)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    undoing_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.pk} × {self.wanted}"


class Merge(models.Model):
    """One record that went into another.

    `gone` and `survivor` are their numbers then; `holder` is the customer who holds what became of them, who may have
    been merged into a third since; none once it is taken back. Erasing the holder erases the journal with it. `rank`
    and `origins` say which record ranked first and from which rank each single value came, so that the order of merging
    never shows. `marks` are the highest ids of the tables then, `said` every withdrawal that was known then.
    """

    survivor = models.BigIntegerField()
    gone = models.BigIntegerField()
    holder = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="merges")
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.SET_NULL, related_name="merges")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    gone_import = models.BigIntegerField(null=True, blank=True, db_index=True)
    survivor_import = models.BigIntegerField(null=True, blank=True, db_index=True)
    rank = models.JSONField(default=list)
    origins = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    said = models.JSONField(default=dict)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(undone_at__isnull=True), name="merging_gone_once"
            )
        ]
        indexes = [
            models.Index(fields=["survivor", "-id"], name="merging_of_survivor"),
            models.Index(fields=["-at", "-id"], name="merging_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.survivor}"


class MergeMove(models.Model):
    """Rows of one table that were pointed from the gone one at the survivor."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="moves")
    table = models.CharField(max_length=63)
    column = models.CharField(max_length=63)
    row_ids = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"{self.table} × {len(self.row_ids)}"


class MergeChange(models.Model):
    """A row that a merge changed, dropped or made: as it was before, and as the merge left it.

    `twin`: the row that says the very same; a dropped row comes back only while its twin is there.
    """

    class What(models.TextChoices):
        CHANGED = "changed", "changed"
        DROPPED = "dropped", "dropped"
        MADE = "made", "made"

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="changes")
    table = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    what = models.CharField(max_length=10, choices=What.choices)
    twin = models.BigIntegerField(null=True, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merge", "table", "row_id"], name="merging_change_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id} {self.what}"
