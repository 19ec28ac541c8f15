"""A row of a shop file."""

from datetime import time
from typing import Any, Final

from django.utils.translation import gettext as _

from joren.foundation.importing import Counts, Plan, RowRejected, ValueProblem, refuse_policies
from joren.foundation.importing.values import reference
from joren.foundation.japanese.postal import normalise_postal_code
from joren.foundation.japanese.prefectures import prefecture_of
from joren.foundation.time.business_day import LATEST_END
from joren.record.shops.bulk import upsert_shops
from joren.record.shops.models import Shop
from joren.touchpoints.imports.errors import FieldsMissing

from .cells import Cells

_LIMITS: Final = {"name": 200, "address": 300, "phone": 30}
_KINDS: Final = {
    Shop.Kind.ONLINE: ("online", "ec", "通販", "オンライン", "ネット", "web"),
    Shop.Kind.RESTAURANT: ("restaurant", "cafe", "café", "飲食", "カフェ", "レストラン", "居酒屋", "食堂"),
    Shop.Kind.OFFICE: ("office", "事務所", "オフィス", "本社", "営業所"),
}


class ShopImporter:
    """Reads shops."""

    def __init__(self, plan: Plan) -> None:
        if not plan.has("code") and not plan.has("name"):
            raise FieldsMissing(fields=_("shop code or shop name"))
        refuse_policies(plan.options)
        self.plan, self._cells = plan, Cells(plan)

    def parse(self, row: int, cells: list[str]) -> dict[str, Any]:
        """One shop's columns, only those that are not empty. Raises RowRejected."""
        plan = self.plan
        given = {key: read(cells) for key in plan_keys(plan) if (read := plan.reader(key))}
        code = reference(given.get("code", "")) or given.get("name", "")
        if not code:
            raise RowRejected(_("the shop code is missing"), column=plan.column("code"))
        shop: dict[str, Any] = {"code": code[:50]}
        for key, limit in _LIMITS.items():
            if fitting := self._cells.fitting(row, key, given.get(key, ""), limit):
                shop[key] = fitting
        if given.get("address") and given.get("prefecture") and not prefecture_of(given["address"])[0]:
            shop["address"] = (given["prefecture"] + given["address"])[:300]
        postal = self._postal_code(row, given.get("postal_code", ""))
        if postal:
            shop["postal_code"] = postal
        kind = _kind_named(given.get("kind", ""))
        if kind:
            shop["kind"] = kind
        end = self._end(row, given.get("day_ends_at", ""))
        if end is not None:
            shop["day_ends_at"] = end
        return shop

    def write(self, records: list[dict[str, Any]]) -> Counts:
        """One batch."""
        plan = self.plan
        return upsert_shops(records, source=plan.source, import_id=plan.import_id, remember=plan.remember)

    def settle(self, position: str) -> tuple[Counts, str | None]:
        """Nothing is left to do after the rows."""
        return Counts(), None

    def _postal_code(self, row: int, text: str) -> str:
        code = normalise_postal_code(text) if text else ""
        if code is None:
            said = ValueProblem(_("a postal code has seven digits"), _("Write it like 123-4567."))
            self._cells.leave_out(row, "postal_code", text, said)
        return code or ""

    def _end(self, row: int, text: str) -> time | None:
        if not text:
            return None
        hour, _colon, minute = text.replace("：", ":").partition(":")
        try:
            end = time(int(hour) % 24, int(minute[:2] or 0))
        except ValueError:
            end = time.max
        if end <= LATEST_END:
            return end
        said = ValueProblem(_("a business day ends between 00:00 and 12:00"), _("Write it like 05:00."))
        self._cells.leave_out(row, "day_ends_at", text, said)
        return None


def plan_keys(plan: Plan) -> list[str]:
    """The fields this file gives."""
    return [*plan.columns, *(key for key in plan.defaults if key not in plan.columns)]


def _kind_named(text: str) -> str:
    lowered = text.strip().lower()
    if not lowered:
        return ""
    if lowered in Shop.Kind.values:
        return lowered
    return next((str(kind) for kind, words in _KINDS.items() if any(word in lowered for word in words)), "")
