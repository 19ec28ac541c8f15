"""Steps 3 to 7 of the main job as an owner meets them: a real browser, the real server, the real worker, in Japanese.

Nothing here reaches into the database: what is not on a page does not count.
``JOREN_SCREENSHOTS=FOLDER`` keeps pictures.
"""

import csv
import io
import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import joren, start
from tests.dirty_files import MEMBERS, DirtyFiles, dirty_files
from tests.throwaway import home_for_a_server

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
EMAIL, PASSWORD = "hana@example.jp", "komorebi-2026"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SOON, LONG = 15_000, 60_000
"""Milliseconds a page, and a job of the worker, may take on a busy machine."""

pytestmark = [pytest.mark.browser, pytest.mark.story]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """``joren up`` with a new business of its own: pages, worker and database, as processes."""
    with home_for_a_server() as home:
        made = joren(home, "init", "--name", "喫茶こもれび", "--email", EMAIL, "--password", PASSWORD, "--json")
        assert made.code == 0, made.out + made.err
        serving = start(home, "up", "--json")
        try:
            yield _url_of(serving)
        finally:
            serving.send_signal(signal.SIGINT)
            serving.communicate(timeout=60)


def _url_of(serving: subprocess.Popen[str]) -> str:
    assert serving.stdout is not None
    told = ""
    for line in serving.stdout:
        told += line
        if line.startswith("}"):
            return str(json.loads(told)["url"]).rstrip("/")
    pytest.fail(told)


@pytest.fixture(scope="module")
def files() -> DirtyFiles:
    return dirty_files(date.today())


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"NOT TESTED: there is no browser at {CHROMIUM}")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield opened
        opened.close()


class Owner:
    """Somebody at a browser: goes, fills in, presses, and keeps note of everything a browser complains about."""

    def __init__(self, browser: Any, address: str) -> None:
        from playwright.sync_api import expect

        expect.set_options(timeout=SOON)
        self.expect, self.address = expect, address
        self.problems: list[str] = []
        self.context = browser.new_context(locale="ja-JP", viewport=DESK)
        self.page = self.context.new_page()
        self.context.on("page", self._listen)
        self.page.set_default_timeout(SOON)

    def _listen(self, page: Any) -> None:
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda said: self.problems.append(f"{page.url}: {said.text}") if said.type == "error" else None
        )
        page.on("response", lambda got: self.problems.append(f"{got.status} {got.url}") if got.status >= 400 else None)

    def log_in(self) -> None:
        self.go("/")
        self.page.fill("input[name=login]", EMAIL)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.expect(self.page.locator("h1")).to_be_visible()

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.address + path)

    def sees(self, *words: str) -> None:
        for word in words:
            self.expect(self.page.locator("#content")).to_contain_text(word)

    def press(self, name: str) -> None:
        self.page.locator("#content").get_by_role("button", name=name, exact=True).click()

    def figure(self, label: str) -> int:
        """The number on the tile with that label."""
        tile = self.page.locator(".joren-stats > *", has_text=re.compile(rf"^\s*{label}")).first
        found = re.search(r"[\d,]+", tile.inner_text().partition(label)[2])
        assert found, tile.inner_text()
        return int(found.group().replace(",", ""))

    def bar(self, label: str) -> int:
        """The number beside the bar with that label; 0 where there is no such bar."""
        bars = self.page.locator(".campaign-bar", has=self.page.get_by_text(label, exact=True))
        if not bars.count():
            return 0
        return int(
            re.search(r"[\d,]+", bars.locator(".campaign-bar-number").first.inner_text()).group().replace(",", "")
        )

    def months(self) -> str:
        """The table of the sales report."""
        return str(self.page.locator("#content table tbody").last.inner_text())

    def bring(self, name: str, content: bytes, source: str) -> None:
        """Drop a file in and look at it."""
        self.go("/imports/new/")
        self.page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": content})
        self.page.fill("input[name=source]", source)
        self.press("内容を確認する")
        self.expect(self.page.locator("h1")).to_have_text(name)

    def picture(self, name: str) -> None:
        if folder := os.environ.get("JOREN_SCREENSHOTS"):
            width = self.page.viewport_size["width"]
            self.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@pytest.fixture(scope="module")
def owner(browser: Any, address: str) -> Owner:
    somebody = Owner(browser, address)
    somebody.log_in()
    return somebody


@pytest.fixture(autouse=True)
def nothing_to_complain_about(owner: Owner) -> Iterator[None]:
    """No error in the console, no page that is missing or broken, at any step."""
    owner.problems.clear()
    yield
    assert owner.problems == []


