"""The page docs/rules/segments.md is true: its rules are accepted, and said in its words."""

import json
import os
import re
from typing import Any

import pytest
from django.utils.translation import override

from joren.record.customers.models import Tag
from joren.record.products.models import Category
from joren.record.shops.models import Shop
from joren.segments.catalogue.binding import bind_rule
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.saved import SavedRule
from joren.segments.catalogue.schema import rule_schema
from joren.segments.catalogue.sentences import rule_sentence
from joren.segments.catalogue.tree import to_json
from tests.worked_numbers import RULES

pytestmark = pytest.mark.django_db

PAGE = (RULES / "segments.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```json\n(.*?)^```\n((?:> [^\n]*\n\n?)*)", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def stocked() -> None:
    Shop.objects.create(code="cafe", name="Café")
    food = Category.objects.create(code="food", name="Food", path="food/")
    Category.objects.create(code="tea", name="Tea", path="food/tea/", parent=food)
    Tag.objects.create(name="VIP")


def saved(key: str) -> SavedRule:
    if key != "regulars":
        raise LookupError(key)
    return SavedRule("Regulars", read_rule({"attribute": "purchases.count", "op": "at_least", "value": 3}))


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize(("rule", "said"), EXAMPLES)
def test_each_example_is_accepted_and_said_as_the_page_says(rule: str, said: str, stocked: None) -> None:
    data = json.loads(rule)
    tree = read_rule(data)
    assert read_rule(to_json(tree)) == tree
    sentences = [line.removeprefix("> ") for line in said.splitlines() if line]
    for language, sentence in zip(("en", "ja"), sentences, strict=False):
        with override(language):
            assert rule_sentence(bind_rule(tree, find_segment=saved)) == sentence


def test_the_schema_file_is_the_one_the_code_makes() -> None:
    page = RULES / "segment-rule.schema.json"
    if os.environ.get("JOREN_WRITE_DOCS"):
        page.write_text(json.dumps(rule_schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    assert json.loads(page.read_text(encoding="utf-8")) == rule_schema()


def _comparison(attribute: str, op: str, value: Any, **parameters: Any) -> dict[str, Any]:
    return {"attribute": attribute, "with": parameters, "op": op, "value": value}


@pytest.mark.parametrize(
    ("rule", "path", "code"),
    [
        (_comparison("purchases.count", "at_least", 1, shop="gone"), "with.shop", "shop_missing"),
        (_comparison("purchases.count", "at_least", 1, shop=["cafe", 99]), "with.shop", "shop_missing"),
        (_comparison("purchases.items", "at_least", 1, category="x"), "with.category", "category_missing"),
        (_comparison("purchases.items", "at_least", 1, product="x"), "with.product", "product_missing"),
        (_comparison("customer.has_tag", "is", False, tag="x"), "with.tag", "tag_missing"),
        (_comparison("consent.given", "is", False, channel="fax"), "with.channel", "option_missing"),
        ({"segment": "gone"}, "segment", "unknown_segment"),
    ],
)
def test_what_was_removed_refuses_naming_it(rule: dict[str, Any], path: str, code: str, stocked: None) -> None:
    for whole, where in ((rule, path), ({"not": {"any": [rule]}}, f"not.any[0].{path}")):
        with pytest.raises(InvalidRule) as refused:
            bind_rule(read_rule(whole), find_segment=saved)
        assert [(problem.path, problem.code) for problem in refused.value.problems] == [(where, code)]
