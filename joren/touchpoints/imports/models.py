"""Tables of the imports."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .reading.encoding_names import display_name


class Import(models.Model):
    """One file and what became of it.

    `columns` maps field keys to column names, `defaults` field keys to values for every row. `counts` are the rows by
    outcome, `report` what the preview or the run found: warnings with examples, first rejected rows. A run commits
    batch by batch: `rows_done` (rows of the file behind us), `position` (how far the work after the last row is) and
    `rejects_bytes` (length of the rejects file) always belong to the last committed batch, so that a killed run goes
    on from there. `runner` is the run that may write; a newer one takes it away from an older. `xids` are the
    transactions that wrote, so that an undo sees which rows others have changed since.

    `drop` is shared by the files that were dropped together. `matches` says of each column what it was taken for and
    how sure that is (see `joren.touchpoints.imports.certainty`). `preview` is the last try (`preview["of"]` says of
    which settings). `made` are rows of tables without an import of their own (tags, custom fields) that the import
    made: table to keys. `undo_plan` is what an undo may leave as it is, and afterwards what it left. A file is kept
    until `discarded_at`.
    """

    class State(models.TextChoices):
        READING = "reading", _("being read")
        UPLOADED = "uploaded", _("to be looked at")
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    kind = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    source = models.CharField(_("source"), max_length=50)
    file_name = models.CharField(max_length=255)
    stored = models.CharField(max_length=255, blank=True, help_text="folder under MEDIA_ROOT")
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    drop = models.CharField(max_length=32, blank=True, db_index=True)
    encoding = models.CharField(max_length=30, blank=True)
    delimiter = models.CharField(max_length=5, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    sheets = models.JSONField(default=list, blank=True)
    header_row = models.IntegerField(default=1)
    header = models.JSONField(default=list, blank=True)
    fingerprint = models.CharField(max_length=32, blank=True)
    columns = models.JSONField(default=dict, blank=True)
    matches = models.JSONField(default=dict, blank=True)
    defaults = models.JSONField(default=dict, blank=True)
    options = models.JSONField(default=dict, blank=True)
    wishes = models.JSONField(default=dict, blank=True)
    rows_total = models.BigIntegerField(null=True, blank=True)
    rows_done = models.BigIntegerField(default=0)
    position = models.CharField(max_length=300, blank=True)
    settling = models.BooleanField(default=False)
    rejects_bytes = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    report = models.JSONField(default=dict, blank=True)
    preview = models.JSONField(default=dict, blank=True)
    xids = models.JSONField(default=list, blank=True)
    made = models.JSONField(default=dict, blank=True)
    undo_plan = models.JSONField(default=dict, blank=True)
    runner = models.CharField(max_length=40, blank=True)
    error = models.JSONField(default=dict, blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="imports"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)
    resumed_row = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "fingerprint", "-id"], name="imports_remembered")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.file_name}"

    @property
    def encoding_name(self) -> str:
        """The encoding as people call it: Shift JIS for cp932."""
        return display_name(self.encoding)

    @property
    def wanted(self) -> dict[str, Any]:
        """What the user said about how to read the file; empty values mean "find out"."""
        return dict(self.wishes)


class ImportChange(models.Model):
    """A row of any table as it was before an import changed or deleted it; the first such state counts."""

    import_of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    table = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    deleted = models.BooleanField(default=False)
    before = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["import_of", "table", "row_id"], name="imports_change_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"


class PickedFile(models.Model):
    """A file that lay in the watched folder, as it lay there: path below the folder, size, time of its last change.

    There is one row for each, so that a file is taken in once however often it is looked at and whenever a run is
    killed. `problem` (code, message) says why it waits or failed.
    """

    class State(models.TextChoices):
        SEEN = "seen", _("seen")
        WAITING = "waiting", _("to be looked at")
        SURE = "sure", _("known and sure")
        TAKEN = "taken", _("being imported")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    path = models.CharField(max_length=500)
    size = models.BigIntegerField()
    modified = models.BigIntegerField(help_text="nanoseconds since 1970")
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SEEN)
    import_of = models.ForeignKey(Import, null=True, blank=True, on_delete=models.SET_NULL, related_name="picked")
    problem = models.JSONField(default=dict, blank=True)
    seen_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["path", "size", "modified"], name="imports_picked_once")]

    def __str__(self) -> str:
        return self.path
