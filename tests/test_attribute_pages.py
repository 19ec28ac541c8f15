"""The pages with everything that can be known of a customer say what the catalogue says.

``JOREN_WRITE_DOCS=1 pytest tests/test_attribute_pages.py`` writes them anew.
"""

import os
import re
from itertools import groupby
from pathlib import Path

import pytest
from django.utils import translation

from joren.foundation.catalogue import Attribute, AttributeType, Parameter, ParameterType
from joren.segments.catalogue.operators import OPERATORS
from joren.segments.catalogue.queries import catalogue

ROOT = Path(__file__).parents[1]
PAGES = {"en": ROOT / "docs/catalogue.md", "ja": ROOT / "docs/catalogue.ja.md"}
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
KINDS = {
    AttributeType.NUMBER: ("number", "数"),
    AttributeType.MONEY: ("money", "金額"),
    AttributeType.DAYS: ("days", "日数"),
    AttributeType.DATE: ("date", "日付"),
    AttributeType.BOOLEAN: ("yes or no", "はい・いいえ"),
    AttributeType.CHOICE: ("choice", "選択肢"),
    AttributeType.TEXT: ("text", "文字"),
    AttributeType.CUSTOMER: ("customer", "顧客"),
}
WORDS = {
    "en": (
        "# Everything that can be known of a customer",
        "Written from the code; how it is asked for: [rules](rules/segments.md). Custom fields and predictions are\n"
        "added to these by each installation; `joren attributes` lists them all.",
        ["attribute", "what it says", "type", "unit", "parameters"],
        "## Which comparisons each type knows",
        ["type", "comparisons"],
        " (needed)",
    ),
    "ja": (
        "# 顧客について分かること",
        "コードから書き出した一覧です。条件の書き方は[こちら](rules/segments.md)。自由項目と予測は導入先ごとに加わります。\n"
        "すべての項目は `joren attributes` で確かめられます。",
        ["項目", "内容", "種類", "単位", "絞り込み"],
        "## 種類ごとの比べ方",
        ["種類", "比べ方"],
        "（必須）",
    ),
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_the_one_the_catalogue_makes(language: str) -> None:
    page = PAGES[language]
    if os.environ.get("JOREN_WRITE_DOCS"):
        page.write_text(_page(language), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == _page(language)


def test_each_attribute_is_told_in_one_japanese_sentence() -> None:
    with translation.override("ja"):
        for attribute in catalogue().attributes.values():
            said = [str(attribute.label), str(attribute.group), *(str(each.label) for each in attribute.parameters)]
            assert all(JAPANESE.search(words) for words in said if "LINE" not in words), attribute.key
            assert JAPANESE.search(str(attribute.description)), attribute.key
            assert str(attribute.description).endswith("。"), attribute.key


def test_numbers_of_things_have_a_unit_and_keys_a_room() -> None:
    for attribute in catalogue().attributes.values():
        assert re.fullmatch(r"[a-z_]+\.[a-z0-9_.]+", attribute.key), attribute.key
        if attribute.type is AttributeType.DAYS:
            assert attribute.unit, attribute.key


def test_what_may_explain_loyalty_is_never_made_of_a_whole_history() -> None:
    """Membership of segments, predictions and what depends on the day asked for come after or out of loyalty."""
    for attribute in catalogue().attributes.values():
        if attribute.early:
            assert not attribute.key.startswith(("segment.", "prediction", "loyalty.", "regulars.")), attribute.key


def _page(language: str) -> str:
    title, intro, heads, types, type_heads, needed = WORDS[language]
    with translation.override(language):
        attributes = sorted(catalogue().attributes.values(), key=lambda each: (str(each.group), each.key))
        parts = [title, intro]
        for group, rows in groupby(attributes, key=lambda each: str(each.group)):
            parts.append(f"## {group}")
            parts.append(_table(heads, [_row(attribute, language, needed) for attribute in rows]))
        parts.append(types)
        rows_of_types = [[_kind(kind, language), _listed(op.value for op in ops)] for kind, ops in OPERATORS.items()]
        parts.append(_table(type_heads, rows_of_types))
    return "\n\n".join(parts) + "\n"


def _row(attribute: Attribute, language: str, needed: str) -> list[str]:
    parameters = ", ".join(_parameter(each, needed) for each in attribute.parameters)
    said = f"**{attribute.label}** {attribute.description}"
    return [f"`{attribute.key}`", said, _kind(attribute.type, language), str(attribute.unit), parameters]


def _parameter(parameter: Parameter, needed: str) -> str:
    assert isinstance(parameter.type, ParameterType)
    return f"`{parameter.key}` {parameter.label}{needed if parameter.required else ''}"


def _kind(kind: AttributeType, language: str) -> str:
    return KINDS[kind][language == "ja"]


def _listed(names: object) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
