"""Building a segment as somebody at a desk does it: dragging, duplicating, pasting a list, asking why, undoing."""

import json
import re
from typing import Any

import pytest

from joren.segments.library import queries
from tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WOMEN: dict[str, Any] = {"attribute": "customer.gender", "op": "is", "value": "female"}
GROWN: dict[str, Any] = {"attribute": "customer.age", "op": "at_least", "value": 20}
MAIL: dict[str, Any] = {"attribute": "customer.has_email", "op": "is", "value": True}


@pytest.fixture(autouse=True)
def home(tmp_path: Any, settings: Any) -> None:
    settings.MIRROR_HOME = tmp_path / "mirror"
    cast.everybody()


def begin(page: Any, live_server: Any, rule: dict[str, Any] | None = None) -> None:
    """Open the builder; with a rule, written as JSON."""
    page.goto(f"{live_server.url}/segments/new/")
    if rule:
        page.evaluate("document.getElementById('json').closest('details').open = true")
        page.fill("#json", json.dumps(rule))
        page.click("button[value=paste]")
        counted(page)


def counted(page: Any) -> int:
    """Wait for a count that is not of an earlier rule, and read it."""
    page.wait_for_selector("#segment-result[aria-busy=false] .segment-count")
    return int(re.sub(r"\D", "", page.inner_text("#segment-result .segment-count")))


def shape(page: Any) -> Any:
    """The draft as lists of attributes."""

    def of(node: dict[str, Any]) -> Any:
        return [of(part) for part in node["parts"]] if "parts" in node else node["attribute"].split(".")[1]

    return of(json.loads(page.input_value("[name=draft]")))


def change(page: Any, act: Any) -> None:
    """Do something and wait until the tree has been drawn anew."""
    page.evaluate("document.getElementById('segment-form').dataset.old = '1'")
    act()
    page.wait_for_selector("#segment-form:not([data-old])")


def drag(page: Any, source: str, target: str) -> None:
    """Drag by the grip, in steps as a hand does, to just below the middle of the target."""
    grip = page.locator(f'[data-address="{source}"] > .segment-head > .segment-grip').bounding_box()
    place = page.locator(target).bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, grip["y"] + 16, steps=3)
    page.mouse.move(place["x"] + 60, place["y"] + place["height"] * 0.7, steps=12)
    page.mouse.move(place["x"] + 60, place["y"] + place["height"] * 0.75, steps=3)
    page.mouse.up()


def test_a_condition_is_found_in_kana_dragged_into_a_group_and_back_by_undo(page: Any, live_server: Any) -> None:
    begin(page, live_server)
    page.click("#r\\.0-attribute-pick")
    page.keyboard.type("せいべつ")
    # Enter that ends a conversion chooses nothing.
    said = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true})"
    page.evaluate(f"document.activeElement.dispatchEvent({said})")
    assert page.is_visible(".segment-picker")
    change(page, lambda: page.keyboard.press("Enter"))
    assert shape(page) == ["gender"]
    change(page, lambda: page.select_option("#r\\.0-op", "is"))
    page.select_option("#r\\.0-value", "female")
    assert counted(page) == 2
    change(page, lambda: page.click("#r-add-group"))
    page.click("#r\\.1\\.0-attribute-pick")
    page.keyboard.type("nenrei")
    change(page, lambda: page.keyboard.press("Enter"))
    page.fill("#r\\.1\\.0-value", "２０")
    page.keyboard.press("Tab")
    counted(page)
    change(page, lambda: drag(page, "r.0", '[data-address="r.1.0"]'))
    (inside,) = shape(page)
    assert sorted(inside) == ["age", "gender"]
    counted(page)
    change(page, lambda: page.click("#segment-undo"))
    assert shape(page) == ["gender", ["age"]]
    change(page, lambda: page.click("#segment-redo"))
    assert shape(page) == [inside]
    assert page.input_value(f"#r\\.0\\.{inside.index('age')}-value") == "20"


