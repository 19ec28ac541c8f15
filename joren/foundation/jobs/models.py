"""Due work."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One piece of work, left as a row by an action in the action's own transaction.

    `kind` is a `JobHandler` key, `subject` what it is about (usually a primary key as text). At most one unfinished
    job per (kind, subject). A worker that claims it holds a lease until `leased_until`; a dead worker's lease runs
    out and the job is claimed again.
    """

    class State(models.TextChoices):
        DUE = "due", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_units = models.BigIntegerField(default=0)
    total_units = models.BigIntegerField(null=True, blank=True)
    message = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    stop_requested = models.BooleanField(default=False)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(state__in=["due", "running"]),
                name="jobs_one_unfinished",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="due"), name="jobs_due"),
            models.Index(fields=["leased_until"], condition=models.Q(state="running"), name="jobs_leased"),
            models.Index(fields=["-created_at"], name="jobs_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} ({self.state})"
