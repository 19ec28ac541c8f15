"""What holds for every template of the house: nothing the content security policy would stop, every icon exists."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver

from joren.foundation.registry import NavigationItem, entries
from joren.foundation.registry.entries import EventType
from joren.foundation.ui.entries import Step
from joren.foundation.ui.icons import icon
from joren.foundation.ui.navigation import SECTIONS
from joren.foundation.ui.tables import Table

HOUSE = Path(__file__).parents[3]
TEMPLATES = sorted(path for path in HOUSE.rglob("templates/**/*.html") if "static" not in path.parts)
PAGES = [path for path in TEMPLATES if "email" not in path.parts]
_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE)
_HANDLER = re.compile(r"<[^>]*\s(on[a-z]+|hx-on[^=\s]*)\s*=", re.IGNORECASE)
_DJANGO = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_ICON = re.compile(r"""\{%\s*icon\s+["']([^"']+)["']|\bicon=["']([a-z0-9-]+)["']""")


def test_there_are_templates_to_look_at():
    assert HOUSE / "foundation/ui/templates/ui/base.html" in PAGES


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_template_has_no_inline_script(path):
    text = _DJANGO.sub("", path.read_text(encoding="utf-8"))
    assert not _SCRIPT.search(text)
    assert not _HANDLER.search(text)
    assert "javascript:" not in text.lower()


@pytest.mark.parametrize(
    "bad", ["<script>x</script>", '<a onclick="x">', '<div class="a"\n onload = "x">', '<b hx-on:click="x">']
)
def test_the_scan_finds_what_it_looks_for(bad):
    assert _SCRIPT.search(bad) or _HANDLER.search(bad)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_the_icons_of_a_template_exist(path):
    for found in _ICON.finditer(path.read_text(encoding="utf-8")):
        assert icon(found[1] or found[2])


def test_the_icons_the_apps_declare_exist():
    named: list[Any] = [*entries(NavigationItem), *entries(EventType), *entries(Step), *SECTIONS]
    assert len(named) > len(SECTIONS)
    assert all(icon(one.icon) for one in named)


def test_navigation_items_stand_in_a_section_that_is_shown():
    known = {section.key for section in SECTIONS}
    assert {item.section for item in entries(NavigationItem)} <= known


def test_the_lists_of_the_house_have_names_of_their_own():
    assert get_resolver().url_patterns  # every view is loaded, and its lists with it
    keys = [table.key for table in _lists(Table) if "tests" not in table.__module__ and "key" in vars(table)]
    assert len(keys) > 20
    assert len(keys) == len(set(keys))


def _lists(base: type[Any]) -> list[type[Any]]:
    """Every kind of list, those that stand on another one too."""
    return [found for table in base.__subclasses__() for found in (table, *_lists(table))]
