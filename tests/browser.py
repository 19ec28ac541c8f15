"""A real browser at the real pages, in Japanese, logged in as the owner: the fixture ``page`` of the browser tests."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import cast
from tests.test_main_job_in_the_browser import ARGUMENTS, CHROMIUM, SOON


@pytest.fixture
def page(live_server: Any, monkeypatch: Any) -> Iterator[Any]:
    """A page of 1280 pixels. Whatever the browser complains about fails the test."""
    # The browser's driver runs a loop in this thread, which is not what Django fears.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"NOT TESTED: there is no browser at {CHROMIUM}")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_page(locale="ja-JP", viewport={"width": 1280, "height": 900})
        page.set_default_timeout(SOON)
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("[name=login]", cast.owner().email)
        page.fill("[name=password]", cast.PASSWORD)
        page.click("form[action*=login] button[type=submit], button.btn-primary[type=submit]")
        page.wait_for_load_state()
        yield page
        browser.close()
        assert complaints == []


def _is_complaint(said: Any) -> bool:
    """Whether the browser speaks of a fault; that a form was refused is none."""
    return said.type == "error" and "status of 422" not in said.text
