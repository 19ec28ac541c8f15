"""What a browser makes of the kit's script: quicker than without, and safe for Japanese input."""

import re

import pytest
from django.test import Client

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]


@pytest.fixture
def page(live_server, owner, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    client = Client()
    client.force_login(owner)
    with playwright.sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        opened = context.new_page()
        opened.problems = []
        opened.on("pageerror", lambda error: opened.problems.append(str(error)))
        opened.on("console", lambda said: opened.problems.append(said.text) if said.type == "error" else None)
        opened.goto(f"{live_server.url}/style-guide/")
        yield opened
        browser.close()


def test_the_kit_in_a_browser(page):
    expect = playwright.expect
    # charts are drawn, and nothing is stopped by the content security policy
    expect(page.locator("[data-chart] svg")).to_have_count(3)
    assert page.problems == []

    # the keyboard
    page.keyboard.press("?")
    expect(page.locator("#joren-shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()

    # sorting swaps the list and keeps the address
    page.locator("th a", has_text="合計").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    assert "sort=total" in page.url

    # picking: the bar appears, "all results" ticks the page, one untick takes it back
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_hidden()
    page.locator("[data-pick-page]").check()
    expect(page.locator("[data-picked]")).to_have_text("5 件を選択中")
    page.locator("[data-pick-all-pages]").check()
    page.locator("[data-pick]").first.uncheck()
    expect(page.locator("[data-pick-all-pages]")).not_to_be_checked()
    page.get_by_role("button", name="選択した行を数える").click()
    toast = page.locator("[data-toast]")
    expect(toast).to_contain_text("4 件を選択しました。")

    # undo, then a deed that asks first: no by default, yes by choice
    toast.get_by_role("button", name="元に戻す").click()
    expect(toast).to_contain_text("取り消しました。")
    url = page.url
    page.get_by_role("button", name="取り消す").click()
    page.locator("#joren-confirm button[value=no]").click()
    assert page.url == url
    page.locator("[data-toast-close]").click()
    expect(toast).to_have_count(0)
    page.get_by_role("button", name="取り消す").click()
    page.locator("[data-confirm-yes]").click()
    expect(toast).to_contain_text("取り消しました。")
    assert page.problems == []


def test_enter_that_ends_a_conversion_does_not_send_the_form(page):
    field = page.locator(".joren-filters input[name=name]")
    field.focus()
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "name=" in request.url else None)
    composing = page.context.new_cdp_session(page)
    composing.send("Input.imeSetComposition", {"text": "さとう", "selectionStart": 3, "selectionEnd": 3})
    composing.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229},
    )
    composing.send("Input.insertText", {"text": "佐藤"})
    page.wait_for_timeout(200)
    assert sent == []
    page.keyboard.press("Enter")
    playwright.expect(page).to_have_url(re.compile("name="))
    playwright.expect(page.locator("tbody tr").first).to_contain_text("佐藤")


def test_on_a_phone_the_menu_opens_without_a_script_and_nothing_is_wider_than_the_screen(page):
    page.set_viewport_size({"width": 390, "height": 844})
    playwright.expect(page.locator(".joren-side")).to_be_hidden()
    page.locator(".joren-menu-button").click()
    playwright.expect(page.locator(".joren-side")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