def test_step_3_a_member_list_in_shift_jis_is_looked_at_corrected_taken_in_and_reported(owner, files):
    owner.bring("会員名簿.csv", files.members, "till")
    owner.sees("Shift JIS", "会員NO", "まだ何も書き込んでいません")
    columns = owner.page.locator("form[action$='/columns/']")
    kind = columns.get_by_label("区分", exact=True)
    owner.expect(kind).to_have_value("")
    owner.picture("import-preview")

    kind.select_option("tags")
    owner.expect(owner.page.locator(".joren-column", has_text="区分")).to_contain_text("あなたが選択")
    owner.press("もう一度確認")
    owner.expect(columns.get_by_label("区分", exact=True)).to_have_value("tags")
    kind.focus()
    owner.page.keyboard.press("Enter")
    owner.page.keyboard.type("たぐ")
    owner.expect(owner.page.locator(".joren-finder [aria-selected=true]")).to_have_text("タグ")
    owner.page.keyboard.press("Escape")
    owner.expect(kind).to_be_focused()
    owner.press("取り込む")
    owner.expect(owner.page.get_by_role("link", name="取り込めなかった行をダウンロード")).to_be_visible(timeout=LONG)
    assert (owner.figure("新規"), owner.figure("取り込めなかった行")) == (MEMBERS, files.bad_members)
    owner.picture("import-report")

    with owner.page.expect_download() as coming:
        owner.page.get_by_role("link", name="取り込めなかった行をダウンロード").click()
    text = Path(coming.value.path()).read_text(encoding="cp932")
    rows = list(csv.reader(io.StringIO(text)))
    assert "9002" in rows[-1]
    assert len(rows) == 1 + files.bad_members
    assert all(row[-1] or row[-2] for row in rows[1:]), "a reason stands beside each row"


def test_step_3_the_tills_sales_find_their_members(owner, files):
    owner.bring("売上.csv", files.sales, "till")
    owner.picture("sales-preview")
    owner.press("取り込む")
    owner.expect(owner.page.get_by_role("link", name="取り込めなかった行をダウンロード")).to_be_visible(timeout=LONG)
    assert owner.figure("取り込めなかった行") == files.bad_sales
    owner.picture("sales-report")


