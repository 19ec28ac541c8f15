"""Tables of purchases."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from joren.foundation.changes.models import Tracked


class Purchase(Tracked):
    """A purchase, a return, or a summary of several.

    `amount` is what was paid, tax included; a return's is negative, so that sums net out. A cancelled purchase keeps
    its row and counts for nothing. `transactions` is 1, or for a row of a summary file the number it stands for.
    `business_date` is the shop's day it belongs to, written once from `purchased_at` and the shop's boundary;
    `minute_of_day` the local time, null where the file knew only the date. Without a customer it is anonymous.
    `customer_reference` is how the source named the buyer (``pos:10001``, ``member:M0001``), known or not: a purchase
    of somebody unknown waits for them by it, and two people who were taken for one are told apart by it again.
    """

    class Kind(models.TextChoices):
        SALE = "sale", _("purchase")
        RETURN = "return", _("return")

    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.SET_NULL, related_name="purchases"
    )
    shop = models.ForeignKey("shops.Shop", null=True, blank=True, on_delete=models.PROTECT, related_name="purchases")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SALE)
    source = models.CharField(max_length=50)
    external_id = models.CharField(max_length=200)
    purchased_at = models.DateTimeField()
    business_date = models.DateField()
    minute_of_day = models.PositiveSmallIntegerField(null=True, blank=True)
    transactions = models.PositiveIntegerField(default=1)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    discount = models.DecimalField(_("discount"), max_digits=14, decimal_places=2, default=0)
    channel = models.CharField(max_length=30, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    customer_reference = models.CharField(max_length=255, blank=True, default="", db_default="")
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="purchases_external_once"),
        ]
        indexes = [
            models.Index(fields=["customer", "-business_date"], name="purchases_of_customer"),
            models.Index(fields=["business_date"], name="purchases_by_day"),
            models.Index(
                fields=["id"],
                name="purchases_waiting",
                condition=models.Q(customer__isnull=True) & ~models.Q(customer_reference=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id}"


class PurchaseLine(Tracked):
    """A line of a purchase. Customer, shop and day are repeated from the purchase (kept by its actions), so that
    facts about products need no join.
    """

    purchase = models.ForeignKey(Purchase, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    product = models.ForeignKey(
        "products.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    description = models.CharField(max_length=300, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, default=1)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    shop = models.ForeignKey("shops.Shop", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    business_date = models.DateField()
    minute_of_day = models.PositiveSmallIntegerField(null=True, blank=True)
    counts = models.BooleanField(default=True, help_text="false once the purchase is cancelled")
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purchase", "number"], name="purchases_line_once")]
        indexes = [models.Index(fields=["customer", "business_date"], name="purchases_line_customer")]

    def __str__(self) -> str:
        return f"{self.purchase_id}/{self.number}"


class StagedLine(models.Model):
    """A line of a sales file on its way: lines of one order may stand anywhere in a file, so all are laid down first.

    Emptied when the import is done. `order_key` names the purchase, `amount` is signed, `total` as the file has it.
    `part` is "" for a line of goods, else what the row is before it is folded into others: an ``option`` of the line
    above, a ``charge`` of the order, one ``payment`` of several, a ``void`` of the ticket in `refers`. `charges`
    (postage, fees) and `taken_off` (discounts, points) are the order's, the same on each line or only on one.
    """

    import_id = models.BigIntegerField()
    row = models.BigIntegerField()
    order_key = models.CharField(max_length=200)
    customer_ref = models.CharField(max_length=200, blank=True)
    member_ref = models.CharField(max_length=200, blank=True)
    shop_id = models.BigIntegerField(null=True)
    product_ref = models.CharField(max_length=100, blank=True)
    description = models.CharField(max_length=300, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    total = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    discount = models.DecimalField(max_digits=14, decimal_places=2)
    purchased_at = models.DateTimeField()
    business_date = models.DateField()
    minute_of_day = models.PositiveSmallIntegerField(null=True)
    transactions = models.PositiveIntegerField(null=True)
    cancelled = models.BooleanField()
    returned = models.BooleanField()
    channel = models.CharField(max_length=30, blank=True)
    note = models.CharField(max_length=500, blank=True)
    email = models.CharField(max_length=254, blank=True, db_default="")
    part = models.CharField(max_length=10, blank=True, db_default="")
    refers = models.CharField(max_length=200, blank=True, db_default="")
    charges = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    taken_off = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        indexes = [models.Index(fields=["import_id", "order_key", "row"], name="purchases_staged_order")]

    def __str__(self) -> str:
        return f"{self.import_id}/{self.row}"


class OwnLine(models.Model):
    """A line of a file that a Joren wrote, on its way. Emptied when the import is done.

    `order_key` is the system of the purchase, a unit separator, and its number there. `total`, what was paid, stands on
    every line; `discount` and `transactions` on one.
    """

    import_id = models.BigIntegerField()
    row = models.BigIntegerField()
    order_key = models.CharField(max_length=255)
    customer_id = models.BigIntegerField(null=True)
    customer_reference = models.CharField(max_length=255, blank=True)
    shop_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=10)
    purchased_at = models.DateTimeField()
    business_date = models.DateField()
    minute_of_day = models.PositiveSmallIntegerField(null=True)
    transactions = models.PositiveIntegerField(null=True)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    discount = models.DecimalField(max_digits=14, decimal_places=2)
    channel = models.CharField(max_length=30, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)
    product_ref = models.CharField(max_length=100, blank=True)
    description = models.CharField(max_length=300, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    line_amount = models.DecimalField(max_digits=14, decimal_places=2)
    cancelled = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["import_id", "order_key", "row"], name="purchases_own_order")]

    def __str__(self) -> str:
        return f"{self.import_id}/{self.row}"


class VoidedTicket(models.Model):
    """A ticket that a till voided by a later record: its purchase counts for nothing, whichever file comes first."""

    source = models.CharField(max_length=50)
    external_id = models.CharField(max_length=200)
    voided_at = models.DateTimeField()
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="purchases_voided_once")]

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id}"