def test_conditions_are_duplicated_negated_and_moved_by_keyboard(page: Any, live_server: Any) -> None:
    begin(page, live_server, {"all": [WOMEN, {"any": [GROWN, MAIL]}]})
    assert counted(page) == 2
    change(page, lambda: page.click("#r\\.0-duplicate"))
    assert shape(page) == ["gender", "gender", ["age", "has_email"]]
    page.click("#r\\.1-menu")
    change(page, lambda: page.click("#r\\.1-negate"))
    assert counted(page) == 0
    page.focus("#r\\.0-op")
    change(page, lambda: page.keyboard.press("Alt+ArrowRight"))
    assert shape(page) == [["gender", "gender"], ["age", "has_email"]]  # into the negated group beside
    focused = page.evaluate("document.activeElement.closest('.segment-node').dataset.address")
    assert focused == "r.0.0"
    change(page, lambda: page.keyboard.press("Alt+ArrowLeft"))
    page.evaluate("document.activeElement.blur()")
    change(page, lambda: page.keyboard.press("Control+z"))


def test_typing_counts_anew_and_never_shows_the_old_number(page: Any, live_server: Any) -> None:
    begin(page, live_server, {"all": [{"attribute": "customer.age", "op": "at_least", "value": 1}]})
    assert counted(page) > 0
    page.fill("#r\\.0-value", "199")
    assert not page.is_visible("#segment-result .segment-count")  # at once, before any answer
    assert counted(page) == 0
    page.fill("#r\\.0-value", "x1")
    page.wait_for_selector("#r\\.0-messages .segment-problem")
    assert page.query_selector("#segment-result .segment-count") is None
    page.fill("[name=name]", "大人")
    page.click("button[value=save]")
    page.wait_for_selector("#r\\.0-messages .segment-problem")
    assert not queries.segments().exists()
    page.fill("#r\\.0-value", "1")
    counted(page)
    page.click("button[value=save]")
    page.wait_for_url("**/segments/of/**")
    assert queries.segments().get().rule["all"][0]["value"] == 1


def test_a_list_is_pasted_and_a_person_is_told_why(page: Any, live_server: Any) -> None:
    begin(page, live_server)
    change(page, lambda: page.click("#r-add-list"))
    change(page, lambda: page.click("#r\\.0-remove"))
    page.fill("#r\\.0-paste", "Ｍ０００１\nM0002\tM9999")
    change(page, lambda: page.keyboard.press("Tab"))
    assert "M9999" in page.text_content("#r\\.0 .segment-named")
    assert page.input_value("#r\\.0-paste") == ""
    assert counted(page) == 2
    page.click(".segment-whyer > summary")
    page.fill("#who", "さとう")
    page.keyboard.press("Enter")
    page.click(".segment-hit")
    page.wait_for_selector("#segment-why .is-unmet")
    page.click(".segment-examples li:has-text('花子') button")
    page.wait_for_selector("#segment-why .is-met")
    assert "山田 花子" in page.inner_text("#segment-why")


def test_on_a_phone_nothing_overflows_and_the_menu_does_what_the_buttons_do(page: Any, live_server: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    begin(page, live_server, {"all": [WOMEN, {"any": [GROWN, {"not": {"any": [MAIL, GROWN]}}]}]})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("#r\\.0-menu")
    small = page.evaluate(
        "[...document.querySelectorAll('.segment-tools .btn, .segment-menu[open] .dropdown-item')]"
        ".filter((one) => one.offsetHeight && one.offsetHeight < 40).length"
    )
    assert small == 0
    change(page, lambda: page.click(".segment-menu[open] button[value='down:r.0']"))
    assert shape(page) == [["gender", "age", ["has_email", "age"]]]
    page.click("#r\\.0\\.0-attribute-pick")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click(".segment-picker [data-close]")
    assert not page.is_visible(".segment-picker")