def test_step_4_a_customer_is_found_by_keyboard_and_shows_one_history(owner):
    owner.go("/")
    owner.page.keyboard.press("/")
    search = owner.page.locator("[data-search]")
    owner.expect(search).to_be_focused()

    composing = owner.context.new_cdp_session(owner.page)
    composing.send("Input.imeSetComposition", {"text": "いけだ", "selectionStart": 3, "selectionEnd": 3})
    ending = {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    before = owner.page.url
    composing.send("Input.dispatchKeyEvent", ending)
    composing.send("Input.insertText", {"text": "いけだ"})
    owner.page.wait_for_load_state("networkidle")
    assert owner.page.url == before, "the Enter that ends a conversion searches for nothing"

    owner.page.keyboard.press("Enter")
    owner.expect(owner.page).to_have_url(re.compile("/customers/"))
    owner.sees("池田")
    owner.page.locator("#content tbody a", has_text="池田").first.click()
    owner.expect(owner.page.locator("h1")).to_contain_text("池田")
    owner.sees("履歴", "購入", "配信の可否", "初回購入", "最終購入", "平均間隔")
    assert owner.figure("合計") > 0
    owner.picture("customer")


def test_step_5_what_a_regular_is_how_many_why_and_who_is_next(owner):
    owner.go("/regulars/define/")
    owner.page.fill("input[name=count]", "4")
    owner.press("これを常連とする")
    owner.expect(owner.page.locator("h1")).to_have_text("常連")
    owner.sees("購入回数が4回以上")
    regulars = owner.figure("常連")
    assert 100 <= regulars <= 160
    owner.picture("regulars")

    owner.go("/regulars/why/")
    owner.sees("初回の購入金額が¥1,000以上の人は、常連になる割合が", "95%信頼区間")
    owner.picture("why")

    owner.go("/regulars/next/")
    owner.sees("あと1回")
    assert owner.figure("届けられる人") >= owner.figure("あと一歩") > 0
    assert owner.figure("外した人") > 0
    owner.picture("next")


def test_step_6_a_mail_is_written_previewed_tested_and_sent_to_those_who_agreed(owner):
    owner.go("/regulars/next/")
    owner.page.get_by_role("button", name="この人たちに書く").click()
    owner.expect(owner.page.locator("select[name=segment_key]")).to_have_value(re.compile("next-[0-9a-f]{12}"))
    owner.page.fill("input[name=name]", "あと一歩の方へ")
    owner.page.fill("input[name=subject]", "{{ customer.family_name }}さま、あと1回です")
    owner.page.fill("textarea[name=body]", "{{ customer.full_name }}様\n\n豆が入りました。\nhttps://example.jp/beans")
    owner.press("保存して確かめる")
    owner.expect(owner.page.locator("h1")).to_have_text("あと一歩の方へ")
    owner.sees("さま、あと1回です")
    sending, held_back = owner.bar("届く"), owner.bar("送らずにおく")
    assert held_back == round((sending + held_back) / 10)
    owner.sees(f"{sending + held_back}人のうち{sending}人に届きます")  # only people who can be reached were handed over
    owner.expect(owner.page.frame_locator("iframe").locator("body")).to_contain_text("豆が入りました。")
    owner.picture("campaign-draft")

    owner.page.fill("input[name=to]", EMAIL)
    owner.press("テストを送る")
    owner.expect(owner.page.locator("[data-toast]").first).to_be_visible()

    owner.page.get_by_role("link", name="送る…").click()
    owner.picture("campaign-send")
    owner.page.locator("#content form[method=post] button.btn-primary").click()
    owner.expect(owner.page.locator("#content")).to_contain_text(f"{sending} / {sending}", timeout=LONG)
    owner.picture("campaign-sent")


def test_step_7_the_mail_is_read_stopped_with_one_click_and_its_result_is_a_sentence(owner):
    owner.go("/mail/mailbox/")
    owner.picture("mailbox")
    mail = owner.page.locator("#content tbody a", has_text="さま、あと1回です").first
    mail.click()
    frame = owner.page.frame_locator("iframe.mail-frame")
    owner.expect(frame.locator("body")).to_contain_text("豆が入りました。")
    stop = frame.get_by_role("link", name="配信停止・受け取る内容の変更").get_attribute("href")
    owner.picture("mail")

    stranger = owner.context.browser.new_context(locale="ja-JP", viewport=PHONE)
    page = stranger.new_page()
    page.goto(stop)
    page.get_by_role("button", name="お知らせメールをすべて停止する").click()
    owner.expect(page.locator("body")).to_contain_text("すぐに反映されます")
    if folder := os.environ.get("JOREN_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/unsubscribed-390.png", full_page=True)
    stranger.close()

    owner.go("/campaigns/")
    owner.page.get_by_role("link", name="あと一歩の方へ").click()
    assert owner.figure("配信停止") == 1
    owner.go("/results/")
    owner.page.locator("#content").get_by_role("link", name="あと一歩の方へ").first.click()
    owner.sees("集計中です")
    owner.picture("result")


def test_a_second_import_is_taken_back_whole(owner, files):
    owner.go("/reports/sales/")
    before = owner.months()
    owner.bring("追加の売上.csv", files.more_sales, "till")
    owner.press("取り込む")
    owner.expect(owner.page.get_by_role("button", name="この取り込みを取り消す")).to_be_visible(timeout=LONG)
    assert owner.figure("新規") == 3
    owner.go("/reports/sales/")
    assert owner.months() != before
    owner.go("/imports/")
    owner.page.get_by_role("link", name="追加の売上.csv").click()
    owner.press("この取り込みを取り消す")
    owner.page.locator("[data-confirm-yes]").click()
    owner.expect(owner.page.locator("#content")).to_contain_text("この取り込みは取り消され", timeout=LONG)
    owner.go("/reports/sales/")
    assert owner.months() == before


PAGES = (  # noqa: SIM905
    """
/ /customers/ /customers/10/ /customers/10/edit/ /customers/10/consents/ /customers/10/purchases/
/customers/10/timeline/ /customers/new/ /customers/tags/ /customers/fields/ /shops/ /products/ /imports/
/imports/new/ /imports/1/ /segments/ /segments/new/ /segments/attributes/ /segments/of/regulars/
/regulars/ /regulars/define/ /regulars/why/ /regulars/next/ /reports/ /reports/sales/ /reports/customers/
/reports/repeat/ /reports/rfm/ /reports/products/ /reports/regulars/ /campaigns/ /campaigns/new/
/campaigns/1/ /campaigns/1/people/ /results/ /results/1/ /results/1/people/ /goals/ /goals/new/
/delivery/blocked/ /delivery/uncertain/ /mail/mailbox/ /mail/account/ /staff/ /staff/new/ /staff/keys/
/business/ /audit/ /jobs/ /accounts/sessions/ /accounts/password/change/
"""
).split()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_is_wider_than_the_screen(owner, size):
    owner.page.set_viewport_size(size)
    wide = []
    for path in PAGES:
        owner.go(path)
        owner.expect(owner.page.locator("h1")).to_be_visible()
        owner.picture(f"page{path.strip('/').replace('/', '_')}")
        if owner.page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            wide.append(path)
    owner.page.set_viewport_size(DESK)
    assert wide == []
