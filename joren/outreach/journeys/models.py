"""Tables of journeys."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Journey(models.Model):
    """A way people are led along, step by step. `draft` is what is being written, `undo` what it was before.

    `version` is the one that people enter now; `seed` what chance is started with, fixed before anybody enters.
    `started_at`: nothing that happened before starts anybody. `watched_on`: the day up to which its days and changed
    attributes were looked at.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("journey", "draft")
        LIVE = "live", pgettext_lazy("journey", "running")
        PAUSED = "paused", pgettext_lazy("journey", "paused")
        STOPPED = "stopped", pgettext_lazy("journey", "ended")

    name = models.CharField(_("name"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    draft = models.JSONField(default=dict)
    undo = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    seed = models.CharField(max_length=64)
    version = models.ForeignKey("Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    watched_on = models.DateField(null=True, blank=True)
    has_baseline = models.BooleanField(default=False)
    sealed_key = models.CharField(max_length=300, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="journeys_newest")]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """A journey as it was published. Never changed afterwards: whoever is inside goes by it."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journey", "number"], name="journeys_version_once")]

    def __str__(self) -> str:
        return f"{self.journey_id} v{self.number}"

    def origin(self, step: str) -> str:
        """What everything a step of this version causes is marked with."""
        return f"journey:{self.journey_id}:{self.number}:{step}"


class Entry(models.Model):
    """One time somebody began a journey: the `number`-th of this person.

    `cause` names what began it (``event:12``, ``day:2026-04-01``) and is unique, so that nothing begins it twice.
    Whoever is held back by chance has an entry and goes nowhere: it is what effects are measured against. `stratum`
    is the class of earlier buying on the day of entering. `version` is the one the person goes by now.
    """

    class Decision(models.TextChoices):
        SEND = "send", _("goes along")
        HELD_BACK = "held_back", _("held back for comparison")
        EXCLUDED = "excluded", _("counted in neither group")

    class Ending(models.TextChoices):
        NONE = "", _("is inside")
        FINISHED = "finished", _("came to the end")
        ENDED = "ended", _("was ended by a step")
        HELD_BACK = "held_back", _("held back for comparison")
        STOPPED = "stopped", _("the journey was ended")
        REMOVED = "removed", _("the step is gone from the new version")
        FAILED = "failed", _("a step could not be done")
        MERGED = "merged", _("is one person with somebody inside")
        TAKEN_OUT = "taken_out", _("taken out by staff")

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="entries")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="entries")
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="journey_entries")
    number = models.PositiveIntegerField()
    cause = models.CharField(max_length=80)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    stratum = models.CharField(max_length=40, blank=True)
    entered_at = models.DateTimeField()
    entered_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journey", "customer", "number"], name="journeys_entry_once"),
            models.UniqueConstraint(fields=["journey", "customer", "cause"], name="journeys_cause_once"),
        ]
        indexes = [
            models.Index(fields=["journey", "decision", "entered_on"], name="journeys_entered"),
            models.Index(fields=["journey", "-entered_at", "-id"], name="journeys_newest_entries"),
        ]

    def __str__(self) -> str:
        return f"{self.journey_id}: {self.customer_id} no. {self.number}"


class Position(models.Model):
    """Where somebody inside stands: due work. The row goes when the person comes to the end.

    `due_at` is when to go on at the latest, `awaits` the keys of timeline events that let the person go on before.
    `is_held`: the journey is paused. `has_moved`: the person came here from an older version. `problem` says why the
    step could not be done; it is tried again.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="position")
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="positions", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="positions", db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="journey_positions")
    step = models.CharField(max_length=20)
    arrived_at = models.DateTimeField()
    due_at = models.DateTimeField()
    awaits = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_held = models.BooleanField(default=False)
    has_moved = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], condition=models.Q(is_held=False), name="journeys_due"),
            models.Index(fields=["version", "step"], name="journeys_inside"),
            models.Index(fields=["journey", "due_at"], name="journeys_next"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} at {self.step} until {self.due_at:%F %R}"


