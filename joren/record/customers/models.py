"""Tables of the customer."""

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from joren.foundation.changes.models import Tracked
from joren.foundation.japanese.dates import PartialDate


class Customer(Tracked):
    """One person (or company) as one record.

    `search_text` and `search_grams` are derived (`rules.search_document`) from everything a person is looked up by
    and kept by the actions. `source` and `import_id` say where the record came from (an import's id, or null);
    `provenance` says it of the single fields whose origin is another one (see `provenance`).
    """

    class Gender(models.TextChoices):
        UNKNOWN = "", _("unknown")
        FEMALE = "female", _("female")
        MALE = "male", _("male")
        OTHER = "other", _("other")

    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_kana = models.CharField(_("family name (kana)"), max_length=100, blank=True)
    given_kana = models.CharField(_("given name (kana)"), max_length=100, blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    honorific = models.CharField(_("honorific"), max_length=20, blank=True, default="様")
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(_("month of birth"), null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField(_("day of birth"), null=True, blank=True)
    gender = models.CharField(_("gender"), max_length=10, choices=Gender.choices, blank=True, default="")
    shop = models.ForeignKey(
        "shops.Shop",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="customers",
        verbose_name=_("shop"),
    )
    member_number = models.CharField(_("member number"), max_length=100, null=True, blank=True, unique=True)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    source = models.CharField(_("source"), max_length=50, blank=True)
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    provenance = models.JSONField(
        default=dict, blank=True, editable=False, db_default=models.Value({}, models.JSONField())
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    search_text = models.TextField(blank=True, editable=False)
    search_grams = ArrayField(models.TextField(), default=list, blank=True, editable=False)

    class Meta:
        indexes = [
            GinIndex(fields=["search_grams"], name="customers_search", fastupdate=True),
            models.Index(fields=["family_kana", "id"], name="customers_by_name"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Family name, space, given name; the company or the number where there is no name."""
        name = f"{self.family_name} {self.given_name}".strip()
        return name or self.company or self.member_number or f"#{self.pk}"

    @property
    def full_kana(self) -> str:
        """The reading: family name, space, given name; empty where it is unknown."""
        return f"{self.family_kana} {self.given_kana}".strip()

    @property
    def birthday(self) -> PartialDate:
        """The birthday with whatever parts are known."""
        return PartialDate(self.birth_year, self.birth_month, self.birth_day)


class ContactPoint(Tracked):
    """A way to reach a customer. `value` is normalised (E.164, lower-case mail), `written` as the source wrote it.

    The same address may belong to several customers (a family): only sending looks at that. `undeliverable_at` is
    set by a hard bounce.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        LINE = "line", _("LINE")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=254)
    written = models.CharField(max_length=254, blank=True)
    is_primary = models.BooleanField(default=False)
    undeliverable_at = models.DateTimeField(null=True, blank=True)
    undeliverable_reason = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=50, blank=True)
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "kind", "value"], name="customers_contact_once")]
        indexes = [models.Index(fields=["kind", "value"], name="customers_contact_value")]

    def __str__(self) -> str:
        return self.value


class PostalAddress(Tracked):
    """A postal address in parts; `line` is everything after the prefecture that could not be told apart."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    prefecture = models.CharField(_("prefecture"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    line = models.CharField(_("street and number"), max_length=300, blank=True)
    building = models.CharField(_("building"), max_length=200, blank=True)
    is_primary = models.BooleanField(default=True)
    source = models.CharField(max_length=50, blank=True)
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.prefecture}{self.city}{self.line} {self.building}".strip()


class ExternalId(Tracked):
    """The customer's number in another system. One system's number belongs to one customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="external_ids")
    source = models.CharField(max_length=50)
    value = models.CharField(max_length=200)
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "value"], name="customers_external_once")]

    def __str__(self) -> str:
        return f"{self.source}:{self.value}"

    @property
    def is_made(self) -> bool:
        """Whether an import made it of a row without a number: it finds the row again and tells nobody anything."""
        return self.value.startswith("~")


class FormerId(models.Model):
    """The number of a record that was merged into another: whatever still names it means the survivor."""

    id = models.BigIntegerField(primary_key=True)
    survivor = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="former_ids")

    def __str__(self) -> str:
        return f"{self.pk} → {self.survivor_id}"


class Tag(models.Model):
    """A word that staff put on customers."""

    name = models.CharField(_("tag"), max_length=100, unique=True)
    color = models.CharField(max_length=20, blank=True, default="blue")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CustomerTag(Tracked):
    """A tag on a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tag_links")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="links")
    added_at = models.DateTimeField(auto_now_add=True)
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "tag"], name="customers_tag_once")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.tag_id}"


class BulkTagging(models.Model):
    """One step that put a tag on many customers or took it off: exactly whom it changed, so that it can be undone."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")
    adds = models.BooleanField()
    customer_ids = ArrayField(models.BigIntegerField())
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{'+' if self.adds else '-'}{self.tag_id} × {len(self.customer_ids)}"


class CustomField(models.Model):
    """A field the business adds without a programmer. `key` is its name in rules, merge fields, API and files."""

    class Type(models.TextChoices):
        TEXT = "text", _("text")
        NUMBER = "number", _("number")
        DATE = "date", _("date")
        BOOLEAN = "boolean", _("yes or no")
        CHOICE = "choice", _("choice")

    key = models.SlugField(_("key"), max_length=50, unique=True)
    label = models.CharField(_("label"), max_length=100)
    type = models.CharField(_("type"), max_length=10, choices=Type.choices, default=Type.TEXT)
    choices = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.label


class CustomValue(Tracked):
    """A customer's value of a custom field, in the column of its type (text and choice share one), each indexed."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="custom_values")
    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="values")
    text = models.CharField(max_length=1000, null=True, blank=True)  # noqa: DJ001 - null means "another type"
    number = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    date = models.DateField(null=True, blank=True)
    boolean = models.BooleanField(null=True, blank=True)
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "field"], name="customers_value_once")]
        indexes = [
            models.Index(fields=["field", "text"], name="customers_value_text"),
            models.Index(fields=["field", "number"], name="customers_value_number"),
            models.Index(fields=["field", "date"], name="customers_value_date"),
        ]

    def __str__(self) -> str:
        return f"{self.field_id}: {self.value}"

    @property
    def value(self) -> str | Decimal | dt.date | bool | None:
        """The value in its own type."""
        return next((v for v in (self.text, self.number, self.date, self.boolean) if v is not None), None)
