"""Tables of experiments."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TypedMargin(models.Model):
    """The share of a sale that is left when the goods are paid (0 to 1), as a person knows it for one experiment.

    `key` is that of the experiment. It goes before what products say of their costs, and before the assumption.
    """

    key = models.CharField(max_length=60, unique=True)
    share = models.DecimalField(max_digits=5, decimal_places=4)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    typed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key}: {self.share}"


class Evaluation(models.Model):
    """The verdict on an experiment, kept when its window had ended: later returns or merges do not change what was
    said.

    `key` is that of the experiment (``campaign:12``, ``journey:3``, ``control:2026-04``), `campaign` only set for one.
    `treated` and `held_back` are the sums of `rules.Moments` (amounts as text, exact), `figures` those of `Figures`;
    the columns behind repeat what lists sort by. `cost` is what sending and coupons cost, `margin` the share of a
    sale left when the goods are paid (`margin_is_assumed`: nobody knew), `gain` what was left of the extra sales,
    `step` what to do next. A person may have it judged again; the audit trail keeps both answers.
    """

    class Code(models.TextChoices):
        UP = "up", _("it worked")
        DOWN = "down", _("it cost sales")
        NOT_YET_KNOWN = "not_yet_known", _("not yet known")
        NO_VARIATION = "no_variation", _("nothing was bought")
        NO_CONTROL = "no_control", _("nobody held back")
        NO_TREATED = "no_treated", _("everybody held back")
        TOO_FEW = "too_few", _("too few people")
        SAMPLE_RATIO_MISMATCH = "sample_ratio_mismatch", _("people got lost")

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    campaign = models.OneToOneField(
        "campaigns.Campaign", null=True, blank=True, on_delete=models.CASCADE, related_name="evaluation"
    )
    window_start = models.DateField()
    window_days = models.PositiveSmallIntegerField()
    share = models.DecimalField(max_digits=5, decimal_places=4)
    treated = models.JSONField()
    held_back = models.JSONField()
    figures = models.JSONField()
    code = models.CharField(_("verdict"), max_length=30, choices=Code.choices)
    extra_sales = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    extra_buyers = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    people = models.PositiveIntegerField()
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    margin = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    margin_is_assumed = models.BooleanField(default=True)
    gain = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    step = models.CharField(max_length=20, blank=True, default="")
    judged_at = models.DateTimeField()
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["-window_start", "-id"], name="experiments_newest")]

    def __str__(self) -> str:
        return f"{self.key}: {self.code}"

    @property
    def path(self) -> str:
        """How its experiment stands in addresses (see `Subject.path`)."""
        return str(self.campaign_id) if self.campaign_id else self.key.replace(":", "-", 1)