class Passage(models.Model):
    """A step somebody has passed, once: `at` is when by the journey's own time, `outcome` what came of it."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="passages", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(max_length=20)
    visit = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=40)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "step", "visit"], name="journeys_step_once")]
        indexes = [models.Index(fields=["version", "step", "outcome"], name="journeys_passed")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.step}: {self.outcome}"


class Watched(models.Model):
    """Somebody of whom the rule of a journey's trigger is true already: only who becomes it anew enters."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="watched", db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journey", "customer"], name="journeys_watched_once")]

    def __str__(self) -> str:
        return f"{self.journey_id}: {self.customer_id} since {self.since}"


class Reader(models.Model):
    """How far a tracked table has been read, in transaction order: what is below (`xid`, `row_id`) is done.

    `floor`: below it no transaction ran when this pass began; the next pass begins there.
    """

    table = models.CharField(max_length=63, unique=True)
    xid = models.BigIntegerField(default=0)
    row_id = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.table} up to {self.xid}"


class Seen(models.Model):
    """A row that was read while an older transaction still ran, so that the next pass meets it again and leaves it."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="seen", db_index=False)
    row_id = models.BigIntegerField()
    xid = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "row_id", "xid"], name="journeys_seen_once")]

    def __str__(self) -> str:
        return f"{self.reader_id}: {self.row_id}"


class Task(models.Model):
    """Something staff is to do about a customer, shown on the page of what to do today."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="tasks")
    shop = models.ForeignKey("shops.Shop", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("what to do"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    due_on = models.DateField(_("to be done by"))
    origin = models.CharField(max_length=60, blank=True)
    occasion = models.CharField(max_length=40, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "occasion", "customer"], condition=~models.Q(origin=""), name="journeys_task_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=models.Q(done_at=None), name="journeys_tasks_open"),
            models.Index(fields=["-done_at", "-id"], name="journeys_tasks_done"),
        ]

    def __str__(self) -> str:
        return self.title


class Call(models.Model):
    """A message to another system (webhook): a due row, sent until that system says that it has it."""

    class State(models.TextChoices):
        DUE = "due", pgettext_lazy("call", "waiting")
        DONE = "done", pgettext_lazy("call", "delivered")
        FAILED = "failed", pgettext_lazy("call", "given up")

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="calls")
    step = models.CharField(max_length=20)
    url = models.CharField(max_length=500)
    body = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "step"], name="journeys_call_once")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state="due"), name="journeys_calls_due")]

    def __str__(self) -> str:
        return f"{self.url} ({self.state})"


class Rehearsal(models.Model):
    """A journey played over days that are over, without any effect. `figures` are what it came to."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("rehearsal", "waiting")
        RUNNING = "running", pgettext_lazy("rehearsal", "being played")
        DONE = "done", pgettext_lazy("rehearsal", "played")
        FAILED = "failed", pgettext_lazy("rehearsal", "could not be played")

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="rehearsals")
    definition = models.JSONField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    everybody_reacts = models.BooleanField(default=False)
    has_todays_consents = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=500, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.journey_id}: {self.since:%F} to {self.until:%F}"


class Rehearsed(models.Model):
    """What one person would have got at one step of a rehearsal. `remark` names what is wrong with it."""

    class Remark(models.TextChoices):
        NONE = "", _("nothing to remark")
        DUPLICATE = "duplicate", _("had the same message shortly before")
        SHIFTED = "shifted", _("moved out of quiet hours")
        BUDGET = "budget", _("more messages than this person should get")
        REFUSED = "refused", _("could not be reached")

    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.CASCADE, related_name="rows", db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    goes_at = models.DateTimeField()
    outcome = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, blank=True)
    remark = models.CharField(max_length=10, choices=Remark.choices, blank=True, default="")
    is_unsure = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["rehearsal", "at", "id"], name="journeys_rehearsed_when"),
            models.Index(fields=["rehearsal", "remark"], name="journeys_remarks"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.step} {self.at:%F %R}"
