"""What can be known of a customer from the record alone, in the words of the catalogue.

SQL is what PostgreSQL and DuckDB share. A customer who had not registered by the as-of day is left out by the
engine (the date of the table ``customers``); one without a day of registration counts as always there.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.foundation.catalogue import (
    Aggregate,
    Attribute,
    AttributeType,
    CustomerColumn,
    Option,
    Parameter,
    ParameterType,
    days_between,
)
from joren.foundation.japanese.prefectures import PREFECTURES
from joren.record.shops.attributes import shop_words

from .models import Customer, CustomField

_AS_OF: Final = "CAST({as_of} AS date)"
_GROUP: Final = _("Customer")

# The same as `rules.age`: unknown parts count as the latest, nobody unborn has an age.
_AGE: Final = (
    f"CAST(nullif(greatest(extract(YEAR FROM {_AS_OF}) - c.birth_year"
    f" - CASE WHEN extract(MONTH FROM {_AS_OF}) * 100 + extract(DAY FROM {_AS_OF})"
    " < coalesce(c.birth_month, 12) * 100 + coalesce(c.birth_day, 31) THEN 1 ELSE 0 END, -1), -1) AS integer)"
)

# Twelve more, so that the remainder is never below 0. In two steps: {as_of} is filled in by the engine.
_MONTHS_UNTIL: Final = (
    "CAST((({} - extract(MONTH FROM " + _AS_OF.replace("{", "{{").replace("}", "}}") + ") + 12) % 12) AS integer)"
)


def _reachable(kind: str) -> Aggregate:
    """Whether the customer has a contact point of that kind that was not known to be dead by the as-of day."""
    return Aggregate(
        table="contact_points",
        expression="count(*) FILTER (WHERE {where}) > 0",
        where=f"f.kind = '{kind}' AND (f.undeliverable_on IS NULL OR f.undeliverable_on > {_AS_OF})",
        empty=False,
    )


ATTRIBUTES: Final = (
    Attribute(
        key="customer.age",
        label=_("Age"),
        description=_(
            "Full years on the day; an unknown day or month of birth counts as the last of its month or year."
        ),
        type=AttributeType.NUMBER,
        source=CustomerColumn(expression=_AGE),
        group=_GROUP,
        unit=_("years"),
        personal=True,
        early=True,
    ),
    Attribute(
        key="customer.gender",
        label=_("Gender"),
        description=_("Gender as recorded; unknown where nobody asked."),
        type=AttributeType.CHOICE,
        source=CustomerColumn(expression="coalesce(nullif(c.gender, ''), 'unknown')"),
        group=_GROUP,
        options=tuple(Option(value=value or "unknown", label=label) for value, label in Customer.Gender.choices),
        personal=True,
        early=True,
    ),
    Attribute(
        key="customer.prefecture",
        label=_("Prefecture"),
        description=_("Prefecture of the postal address."),
        type=AttributeType.CHOICE,
        source=Aggregate(
            table="addresses",
            expression="max(f.prefecture) FILTER (WHERE {where})",
            where="f.is_primary AND f.prefecture <> ''",
            ready=True,
        ),
        group=_GROUP,
        options=tuple(Option(value=name, label=name) for name in PREFECTURES.values()),
        personal=True,
    ),
    Attribute(
        key="customer.registered_on",
        label=_("Registered on"),
        description=_("The day the customer became a member or was first recorded, if known."),
        type=AttributeType.DATE,
        source=CustomerColumn(expression="c.registered_on"),
        group=_GROUP,
    ),
    Attribute(
        key="customer.membership_days",
        label=_("Days since registration"),
        description=_("Days from the day of registration to the day of the question."),
        type=AttributeType.DAYS,
        source=CustomerColumn(expression=days_between("c.registered_on", _AS_OF)),
        group=_GROUP,
        unit=_("days"),
    ),
    Attribute(
        key="customer.birth_month",
        label=_("Month of birth"),
        description=_("1 to 12; nothing where it is unknown."),
        type=AttributeType.NUMBER,
        source=CustomerColumn(expression="CAST(c.birth_month AS integer)"),
        group=_GROUP,
        personal=True,
    ),
    Attribute(
        key="customer.months_to_birthday",
        label=_("Months until the birthday"),
        description=_("0 in the month of birth, 1 in the month before, up to 11; nothing where the month is unknown."),
        type=AttributeType.NUMBER,
        source=CustomerColumn(expression=_MONTHS_UNTIL.format("c.birth_month")),
        group=_GROUP,
        unit=_("months"),
        personal=True,
    ),
    Attribute(
        key="customer.months_to_anniversary",
        label=_("Months until the anniversary of registering"),
        description=_("0 in the month in which the customer registered years ago, 1 in the month before, up to 11."),
        type=AttributeType.NUMBER,
        source=CustomerColumn(expression=_MONTHS_UNTIL.format("extract(MONTH FROM c.registered_on)")),
        group=_GROUP,
        unit=_("months"),
    ),
    Attribute(
        key="customer.source",
        label=_("Where the record came from"),
        description=_("The name of the system or list the customer was first recorded from."),
        type=AttributeType.TEXT,
        source=CustomerColumn(expression="c.source"),
        group=_GROUP,
        early=True,
    ),
    Attribute(
        key="customer.listed",
        label=_("Is one of a list"),
        description=_("Whether the customer is in a list of member numbers, customer numbers or e-mail addresses."),
        type=AttributeType.CUSTOMER,
        source=CustomerColumn(expression="c.id"),
        group=_GROUP,
    ),
    Attribute(
        key="customer.has_tag",
        label=_("Has the tag"),
        description=_("Whether the tag had been put on the customer by that day."),
        type=AttributeType.BOOLEAN,
        source=Aggregate(
            table="customer_tags",
            expression="count(*) FILTER (WHERE {where}) > 0",
            where=f"f.added_on <= {_AS_OF}",
            empty=False,
        ),
        group=_GROUP,
        parameters=(Parameter(key="tag", type=ParameterType.TAG, column="tag_id", label=_("tag"), required=True),),
    ),
    Attribute(
        key="customer.tagged_on",
        label=_("Tag put on"),
        description=_("The day the tag was put on the customer."),
        type=AttributeType.DATE,
        source=Aggregate(
            table="customer_tags",
            expression="max(f.added_on) FILTER (WHERE {where})",
            where=f"f.added_on <= {_AS_OF}",
        ),
        group=_GROUP,
        parameters=(Parameter(key="tag", type=ParameterType.TAG, column="tag_id", label=_("tag"), required=True),),
    ),
    Attribute(
        key="customer.tags",
        label=_("Number of tags"),
        description=_("How many tags had been put on the customer by that day."),
        type=AttributeType.NUMBER,
        source=Aggregate(
            table="customer_tags",
            expression="count(*) FILTER (WHERE {where})",
            where=f"f.added_on <= {_AS_OF}",
            empty=0,
        ),
        group=_GROUP,
        unit=pgettext_lazy("unit", "tags"),
    ),
    Attribute(
        key="customer.is_member",
        label=_("Has a member number"),
        description=_("Whether the customer has a member number."),
        type=AttributeType.BOOLEAN,
        source=CustomerColumn(expression="c.has_member_number"),
        group=_GROUP,
    ),
    Attribute(
        key="customer.city",
        label=_("City"),
        description=_("City, ward or town of the postal address."),
        type=AttributeType.TEXT,
        source=Aggregate(
            table="addresses",
            expression="max(f.city) FILTER (WHERE {where})",
            where="f.is_primary AND f.city <> ''",
        ),
        group=_GROUP,
        personal=True,
    ),
    Attribute(
        key="customer.postal_code",
        label=_("Postal code"),
        description=_("Postal code of the address, as it is kept."),
        type=AttributeType.TEXT,
        source=Aggregate(
            table="addresses",
            expression="max(f.postal_code) FILTER (WHERE {where})",
            where="f.is_primary AND f.postal_code <> ''",
        ),
        group=_GROUP,
        personal=True,
    ),
    Attribute(
        key="customer.has_address",
        label=_("Has a postal address"),
        description=_("Whether there is a postal address with at least a prefecture or a postal code."),
        type=AttributeType.BOOLEAN,
        source=Aggregate(
            table="addresses",
            expression="count(*) FILTER (WHERE {where}) > 0",
            where="f.prefecture <> '' OR f.postal_code <> ''",
            empty=False,
        ),
        group=_GROUP,
    ),
    Attribute(
        key="customer.email_dead",
        label=_("E-mail came back"),
        description=_("Whether an e-mail address of the customer is known to reach nobody."),
        type=AttributeType.BOOLEAN,
        source=Aggregate(
            table="contact_points",
            expression="count(*) FILTER (WHERE {where}) > 0",
            where=f"f.kind = 'email' AND f.undeliverable_on <= {_AS_OF}",
            empty=False,
        ),
        group=_GROUP,
    ),
    Attribute(
        key="customer.has_email",
        label=_("Has an e-mail address"),
        description=_("Whether there is an e-mail address that mail is known to reach, or not known not to."),
        type=AttributeType.BOOLEAN,
        source=_reachable("email"),
        group=_GROUP,
    ),
    Attribute(
        key="customer.has_phone",
        label=_("Has a phone number"),
        description=_("Whether there is a phone number."),
        type=AttributeType.BOOLEAN,
        source=_reachable("phone"),
        group=_GROUP,
    ),
    Attribute(
        key="customer.has_line",
        label=_("Has a LINE id"),
        description=_("Whether the customer is known on LINE."),
        type=AttributeType.BOOLEAN,
        source=_reachable("line"),
        group=_GROUP,
    ),
)


def from_data() -> Iterable[Attribute]:
    """The attributes that depend on what is stored: the home shop, with today's shops, and the custom fields."""
    yield _home_shop()
    yield from custom_attributes()


