"""Shops out of files: found by code, made where a file names one that is not known."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.importing import Counts, RowRejected
from joren.foundation.importing.rows import Remember

from .models import Shop

LONGEST_CODE: Final = 50


def shop_reference(code: str, column: str) -> str:
    """A shop's code or name as a row gives it. Raises RowRejected for one too long to tell shops apart by."""
    if len(code) > LONGEST_CODE:
        raise RowRejected(
            _("the shop's code is longer than 50 characters"),
            column=column,
            value=code,
            remedy=_("Give the shop's short code."),
        )
    return code


class ShopsByCode:
    """Shop ids by code (or by name), for one import; unknown codes become shops named by their code."""

    def __init__(self, source: str, import_id: int) -> None:
        self._source, self._import_id = source, import_id
        self._known: dict[str, tuple[int, time]] = {}

    def fill(self, rows: Iterable[Any]) -> None:
        """Set ``fields["shop_id"]`` of rows that carry a `shop_code`."""
        wanted = [row for row in rows if row.shop_code]
        self.learn(row.shop_code for row in wanted)
        for row in wanted:
            row.fields["shop_id"] = self._known[row.shop_code][0]

    def learn(self, codes: Iterable[str]) -> None:
        """Look up codes (see `shop_reference`) not met before, in the caller's transaction; make the unknown ones."""
        unknown = {code for code in codes if code and code not in self._known}
        if not unknown:
            return
        self._look_up(unknown)
        missing = sorted(unknown - set(self._known))
        shops = [Shop(code=code, name=code, source=self._source, import_id=self._import_id) for code in missing]
        Shop.objects.bulk_create(shops, ignore_conflicts=True)
        self._look_up(set(missing))

    def get(self, code: str) -> tuple[int, time]:
        """Id and the end of the business day of a code that was learned."""
        return self._known[code]

    def _look_up(self, codes: set[str]) -> None:
        for field in ("name", "code"):  # a code wins over another shop's name
            found = Shop.objects.filter(**{f"{field}__in": codes}).values_list(field, "pk", "day_ends_at")
            self._known.update({value: (key, ends) for value, key, ends in found})


def upsert_shops(rows: Sequence[dict[str, Any]], *, source: str, import_id: int, remember: Remember) -> Counts:
    """Make or change shops by code; only what a row gives is changed."""
    counts = Counts()
    latest: dict[str, dict[str, Any]] = {}
    for row in rows:
        counts["repeated"] += row["code"] in latest
        latest.setdefault(row["code"], {}).update(row)
    known = {shop.code: shop for shop in Shop.objects.filter(code__in=latest)}
    for code, row in latest.items():
        shop = known.get(code)
        if shop is None:
            Shop.objects.create(**{"name": code, **row}, source=source, import_id=import_id)
            counts["new"] += 1
            continue
        changed = [name for name, value in row.items() if getattr(shop, name) != value]
        if changed:
            remember("shops_shop", [shop.pk])
            for name in changed:
                setattr(shop, name, row[name])
            shop.save(update_fields=changed)
        counts["changed" if changed else "unchanged"] += 1
    return counts
