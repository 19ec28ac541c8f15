"""Shops as answers of attributes: told by code, so that a rule means the same on another installation."""

from dataclasses import dataclass

from .models import Shop


@dataclass(frozen=True, slots=True)
class ShopWords:
    """The shops of one moment: id and code, code and name."""

    codes: tuple[tuple[int, str], ...]
    names: tuple[tuple[str, str], ...]

    def code_of(self, expression: str) -> str:
        """SQL of the code of the shop whose id the expression gives; NULL where there is none."""
        if not self.codes:
            return "NULLIF('', '')"
        whens = " ".join(f"WHEN {pk} THEN {_quoted(code)}" for pk, code in self.codes)
        return f"CASE {expression} {whens} END"


def shop_words() -> ShopWords:
    """Today's shops, in the order of their codes."""
    rows = list(Shop.objects.order_by("code").values_list("pk", "code", "name"))
    return ShopWords(tuple(row[:2] for row in rows), tuple(row[1:] for row in rows))


def _quoted(text: str) -> str:
    """An SQL literal that str.format leaves alone, too."""
    return "'" + text.replace("'", "''").replace("{", "{{").replace("}", "}}") + "'"
