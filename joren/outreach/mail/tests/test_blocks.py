"""Mails made of blocks, and mails made elsewhere, as a mail program would show them."""

import re
import tarfile
from html.parser import HTMLParser

import pytest

from joren.foundation.business.models import Business
from joren.outreach.content import foreign
from joren.outreach.content.blocks import expanded
from joren.outreach.content.rules import pages
from joren.outreach.content.words import Words, link_targets
from joren.outreach.mail.composing import Composer, Envelope
from joren.outreach.mail.saying import remarks
from tests.shared_data import shared_data

pytestmark = pytest.mark.django_db
BUSINESS = Business(
    name="常", sender_name="株式会社 常", sender_address="東京都渋谷区", sender_contact="info@example.jp"
)
TARO = {"customer": {"family_name": "山田 & <山>", "given_name": None, "member_number": "M1"}}


def composed(blocks, values=TARO, **words):
    said = Words(
        channel="mail", subject="件名", blocks=[{"id": f"b{n}"} | one for n, one in enumerate(blocks)], **words
    )
    envelope = Envelope(business=BUSINESS, from_address="news@example.jp", base_url="https://crm.example.jp")
    composer = Composer(said, envelope, list(enumerate(link_targets(said), 1)))
    return composer.compose(delivery_id=7, recipient="taro@example.jp", content=values)


def test_blocks_become_tables_with_counted_links_and_escaped_names():
    html = composed(
        [
            {"type": "heading", "text": "{{ customer.family_name }}様へ"},
            {"type": "button", "label": '見る "今"', "url": 'https://a.jp/?m={{ customer.member_number }}&q="'},
            {"type": "image", "url": "https://a.jp/豆.png", "alt": 'alt "引用" <b>', "link": "https://b.jp/"},
            {"type": "text", "text": "[c](https://c.jp/) 普通"},
        ],
        preheader="{{ customer.family_name }} & 秋",
    ).html
    assert "山田 &amp; &lt;山&gt;様へ" in html and "<山>" not in html
    assert len(set(re.findall(r"https://crm\.example\.jp/m/c/[\w-]{24}", html))) == 3
    assert 'alt="alt &quot;引用&quot; &lt;b&gt;"' in html and 'src="https://a.jp/豆.png"' in html
    assert "{{" not in html and "zq" not in html and "\\u{" not in html
    assert "prefers-color-scheme: dark" in html and "width=device-width" in html
    assert html.count("fonts.googleapis") == 0


def test_what_has_a_condition_is_there_only_when_it_is_met():
    blocks = [
        {"type": "text", "text": "名だけ", "when": "customer.given_name"},
        {
            "type": "columns",
            "when": "customer.member_number",
            "columns": [[{"type": "text", "id": "x", "text": "会員"}], []],
        },
        {"type": "text", "text": "{% if customer.given_name %}名{% else %}姓{% endif %}"},
    ]
    message = composed(blocks)
    for part in (message.html, message.text):
        assert "名だけ" not in part and "会員" in part and "姓" in part


def test_our_own_picture_is_shown_from_our_own_address():
    assert 'src="https://crm.example.jp/m/i/abc"' in composed([{"type": "image", "image": "abc", "alt": "豆"}]).html


def test_a_heavy_or_loud_mail_is_remarked():
    heavy = Words(channel="mail", subject="★★★お得", blocks=[{"type": "text", "id": "b1", "text": "あ" * 40_000}])
    found = {(one.level, one.text[:4]) for one in remarks(heavy)}
    assert len([one for one in found if one[0] == "warn"]) == 2
    light = Words(
        channel="mail",
        subject="秋の豆",
        preheader="届きました",
        blocks=[{"type": "text", "id": "b1", "text": "こちら https://a.jp/ です"}],
    )
    assert remarks(light) == []


class Seen(HTMLParser):
    """The words a reader sees, and the elements that make the looks."""

    def __init__(self):
        super().__init__()
        self.words, self.styled, self._hidden = [], 0, 0

    def handle_starttag(self, tag, attrs):
        if tag in ("style", "title", "script"):
            self._hidden += 1
        self.styled += (
            any(name in ("style", "class", "bgcolor", "width", "align") for name, _value in attrs) and tag != "html"
        )

    def handle_endtag(self, tag):
        if tag in ("style", "title", "script"):
            self._hidden -= 1

    def handle_data(self, data):
        if not self._hidden:
            self.words += data.split()


def seen(html):
    reader = Seen()
    reader.feed(re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL))
    return reader


def test_33_published_mails_keep_their_words_their_looks_and_their_links():
    """postmark-templates (MIT): every content.html through us shows the same words and keeps what styles them."""
    with tarfile.open(shared_data("email_templates/postmark-templates-inlined.tar.gz")) as archive:
        names = [name for name in archive.getnames() if name.endswith("content.html")]
        mails = {name: archive.extractfile(name).read().decode() for name in names}
    assert len(mails) == 33
    for name, page in mails.items():
        given = {hole: "https://a.jp/x" if "url" in hole else "語" for hole in foreign.placeholders(page)}
        filled = foreign.filled(page, given)
        message = composed(foreign.as_blocks(filled))
        theirs, ours = seen(filled), seen(message.html)
        assert pages.is_page(filled), name
        assert "".join(theirs.words) in "".join(ours.words), name
        assert ours.styled >= theirs.styled - 3, name
        assert "株式会社" in message.html and "/m/u/" in message.html
        assert "<script" not in message.html and "{{" not in message.html
        plain = "".join(message.text.split())
        assert all(word in plain for word in theirs.words if word.isalpha() and len(word) > 3), name


def test_blocks_keep_their_ids_when_they_are_expanded():
    made = expanded([{"type": "survey", "id": "b9", "url": "https://a.jp/", "question": "いかが"}])
    assert {one["id"] for one in made} == {"b9"}