def _home_shop() -> Attribute:
    shops = shop_words()
    return Attribute(
        key="customer.shop",
        label=_("Home shop"),
        description=_("The shop the customer belongs to."),
        type=AttributeType.CHOICE,
        source=CustomerColumn(expression=shops.code_of("c.shop_id")),
        group=_GROUP,
        options=tuple(Option(value=code, label=name) for code, name in shops.names),
        early=True,
    )


def custom_attributes() -> Iterator[Attribute]:
    """One attribute per custom field, typed by the field: ``customer.custom.<key>``."""
    for field in CustomField.objects.all():
        kind, column, aggregate = _BY_TYPE[field.type]
        yield Attribute(
            key=f"customer.custom.{field.key}",
            label=field.label,
            description=_("A field of your own."),
            type=kind,
            source=Aggregate(
                table="custom_values",
                expression=f"{aggregate}(f.{column}) FILTER (WHERE {{where}})",
                where=f"f.field_id = {field.pk}",
            ),
            group=_("Custom fields"),
            options=tuple(Option(value=choice, label=choice) for choice in field.choices),
            personal=True,
        )


_BY_TYPE: Final = {
    CustomField.Type.TEXT.value: (AttributeType.TEXT, "text_value", "max"),
    CustomField.Type.CHOICE.value: (AttributeType.CHOICE, "text_value", "max"),
    CustomField.Type.NUMBER.value: (AttributeType.NUMBER, "number_value", "max"),
    CustomField.Type.DATE.value: (AttributeType.DATE, "date_value", "max"),
    CustomField.Type.BOOLEAN.value: (AttributeType.BOOLEAN, "boolean_value", "bool_or"),
}
