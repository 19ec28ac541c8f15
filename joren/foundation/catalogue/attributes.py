"""Attributes: what can be known of a customer, as typed, described, parametrised answers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from joren.foundation.registry.entries import Reference, Text


class AttributeType(StrEnum):
    """What an answer is; it decides the operators, the input, the unit and how it is shown."""

    NUMBER = "number"
    MONEY = "money"
    DAYS = "days"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    TEXT = "text"
    CUSTOMER = "customer"
    """A customer, compared with a list of customers only."""


class ParameterType(StrEnum):
    """What a parameter takes. All are optional; an absent one does not narrow."""

    PERIOD = "period"
    SHOP = "shop"
    CATEGORY = "category"
    PRODUCT = "product"
    WEEKDAY = "weekday"
    HOLIDAY = "holiday"
    TIME_BAND = "time_band"
    CHANNEL = "channel"
    PURPOSE = "purpose"
    CAMPAIGN = "campaign"
    TAG = "tag"
    SOURCE = "source"
    SALES_CHANNEL = "sales_channel"
    SEGMENT = "segment"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One value of a choice."""

    value: str
    label: Text


@dataclass(frozen=True, kw_only=True)
class ParameterOptions:
    """What parameters of one type may take where that is data of a later stage (campaigns), or a fixed list.

    `key` is a `ParameterType`, `options` names ``() -> Iterable[Option]``, read anew each time. A value that is not
    among them is refused, so that a removed campaign makes a rule refuse instead of meaning nobody or everybody.
    """

    key: str
    options: Reference


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """Narrows the facts an aggregate looks at, by comparing `column` of its fact table.

    period: `column` is a date; with `until` it is the first day of a stretch that ends the day before the date there
    (never: NULL), and the stretch must touch the period. weekday: `column` is a date, values 1 (Monday) to 7. holiday:
    `column` is a date, told apart by the national holidays of Japan. time_band: `column` is the minute of the day.
    category: `column` is a product id, matched through the products and categories below it.
    shop, product, tag, segment: ids; in rules they are written by code, name, key or id. channel, purpose, campaign,
    source, sales_channel: text.
    """

    key: str
    type: ParameterType
    column: str
    label: Text
    required: bool = False
    until: str = ""


@dataclass(frozen=True, kw_only=True)
class CustomerColumn:
    """The answer is an SQL expression over the customer's own row of the mirror (fact table ``customers``, alias c)."""

    expression: str


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A column made of the other rows of the customer: `expression` is a window function over alias ``f``."""

    name: str
    expression: str


@dataclass(frozen=True, kw_only=True)
class Aggregate:
    """The answer is one aggregate over the rows of one customer in one fact table (alias ``f``).

    `expression` holds ``{where}`` at each place where the filter stands: ``count(*) FILTER (WHERE {where})``.
    `where` are conditions of the attribute itself ("" for none; several that must all hold as a tuple: those that all
    aggregates asked together share are then tested once for all). `empty` is the answer for a customer without a
    single row: 0 for counts and sums, None where there is no answer (a first date); False for booleans.
    The as-of date is available to both as ``{as_of}``, the day and the id of the customer's own first purchase as
    ``{first_on}`` and ``{first_id}`` (NULL for somebody without one; it may lie after the as-of day, where no row is).
    `derived` columns are made from the rows for which every condition holds and then stand beside the others: the
    customer's rows in their order, the days since the row before. They cost a pass and a sort of their own.
    """

    table: str
    expression: str
    where: str | tuple[str, ...] = ""
    empty: Any = None
    derived: tuple[Derived, ...] = ()
    ready: bool = False


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """One thing that can be known of a customer.

    `key` is ``app.name``. `step`: what "one more" is for who-is-next, "" if a person cannot take a step there.
    `early`: a possible reason for loyalty, if known before; never set on the customer's current fields that
    people change afterwards.
    """

    key: str
    label: Text
    description: Text
    type: AttributeType
    source: CustomerColumn | Aggregate
    group: Text
    unit: Text = ""
    parameters: tuple[Parameter, ...] = ()
    options: tuple[Option, ...] = ()
    personal: bool = False
    early: bool = False


@dataclass(frozen=True, kw_only=True)
class AttributeSource:
    """Attributes that come from data (custom fields): `attributes` names ``() -> Iterable[Attribute]``."""

    key: str
    attributes: Reference
