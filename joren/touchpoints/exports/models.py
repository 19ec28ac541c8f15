"""Tables of the exports."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportRun(models.Model):
    """One file that was asked for: what, by whom, what for, and what became of it.

    `what` is the key of an `Export`, or ``everything``. `columns` are the keys in the order of the file. `losses`
    tells what the file does not hold as it was (see `joren.foundation.exporting.Losses`). The file lies in the folder
    `stored` until `kept_until`; the row stays, with the file's SHA-256, so that a file found elsewhere can be told.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")

    class Surface(models.TextChoices):
        PAGE = "page", _("page")
        COMMAND = "command", _("command line")
        API = "api", _("API")

    what = models.CharField(max_length=60)
    columns = models.JSONField(default=list, blank=True)
    format = models.CharField(max_length=10)
    encoding = models.CharField(max_length=20, blank=True)
    filters = models.JSONField(default=dict, blank=True)
    reason = models.CharField(_("what for"), max_length=500)
    surface = models.CharField(max_length=10, choices=Surface.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    rows_total = models.BigIntegerField(null=True, blank=True)
    rows = models.BigIntegerField(default=0)
    file_name = models.CharField(max_length=200, blank=True)
    stored = models.CharField(max_length=32, blank=True, help_text="folder under MEDIA_ROOT/exports")
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    losses = models.JSONField(default=dict, blank=True)
    downloads = models.PositiveIntegerField(default=0)
    error = models.JSONField(default=dict, blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="exports"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    kept_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kept_until"], name="exports_kept", condition=~models.Q(stored=""))]

    def __str__(self) -> str:
        return f"{self.pk} {self.what}"

    @property
    def has_file(self) -> bool:
        """Whether the file is still here."""
        return self.state == self.State.DONE and bool(self.stored)


class ExportTemplate(models.Model):
    """Columns, order, format and encoding under a name, for the next time."""

    name = models.CharField(_("name"), max_length=100)
    what = models.CharField(max_length=60)
    columns = models.JSONField(default=list)
    format = models.CharField(max_length=10)
    encoding = models.CharField(max_length=20, blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["what", "name"]
        constraints = [models.UniqueConstraint(fields=["what", "name"], name="exports_template_once")]

    def __str__(self) -> str:
        return self.name
