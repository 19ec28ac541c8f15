"""The one row that remembers the demo."""

from django.db import models


class LoadedDemo(models.Model):
    """That the made-up business is in, and what it made where rows cannot carry ``source="demo"``.

    `made` lists primary keys by model (``campaigns.campaign``), `business_before` what the business was called.
    `is_complete`: the parts that read the mirror are in as well.
    """

    last_day = models.DateField()
    loaded_at = models.DateTimeField(auto_now_add=True)
    is_complete = models.BooleanField(default=False)
    made = models.JSONField(default=dict)
    business_before = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="demo_is_one")]

    def __str__(self) -> str:
        return f"demo up to {self.last_day}"
