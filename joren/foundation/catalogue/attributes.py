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


class ParameterType(StrEnum):
    """What a parameter takes. All are optional; an absent one does not narrow."""

    PERIOD = "period"
    SHOP = "shop"
    CATEGORY = "category"
    PRODUCT = "product"
    WEEKDAY = "weekday"
    TIME_BAND = "time_band"
    CHANNEL = "channel"
    PURPOSE = "purpose"
    CAMPAIGN = "campaign"
    TAG = "tag"
    SOURCE = "source"


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

    period: `column` is a date. weekday: `column` is a date, values 1 (Monday) to 7. time_band: `column` is the
    minute of the day. category: `column` is a product id, matched through the products and categories below it.
    shop, product, tag: ids; in rules they are written by code, external id or id. channel, purpose, campaign: text.
    """

    key: str
    type: ParameterType
    column: str
    label: Text
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class CustomerColumn:
    """The answer is an SQL expression over the customer's own row of the mirror (fact table ``customers``, alias c)."""

    expression: str


@dataclass(frozen=True, kw_only=True)
class Aggregate:
    """The answer is one aggregate over the rows of one customer in one fact table (alias ``f``).

    `expression` holds ``{where}`` at each place where the filter stands: ``count(*) FILTER (WHERE {where})``.
    `where` are conditions of the attribute itself ("" for none; several that must all hold as a tuple: those that all
    aggregates asked together share are then tested once for all). `empty` is the answer for a customer without a
    single row: 0 for counts and sums, None where there is no answer (a first date); False for booleans.
    The as-of date is available to conditions as ``{as_of}``.
    """

    table: str
    expression: str
    where: str | tuple[str, ...] = ""
    empty: Any = None


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
