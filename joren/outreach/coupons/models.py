"""Tables of coupons."""

from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

ANY_NUMBER: Final = 32_767
"""The most uses a row can count: what "as often as they like" means for one person."""


class Coupon(models.Model):
    """What is promised: how much off or which gift, from when to when, where, on what, and how often.

    `value` is percent (0 to 100) or an amount of money; a gift has its words and what it costs the business instead.
    Days are business dates, both included. `valid_days` counts from the day a code is given out (that day is day 1).
    `uses_each` is how often one code, or one person with a shared code, may use it (None: as often as they like, and
    then a till need not know who it is); `most_uses` how often all together.
    Without shops it holds everywhere, without products and categories for everything. `narrows_shops` and
    `narrows_goods` remember that there were some: when they vanish from the system, it must not hold everywhere.
    `answers` are those to the questions the law on premiums and representations asks (`rules.premiums`).
    """

    class Kind(models.TextChoices):
        PERCENT = "percent", _("percent off")
        AMOUNT = "amount", _("an amount off")
        GIFT = "gift", _("a gift")

    class Codes(models.TextChoices):
        SINGLE = "single", _("a code of their own for each person")
        SHARED = "shared", _("one code for everybody")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("in use")
        STOPPED = "stopped", _("stopped")

    name = models.CharField(_("name"), max_length=100)
    terms = models.TextField(_("conditions in your own words"), max_length=1000, blank=True)
    kind = models.CharField(_("what it gives"), max_length=10, choices=Kind.choices, default=Kind.AMOUNT)
    value = models.DecimalField(_("how much off"), max_digits=12, decimal_places=2, null=True, blank=True)
    most_off = models.DecimalField(_("at most off"), max_digits=12, decimal_places=2, null=True, blank=True)
    gift = models.CharField(_("the gift"), max_length=200, blank=True)
    gift_cost = models.DecimalField(
        _("what the gift costs you"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    codes = models.CharField(_("codes"), max_length=10, choices=Codes.choices, default=Codes.SINGLE)
    shared_code = models.CharField(_("the code for everybody"), max_length=20, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    valid_days = models.PositiveSmallIntegerField(_("days it holds once given"), null=True, blank=True)
    least_amount = models.DecimalField(_("from a purchase of"), max_digits=12, decimal_places=2, default=0)
    shops = models.ManyToManyField("shops.Shop", blank=True, related_name="coupons", verbose_name=_("only at"))
    products = models.ManyToManyField("products.Product", blank=True, related_name="+", verbose_name=_("only for"))
    categories = models.ManyToManyField(
        "products.Category", blank=True, related_name="+", verbose_name=_("only for these categories")
    )
    narrows_shops = models.BooleanField(default=False, editable=False)
    narrows_goods = models.BooleanField(default=False, editable=False)
    combines = models.BooleanField(_("may be used together with other coupons"), default=False)
    uses_each = models.PositiveSmallIntegerField(_("uses for each person"), null=True, blank=True, default=1)
    most_uses = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)
    used = models.PositiveIntegerField(default=0, editable=False)
    answers = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shared_code"], condition=~models.Q(shared_code=""), name="coupons_shared_code_once"
            ),
            models.CheckConstraint(
                condition=models.Q(most_uses=None) | models.Q(used__lte=models.F("most_uses")),
                name="coupons_used_at_most",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="coupons_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def uses_of_one(self) -> int:
        """How often one person may use it, as a number."""
        return ANY_NUMBER if self.uses_each is None else self.uses_each

    @property
    def is_editable(self) -> bool:
        """Whether what it promises may still change: nobody has it yet."""
        return self.status == self.Status.DRAFT

    @property
    def is_narrowed_to_nothing(self) -> bool:
        """Whether the only shops or goods it was for are gone."""
        if self.narrows_shops and not self.shops.exists():
            return True
        return self.narrows_goods and not (self.products.exists() or self.categories.exists())


class CouponCode(models.Model):
    """That one person has one coupon. `given_for` names the occasion, so that nobody is given it twice for the same.

    `code` is empty for a person who uses a shared code: then the row only counts their uses.
    """

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="given")
    code = models.CharField(max_length=20, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.SET_NULL, related_name="coupon_codes"
    )
    origin = models.CharField(max_length=60, blank=True)
    given_for = models.CharField(max_length=160)
    given_at = models.DateTimeField()
    expires_on = models.DateField(null=True, blank=True)
    used = models.PositiveSmallIntegerField(default=0)
    uses = models.PositiveSmallIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="coupons_code_once"),
            models.UniqueConstraint(fields=["coupon", "given_for"], name="coupons_given_once"),
            models.CheckConstraint(condition=models.Q(used__lte=models.F("uses")), name="coupons_code_used_at_most"),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="coupons_of_customer"),
            models.Index(fields=["origin"], name="coupons_by_origin"),
        ]

    def __str__(self) -> str:
        return self.code or f"{self.coupon_id}/{self.customer_id}"


class Redemption(models.Model):
    """One use of a coupon at a till. `key` is the till's own name for it: the same told again is the same use.

    `amount` is the purchase before this coupon, `discount` what it took off (of a gift: its cost). A use told by a till
    that was cut off, which could not be granted any more when it came in, stays as `DISPUTED`: the customer has it.
    """

    class State(models.TextChoices):
        USED = "used", _("used")
        GIVEN_BACK = "given_back", _("given back")
        DISPUTED = "disputed", _("to be looked at")

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="redemptions")
    given = models.ForeignKey(CouponCode, null=True, blank=True, on_delete=models.PROTECT, related_name="redemptions")
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.SET_NULL, related_name="coupon_redemptions"
    )
    shop = models.ForeignKey("shops.Shop", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    purchase = models.ForeignKey(
        "purchases.Purchase", null=True, blank=True, on_delete=models.SET_NULL, related_name="coupon_redemptions"
    )
    key = models.CharField(max_length=100, unique=True)
    receipt = models.CharField(max_length=100, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    discount = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    redeemed_at = models.DateTimeField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()
    was_offline = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.USED)
    problem = models.CharField(max_length=300, blank=True)
    given_back_at = models.DateTimeField(null=True, blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["coupon", "-id"], name="coupons_uses"),
            models.Index(fields=["customer", "-id"], name="coupons_uses_of_customer"),
            models.Index(fields=["given"], name="coupons_uses_of_code"),
            models.Index(
                fields=["shop", "business_date", "receipt"],
                condition=~models.Q(receipt=""),
                name="coupons_on_a_receipt",
            ),
            models.Index(fields=["state"], condition=models.Q(state="disputed"), name="coupons_disputed"),
        ]

    def __str__(self) -> str:
        return f"{self.coupon_id}: {self.key}"
