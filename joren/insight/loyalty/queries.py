"""Every read of loyalty."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from joren.foundation.time import clock
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to
from joren.segments.catalogue.binding import bind_rule
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.catalogue.queries import Catalogue, catalogue
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.sentences import rule_sentence
from joren.segments.engine.run import Column, Table, count, evaluate

from .errors import DefinitionNotFound, NoDefinition
from .models import FactorSnapshot, RegularDefinition
from .questions import FIRST

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

AMOUNT = "purchases.amount"
_DIGITS = 12
_NUMBERS = ("purchases.count", "purchases.last_on")


@dataclass(frozen=True, slots=True)
class Overview:
    """How many regulars there are and what they bring. Shares are of 1, None where there is nothing to share.

    `sales`: everything customers of the record ever paid by that day, returns taken off; anonymous sales are nobody's.
    """

    as_of: date
    regulars: int
    customers: int
    sales: Decimal
    sales_of_regulars: Decimal

    @property
    def share_of_customers(self) -> float | None:
        """Regulars among all customers."""
        return self.regulars / self.customers if self.customers else None

    @property
    def share_of_sales(self) -> float | None:
        """What regulars paid of what all customers paid."""
        return float(self.sales_of_regulars / self.sales) if self.sales > 0 else None

    def told(self) -> dict[str, Any]:
        """For programs."""
        return {
            "as_of": self.as_of,
            "regulars": self.regulars,
            "customers": self.customers,
            "share_of_customers": self.share_of_customers,
            "sales": self.sales,
            "sales_of_regulars": self.sales_of_regulars,
            "share_of_sales": self.share_of_sales,
        }


@dataclass(frozen=True, slots=True)
class Regular:
    """A regular with what the list shows; the customer is None for one the reader may not see."""

    customer: Customer
    amount: Decimal
    count: int
    last_on: date | None


def official() -> RegularDefinition:
    """What a regular is now. Raises `NoDefinition`."""
    found = RegularDefinition.objects.select_related("set_by").filter(is_official=True).first()
    if found is None:
        raise NoDefinition
    return found


def definitions(*, most: int = 20) -> list[tuple[RegularDefinition, str]]:
    """Those that stand side by side, the official one first, then the newest, each with its words."""
    known = catalogue()
    found = RegularDefinition.objects.select_related("set_by").filter(archived_at__isnull=True)
    return [(definition, words(definition, known)) for definition in found.order_by("-is_official", "-pk")[:most]]


def definition_of(number: int | str) -> RegularDefinition:
    """The definition with that number, put away or not. Raises `DefinitionNotFound`."""
    text = str(number)
    found = None
    if text.isascii() and text.isdigit() and len(text) < _DIGITS:
        found = RegularDefinition.objects.select_related("set_by").filter(pk=int(text)).first()
    if found is None:
        raise DefinitionNotFound(number=text[:20])
    return found


def words(definition: RegularDefinition, known: Catalogue | None = None) -> str:
    """The definition in words; its name where what it names is gone."""
    try:
        return sentence(definition, known)
    except InvalidRule:
        return definition.name


def sentence(definition: RegularDefinition, known: Catalogue | None = None) -> str:
    """The definition in words. Raises `InvalidRule` when what it names is gone."""
    known = known or catalogue()
    return rule_sentence(bind_rule(read_rule(definition.rule, known), known))


def overview(definition: RegularDefinition, *, as_of: date | None = None) -> Overview:
    """How many and what share."""
    return overview_of(definition.rule, as_of=as_of)


def overview_of(rule: Mapping[str, Any], *, as_of: date | None = None) -> Overview:
    """The same for any rule. Raises `InvalidRule`."""
    day = as_of or clock.today()
    table = evaluate([Column("regular", rule), Column("amount", AMOUNT)], as_of=day)
    people, regulars, sales, theirs = table.totals("amount", "regular")
    return Overview(day, regulars, people, Decimal(sales), Decimal(theirs))


def regulars(
    definition: RegularDefinition,
    *,
    staff: "Staff | None",
    size: int = 50,
    skip: int = 0,
    as_of: date | None = None,
) -> list[Regular]:
    """The regulars, those who paid most first; those `staff` may not see are left out."""
    table = _table(definition, as_of or clock.today())
    rows = {row[0]: row[2:] for row in table.top("amount", size, "regular", skip)}
    people = visible(staff, list(rows))
    return [Regular(people[pk], row[0], row[1], row[2]) for pk, row in rows.items() if pk in people]


def visible(staff: "Staff | None", ids: list[int]) -> dict[int, Customer]:
    """The customers of these ids that the person may see."""
    return customers_visible_to(staff).in_bulk(ids)


def snapshot(definition: RegularDefinition, as_of: date | None = None, point: str = FIRST) -> FactorSnapshot | None:
    """What was found last, or as of that very day."""
    found = FactorSnapshot.objects.filter(definition=definition, point=point)
    found = found.filter(as_of=as_of) if as_of else found
    return found.order_by("-as_of", "-computed_at").first()


def is_small(most: int) -> bool:
    """Whether there are no more customers than that, without counting all of them."""
    return Customer.objects.order_by()[: most + 1].count() <= most


def measure_regulars(start: date, end: date) -> Decimal:
    """The metric of the goals: how many regulars there are at the end of the period; 0 before there is a definition."""
    try:
        definition = official()
    except NoDefinition:
        return Decimal(0)
    return Decimal(count(definition.rule, as_of=end))


def _table(definition: RegularDefinition, day: date) -> Table:
    columns = [Column("regular", definition.rule), Column("amount", AMOUNT)]
    return evaluate([*columns, *(Column(key, key) for key in _NUMBERS)], as_of=day)
