"""Tables of experiments."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Evaluation(models.Model):
    """The verdict on a campaign, kept when its window had ended: later returns or merges do not change what was said.

    `treated` and `held_back` are the sums of `rules.Moments` (amounts as text, exact), `figures` those of `Figures`;
    the columns behind repeat what lists sort by. A person may have it judged again; the audit trail keeps both answers.
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

    campaign = models.OneToOneField("campaigns.Campaign", on_delete=models.CASCADE, related_name="evaluation")
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
    judged_at = models.DateTimeField()
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["-window_start", "-id"], name="experiments_newest")]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.code}"
