"""Tables of saved segments."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

KEY_FORM = RegexValidator(
    r"^[a-z0-9][a-z0-9_-]{0,49}\Z", _("A key is made of small letters, digits, hyphens and underscores.")
)


class Segment(models.Model):
    """A rule with a name. `key` names it in rules, commands and the API and never changes.

    `rule` is the rule as read and checked when it was saved; what it names may be gone since, and then it refuses.
    `version` counts the rules it has had. An archived one can no longer be used, by its key or in a rule.
    `last_count` is what it came to when somebody last looked.
    """

    key = models.CharField(_("key"), max_length=50, unique=True, validators=[KEY_FORM])
    name = models.CharField(_("name"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    rule = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    last_count = models.BigIntegerField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="library_by_name"),
            models.Index(fields=["changed_at", "id"], name="library_by_change"),
        ]

    def __str__(self) -> str:
        return self.name


class SegmentVersion(models.Model):
    """A rule a segment has had. Kept for good: what was sent to whom must stay explicable."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    rule = models.JSONField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["segment", "number"], name="library_version_once")]

    def __str__(self) -> str:
        return f"{self.segment_id} v{self.number}"
