"""The table of pasted lists."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PastedList(models.Model):
    """A list as it was pasted into a rule being built, looked up in the record at that moment.

    `key` stands in the draft instead of the list, which may hold a million values. `packed` are the values that name
    exactly one customer, as a rule writes them. `missing` and `unclear` (written, number of customers) are the first of
    those that name nobody or several; the counts count them all. Rows are deleted after a week: a saved rule
    holds its list itself.
    """

    key = models.CharField(max_length=40, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    made_at = models.DateTimeField(_("made"), db_index=True)
    given = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    missing_count = models.PositiveIntegerField()
    missing = models.JSONField(default=list)
    unclear_count = models.PositiveIntegerField()
    unclear = models.JSONField(default=list)
    packed = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.people}/{self.given}"
