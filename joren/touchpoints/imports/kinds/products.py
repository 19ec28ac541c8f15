"""A row of a product or category file."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from joren.foundation.importing import Counts, Plan, RowRejected, ValueProblem, refuse_policies
from joren.foundation.importing.columns import decimal_comma
from joren.foundation.importing.values import amount, reference
from joren.record.products.bulk import Categories, ProductRow, upsert_products
from joren.touchpoints.imports.errors import FieldsMissing

from .cells import Cells

_LEVELS = ("major", "medium", "small")

Read = Callable[[Sequence[str]], str]


class ProductImporter:
    """Reads products with their categories; a file without product codes is one of categories."""

    def __init__(self, plan: Plan) -> None:
        levels = [level for level in _LEVELS if plan.has(f"{level}_code") or plan.has(f"{level}_name")]
        if not plan.has("code") and not levels:
            raise FieldsMissing(fields=_("product code"))
        refuse_policies(plan.options)
        self.plan, self._cells = plan, Cells(plan)
        self._code, self._name = plan.reader("code"), plan.reader("name")
        self._levels = [(plan.reader(f"{level}_code"), plan.reader(f"{level}_name")) for level in levels]
        self._commas = {key: decimal_comma(plan.values(key)) for key in ("unit_price", "unit_cost")}
        self._categories: Categories | None = None

    def parse(self, row: int, cells: list[str]) -> ProductRow:
        """One product. Raises RowRejected."""
        code = reference(self._code(cells)) if self._code else ""
        if self._code and not code:
            raise RowRejected(
                _("the product code is missing"),
                column=self.plan.column("code"),
                remedy=_("Give every product a code."),
            )
        levels = [(reference(c(cells)) if c else "", n(cells) if n else "") for c, n in self._levels]
        return ProductRow(
            row=row,
            code=code[:100],
            name=self._name(cells)[:300] if self._name else "",
            unit_price=self._money(row, "unit_price", cells),
            unit_cost=self._money(row, "unit_cost", cells),
            levels=levels,
        )

    def write(self, records: list[ProductRow]) -> Counts:
        """One batch."""
        plan = self.plan
        if self._categories is None:
            self._categories = Categories(plan.source, plan.import_id, plan.remember)
        grown = self._categories.counts
        grown.clear()
        counts = upsert_products(
            records,
            categories=self._categories,
            source=plan.source,
            import_id=plan.import_id,
            remember=plan.remember,
        )
        counts.update(grown)
        return counts

    def settle(self, position: str) -> tuple[Counts, str | None]:
        """Nothing is left to do after the rows."""
        return Counts(), None

    def _money(self, row: int, key: str, cells: list[str]) -> Decimal | None:
        text = self._cells.reader(key)(cells)
        if not text:
            return None
        try:
            return amount(text, decimal_comma=self._commas[key])
        except ValueProblem as problem:
            self._cells.leave_out(row, key, text, problem)
            return None
