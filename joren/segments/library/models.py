"""Tables of saved segments."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from joren.foundation.changes.models import Tracked

KEY_FORM = RegexValidator(
    r"^[a-z0-9][a-z0-9_-]{0,49}\Z", _("A key is made of small letters, digits, hyphens and underscores.")
)


class Segment(models.Model):
    """A rule with a name. `key` names it in rules, commands and the API and never changes.

    `rule` is the rule as read and checked when it was saved; what it names may be gone since, and then it refuses.
    `version` counts the rules it has had. An archived one can no longer be used, by its key or in a rule.
    `last_count` is what it came to when somebody last looked. `names` are the words for what the rule names, as they
    were when it was saved (see `names`). With `keeps_timeline`, entering and leaving stand on people's timelines.
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
    names = models.JSONField(default=dict, blank=True)
    keeps_timeline = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="library_by_name"),
            models.Index(fields=["changed_at", "id"], name="library_by_change"),
        ]

    def __str__(self) -> str:
        return self.name


class SegmentVersion(models.Model):
    """A rule a segment has had. Kept for good: what was sent to whom must stay explicable.

    `count`: how many people it held on the day it was saved. `restored_from`: the older version it took back.
    """

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    rule = models.JSONField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField(auto_now_add=True)
    names = models.JSONField(default=dict, blank=True)
    count = models.BigIntegerField(null=True, blank=True)
    restored_from = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["segment", "number"], name="library_version_once")]

    def __str__(self) -> str:
        return f"{self.segment_id} v{self.number}"


class Membership(Tracked):
    """A spell of one customer in one segment: a member from `entered_on` on, no more from `left_on` on.

    Days are days in Japan. Spells of one person in one segment never touch: who enters and leaves on the same day
    leaves no trace, who comes back on the day of leaving never left. The reasons are those of `following.reasons`.
    Nothing holds a customer in the database: neither the undoing of an import nor a merge must wait for it.
    """

    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="memberships"
    )
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, db_constraint=False, related_name="+")
    entered_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    entered_because = models.JSONField(null=True, blank=True)
    left_because = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "customer"], condition=models.Q(left_on__isnull=True), name="library_one_open_spell"
            )
        ]
        indexes = [
            models.Index(fields=["segment", "entered_on", "id"], name="library_entered"),
            models.Index(
                fields=["segment", "left_on", "id"], name="library_left", condition=models.Q(left_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.segment_id} from {self.entered_on} to {self.left_on}"


class Following(models.Model):
    """How far the memberships of a segment have been followed.

    `day` is the day they were last looked at for, `versions` the versions of the segment and of those inside it (by
    key), `mark` the state of the facts the rule draws on, `files` the mirror's files of that state. `problem` says
    why it could not be followed since. `past` are counts for days before `began_on`, by the rule of `past_version`.
    """

    segment = models.OneToOneField(Segment, on_delete=models.CASCADE, related_name="following")
    began_on = models.DateField()
    day = models.DateField()
    versions = models.JSONField(default=dict)
    mark = models.CharField(max_length=64, blank=True)
    files = models.JSONField(default=dict)
    members = models.BigIntegerField(default=0)
    followed_at = models.DateTimeField()
    problem = models.JSONField(null=True, blank=True)
    past = models.JSONField(default=list, blank=True)
    past_version = models.PositiveIntegerField(default=0)
    past_computed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.segment_id} until {self.day}"


class SegmentDay(models.Model):
    """How many members a segment had at the end of a day it was followed, who came and who went on it."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    members = models.BigIntegerField()
    joined = models.BigIntegerField()
    left = models.BigIntegerField()
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "day"], name="library_day_once")]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.day}: {self.members}"


class SegmentTemplate(models.Model):
    """A rule to start from, saved by somebody of the business; the usual ones are data of `samples`."""

    key = models.CharField(max_length=50, unique=True, validators=[KEY_FORM])
    name = models.CharField(_("name"), max_length=200)
    why = models.TextField(_("what it is good for"), blank=True)
    rule = models.JSONField()
    names = models.JSONField(default=dict, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
