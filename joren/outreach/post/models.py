"""Tables of post: print runs, the pieces on them, what came back, printers."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.outreach.delivery.reach import Reason


class Printer(models.Model):
    """How far a printer misses: what is added to every place, measured once on the calibration sheet (mm)."""

    name = models.CharField(_("name of the printer"), max_length=100, unique=True)
    right = models.DecimalField(
        _("move to the right (mm)"),
        max_digits=4,
        decimal_places=1,
        default=Decimal(0),
        validators=[MinValueValidator(-20), MaxValueValidator(20)],
    )
    down = models.DecimalField(
        _("move down (mm)"),
        max_digits=4,
        decimal_places=1,
        default=Decimal(0),
        validators=[MinValueValidator(-20), MaxValueValidator(20)],
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PrintRun(models.Model):
    """Pieces that are printed and posted together.

    While it gathers, messages of its origin are put on it; once closed nothing more comes, so that what is printed is
    what is posted, however often it is printed. `layout` is what the addresses are printed on. `cost_each` is what a
    piece cost in yen, told when it was posted.
    """

    class State(models.TextChoices):
        GATHERING = "gathering", pgettext_lazy("print run", "being filled")
        READY = "ready", pgettext_lazy("print run", "to be printed and posted")
        POSTED = "posted", pgettext_lazy("print run", "posted")
        DISCARDED = "discarded", pgettext_lazy("print run", "thrown away")

    class Layout(models.TextChoices):
        LABELS_12 = "labels12", _("address labels A4, 12 (86.4 × 42.3 mm)")
        LABELS_21 = "labels21", _("address labels A4, 21 (70 × 42.3 mm)")
        LABELS_24 = "labels24", _("address labels A4, 24 (70 × 33.9 mm)")
        POSTCARD = "postcard", _("postcard, vertical (100 × 148 mm)")
        ENVELOPE = "envelope", _("long envelope no. 3 (120 × 235 mm), vertical")
        ENVELOPE_WIDE = "envelope_wide", _("long envelope no. 3 (235 × 120 mm), horizontal")

    origin = models.CharField(max_length=60, db_index=True)
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.GATHERING)
    layout = models.CharField(_("printed on"), max_length=15, choices=Layout.choices, default=Layout.POSTCARD)
    start_at = models.PositiveSmallIntegerField(
        _("begin at label"), default=1, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    left = models.DecimalField(
        _("left margin (mm)"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(60)],
    )
    top = models.DecimalField(
        _("top margin (mm)"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(60)],
    )
    has_frame = models.BooleanField(_("print the red frame of the postal code"), default=False)
    has_square = models.BooleanField(_("print a QR code beside the address"), default=False)
    is_joint = models.BooleanField(_("name everybody of the household who agreed"), default=True)
    printer = models.ForeignKey(
        Printer, null=True, blank=True, on_delete=models.SET_NULL, related_name="runs", verbose_name=_("printer")
    )
    cost_each = models.DecimalField(_("yen for each piece"), max_digits=8, decimal_places=2, null=True, blank=True)
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin"], condition=models.Q(state="gathering"), name="post_one_run_gathers"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether anything about it can still be decided."""
        return self.state in (self.State.GATHERING, self.State.READY)


class Piece(models.Model):
    """One letter, card or label for one message: address and names as they were when it was put on the run.

    `address` is the list of town, street and number, building; `people` a list of family name, given name, honorific
    in the order in which they are named (with `PrintRun.is_joint`; else the first alone). `is_left_out`: taken out by
    a person before posting.
    """

    run = models.ForeignKey(PrintRun, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    delivery = models.OneToOneField("delivery.Delivery", on_delete=models.CASCADE, related_name="piece")
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="pieces")
    postal_code = models.CharField(max_length=10, blank=True)
    address = models.JSONField(default=list)
    company = models.CharField(max_length=200, blank=True)
    people = models.JSONField(default=list)
    is_left_out = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="post_piece_number_once")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"

    @property
    def left_out_because(self) -> str:
        """What stood in the way of a piece that nobody took out by hand; "" for others."""
        reason = self.delivery.reason
        return str(Reason(reason).label) if self.is_left_out and reason in Reason else ""


class Return(models.Model):
    """A piece that came back. A person may take it back (`undone_at`); a piece is returned at most once at a time.

    `suppression`: the block of the address that it made, so that taking it back lifts that one and no other.
    """

    class Reason(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("returned", "not known at the address")
        MOVED = "moved", pgettext_lazy("returned", "moved, nobody knows where")
        KEPT = "kept", pgettext_lazy("returned", "not fetched in time")
        REFUSED = "refused", pgettext_lazy("returned", "refused")

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="returns")
    reason = models.CharField(_("why"), max_length=10, choices=Reason.choices, default=Reason.UNKNOWN)
    suppression = models.ForeignKey(
        "delivery.Suppression", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["piece"], condition=models.Q(undone_at=None), name="post_piece_returned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.piece_id}: {self.reason}"
