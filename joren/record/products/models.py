"""Tables of products."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from joren.foundation.changes.models import Tracked


class Category(Tracked):
    """A node of the category tree. `path` lists the codes from the root, each followed by a slash: ``04/0401/``."""

    code = models.CharField(_("code"), max_length=200, unique=True)
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=1000, unique=True)
    source = models.CharField(max_length=50, blank=True)
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name


class Product(Tracked):
    """Something sold. An unknown price is null, never 0."""

    code = models.CharField(_("code"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="products")
    unit_price = models.DecimalField(_("unit price"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit_cost = models.DecimalField(_("unit cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=50, blank=True)
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name or self.code
