"""Filling plain templates in without Liquid says exactly what Liquid says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from joren.outreach.content.errors import TemplateProblem
from joren.outreach.content.straight import pieces_of
from joren.outreach.content.templating import MAX_OUTPUT, Missing, compile_template, render

SOURCE = "{{ customer.name }}様 <b>{{ joren.footer }}</b> {{ n }}{{ customer.size }}"
VALUES = st.one_of(
    st.text(), st.text().map(Markup), st.integers(), st.booleans(), st.none(), st.decimals(allow_nan=False),
    st.lists(st.text(max_size=3), max_size=3), st.text().map(Missing),
)  # fmt: skip


@given(name=VALUES, footer=VALUES, number=VALUES, autoescape=st.booleans())
def test_every_kind_of_value_comes_out_as_liquid_prints_it(name, footer, number, autoescape):
    template = compile_template(SOURCE, part="text", autoescape=autoescape)
    values = {"customer": {"name": name, "size": 3}, "joren": {"footer": footer}, "n": number}
    assert pieces_of(template.nodes) is not None
    assert render(template, values, part="text") == template.render(**values)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ customer.gone }}/{{ gone }}", "/"),
        ("{{ customer.tags.first }}{{ customer.tags.size }}", "a2"),
        ("{{ customer.name | upcase }}", "TARO"),
        ("{% if customer.name %}y{% endif %}", "y"),
        ("{% assign x = customer.name %}{{ x }}", "taro"),
        ("{{ customer.tags[1] }}", "b"),
        ("{{ 'a' }}{{ 1 }}", "a1"),
    ],
)
def test_whatever_is_more_is_left_to_liquid(source, said):
    values = {"customer": {"name": "taro", "tags": ["a", "b"]}}
    assert render(compile_template(source, part="text"), values, part="text") == said


def test_a_price_and_a_long_value_keep_their_limits():
    template = compile_template("{{ price }}", part="text")
    assert render(template, {"price": Decimal("1.50")}, part="text") == "1.50"
    with pytest.raises(TemplateProblem):
        render(template, {"price": "あ" * MAX_OUTPUT}, part="text")
