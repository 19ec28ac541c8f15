"""Blocks, the little Markdown, tokens, links and pictures: pure rules, exact answers."""

import struct
import zlib
from hashlib import sha256
from hmac import digest

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from joren.outreach.content import foreign, plain, surveys
from joren.outreach.content.blocks import expanded
from joren.outreach.content.errors import LinkRefused, NothingWritten, UnknownBlock
from joren.outreach.content.links import link_for
from joren.outreach.content.ready import ready
from joren.outreach.content.rules import markdown, markup, pages
from joren.outreach.content.rules.blocks import fingerprint, one_block, walk, with_ids
from joren.outreach.content.rules.images import picture_of
from joren.outreach.content.rules.tokens import TokenKey
from joren.outreach.content.templating import compile_template, render
from joren.outreach.content.words import Words, check, link_targets

KEY = TokenKey("secret")


def png(width: int = 2, height: int = 3) -> bytes:
    """A real picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\xff\x00\x00" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def mail(*blocks, subject="お知らせ"):
    return Words(channel="mail", subject=subject, blocks=with_ids(blocks))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**「特別価格」**でどうぞ", "<p><strong>「特別価格」</strong>でどうぞ</p>"),
        ("本日**限り**です。\n次の行", "<p>本日<strong>限り</strong>です。<br>\n次の行</p>"),
        ("*斜め*と2*3*4", "<p><em>斜め</em>と2<em>3</em>4</p>"),
        ("- 一\n- 二\n後", "<ul><li>一</li><li>二</li></ul>\n<p>後</p>"),
        ("1. 一\n2. 二", "<ol><li>一</li><li>二</li></ol>"),
        ("一\n\n二", "<p>一</p>\n<p>二</p>"),
        ("[ここ](https://a.jp/?x=1&y=2)", '<p><a href="https://a.jp/?x=1&amp;y=2">ここ</a></p>'),
        ("見て https://a.jp/b。", '<p>見て <a href="https://a.jp/b">https://a.jp/b</a>。</p>'),
        (r"\*そのまま\*", "<p>*そのまま*</p>"),
        ("<b>&", "<p>&lt;b&gt;&amp;</p>"),
        ("**途中", "<p>**途中</p>"),
    ],
)
def test_markdown_is_what_shop_people_expect_of_it(source, html):
    assert markdown.to_html(source) == html


@given(st.text(alphabet="*[]()<>&\"'a漢\n -1.\\:/#`_~{}", max_size=60))
def test_markdown_never_lets_a_tag_of_the_author_through(source):
    made = markdown.to_html(source)
    bare = made
    for ours in ("p", "strong", "em", "ul", "ol", "li"):
        bare = bare.replace(f"<{ours}>", "").replace(f"</{ours}>", "")
    import re

    bare = re.sub(r'<a href="[^"<>]*">|</a>|<br>', "", bare)
    assert "<" not in bare and ">" not in bare


def test_a_token_has_24_characters_and_says_only_what_was_signed():
    token = KEY.make("click", 1_000_000_000_000, 255)
    assert len(token) == 24
    assert KEY.read("click", token) == (1_000_000_000_000, 255)
    assert KEY.read("open", token) is None
    assert TokenKey("other").read("click", token) is None
    with pytest.raises(OverflowError):
        KEY.make("click", 1, 256)


@given(st.integers(0, 2**40 - 1), st.integers(0, 255), st.integers(0, 23), st.sampled_from("Aa0-_"))
def test_a_token_with_one_character_changed_is_none(delivery, number, at, letter):
    token = KEY.make("unsubscribe", delivery, number)
    assert KEY.read("unsubscribe", token) == (delivery, number)
    changed = token[:at] + letter + token[at + 1 :]
    assert changed == token or KEY.read("unsubscribe", changed) is None


def test_tokens_of_mails_sent_before_are_still_read():
    from base64 import urlsafe_b64encode

    old = sha256(b"joren.outreach.mail.tokens:secret").digest()
    body = struct.pack(">QH", 77, 3)
    token = urlsafe_b64encode(body + digest(old, b"click:" + body, "sha256")[:15]).rstrip(b"=").decode()
    assert len(token) == 34 and KEY.read("click", token) == (77, 3)
    assert KEY.read("open", token) is None and KEY.read("click", token[:-1] + "A") is None


def test_every_block_has_an_id_of_its_own():
    made = with_ids(
        [
            {"type": "text", "id": "b1"},
            {"type": "text", "id": "b1"},
            {"type": "columns", "columns": [[{"type": "text"}]]},
        ]
    )
    ids = [block["id"] for block in walk(made)]
    assert ids[0] == "b1" and len(set(ids)) == 4


def test_the_same_words_have_the_same_fingerprint_whatever_their_ids():
    one, other = (
        [{"type": "text", "id": "b1", "text": "こんにちは "}],
        [{"type": "text", "id": "x", "text": "こんにちは", "align": ""}],
    )
    assert fingerprint("件名", one) == fingerprint("件名", other)
    assert fingerprint("件名", one) != fingerprint("別の件名", one)


def test_old_texts_become_one_block():
    assert one_block("本文") == [{"type": "text", "id": "b1", "text": "本文", "plain": True}]
    assert one_block("<p>x", "html") == [{"type": "html", "id": "b1", "html": "<p>x"}]
    assert one_block(" \n") == []


def test_links_of_all_blocks_are_found_once_each_in_order(db):
    words = mail(
        {"type": "button", "label": "予約", "url": "https://a.jp/{{ customer.member_number }}"},
        {"type": "text", "text": "[同じ](https://b.jp/) と https://b.jp/ と mailto:x@b.jp"},
        {"type": "columns", "columns": [[{"type": "image", "url": "https://c.jp/x.png", "link": "https://c.jp/"}], []]},
    )
    assert link_targets(words) == ["https://a.jp/{{ customer.member_number }}", "https://b.jp/", "https://c.jp/"]


@pytest.mark.parametrize(
    "url",
    [
        "https://{{ customer.given_name }}/x",
        "https://a.jp{{ customer.given_name }}",
        "javascript:x",
        "//a.jp",
        "a.jp",
        "https://u@a.jp",
    ],
)
def test_a_link_whose_host_is_not_fixed_is_refused(db, url):
    with pytest.raises(LinkRefused):
        check(mail({"type": "button", "label": "x", "url": url}))


def test_a_link_that_is_a_blocks_value_leads_to_a_web_address_or_nowhere():
    own = {"blocks": {"b1": {"url": "https://shop.example.jp/1?a=b"}}}
    assert link_for("{{ blocks.b1.url }}", own) == "https://shop.example.jp/1?a=b"
    assert link_for("{{ blocks.b1.url }}", {"blocks": {"b1": {"url": "javascript:x"}}}) is None
    assert link_for("{{ customer.given_name }}", {"customer": {"given_name": "https://evil.example"}}) is None
    assert (
        link_for("https://a.jp/{{ customer.x }}", {"customer": {"x": "../日 本"}})
        == "https://a.jp/../%E6%97%A5%20%E6%9C%AC"
    )


def test_nothing_but_lines_and_empty_blocks_is_nothing_written(db):
    for blocks in ([], [{"type": "divider"}], [{"type": "text", "text": " \n"}], [{"type": "image", "alt": "豆"}]):
        with pytest.raises(NothingWritten):
            check(mail(*blocks))
    with pytest.raises(UnknownBlock):
        check(mail({"type": "hologram"}))


def test_a_whole_page_keeps_its_looks_and_loses_its_scripts():
    page = (
        "<!DOCTYPE html><html><head><style>@import url(x); td{color:red}</style><script>x()</script></head>"
        '<body style="margin:0" onload="x()"><table width="600"><tr><td style="padding:4px" onclick="x()">'
        '<form><input></form><a href="javascript:x()">a</a>\ue0000\ue001</td></tr></table></body></html>'
    )
    assert pages.is_page(page) and not pages.is_page("<p>x</p>")
    made = pages.clean_page(page)
    assert "@import" not in made.css and "td{color:red}" in made.css
    assert made.body_attributes == ' style="margin:0"'
    assert 'width="600"' in made.body and 'style="padding:4px"' in made.body and "\ue0000\ue001" in made.body
    for bad in ("script", "onclick", "javascript", "<form", "<input", "onload"):
        assert bad not in made.body


def test_placeholders_of_other_programs_are_found_and_replaced():
    html = "{{name}} {{#each items}}{{ customer.family_name }}{{/each}} *|FNAME|* %%email%% {{{ raw }}} {{name}}"
    assert foreign.placeholders(html) == ["name", "FNAME", "email", "raw"]
    given = {"name": "customer.family_name", "FNAME": "会員", "email": ""}
    assert (
        foreign.filled(html, given)
        == "{{ customer.family_name }} {{ customer.family_name }} 会員   {{ customer.family_name }}"
    )


def test_blocks_as_plain_text():
    blocks = [
        {"type": "heading", "text": "秋"},
        {"type": "text", "text": "**豆**は[こちら](https://a.jp/)"},
        {"type": "image", "alt": "写真", "url": "https://a.jp/x.png", "link": "https://b.jp/"},
        {"type": "button", "label": "予約", "url": "https://c.jp/"},
        {"type": "text", "text": "ある人だけ", "when": "customer.given_name"},
        {"type": "divider"},
        {"type": "divider", "space": True},
        {"type": "text", "plain": True, "text": "見て https://d.jp/。"},
    ]
    assert plain.template_of(blocks, lambda address: f"<{address}>") == (
        "■ 秋\n\n豆はこちら (<https://a.jp/>)\n\n写真\n<https://b.jp/>\n\n予約\n<https://c.jp/>\n\n"
        "{% if customer.given_name %}ある人だけ\n\n{% endif %}────────────\n\n見て <https://d.jp/>。"
    )


def test_a_survey_asks_with_numbers_and_tells_who_answers():
    block = {
        "id": "b1",
        "type": "survey",
        "question": "いかがでしたか",
        "url": "https://a.jp/q?f=1#top",
        "style": "scale",
        "member_name": "m",
    }
    made = surveys.expand(block, "blocks.b1")
    assert made[0]["text"] == "いかがでしたか"
    targets = markup.addresses_of(made[1])
    assert (
        len(targets) == 11
        and targets[7] == "https://a.jp/q?f=1&m={{ customer.member_number | url_encode }}&score=7#top"
    )
    assert [block["type"] for block in surveys.expand(block | {"style": "button"}, "")] == ["heading", "button"]


@given(st.text(alphabet="ab \r\n<&'{}花"), st.text(alphabet="x\n{} <山"), st.booleans())
def test_plain_fields_are_filled_in_as_liquid_would(value, around, autoescape):
    template = compile_template(f"{around.replace('{', '')}{{{{ customer.name }}}}!", part="", autoescape=autoescape)
    values = {"customer": {"name": value}}
    assert render(template, values, part="") == template.render(**values)


def test_pictures_are_told_by_their_bytes():
    found = picture_of(png(12, 7))
    assert found and (found.content_type, found.width, found.height) == ("image/png", 12, 7)
    gif = picture_of(b"GIF89a" + struct.pack("<HH", 5, 6) + b"\x00" * 10)
    assert gif and (gif.width, gif.height) == (5, 6)
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 9, 8) + b"\x03" + b"\x00" * 20
    assert picture_of(jpeg) and (picture_of(jpeg).width, picture_of(jpeg).height) == (8, 9)
    for wrong in (b"", b"<svg onload=x>", png(1, 1)[:20], png(7_000, 1), b"\xff\xd8\xff" + b"\x00" * 30):
        assert picture_of(wrong) is None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_ready_made_message_can_be_sent_once_its_gaps_are_filled(db, language):
    with translation.override(language):
        found = ready()
    assert [one.key for one in found] == [
        "thanks",
        "birthday",
        "anniversary",
        "dormant",
        "second",
        "one_step",
        "renewal",
        "review",
        "price",
        "new_item",
    ]
    for one in found:
        assert {words.channel for words in one.wordings} == {"mail", "line"}, one.key
        for words in one.wordings:
            check(words, needs_subject=words.channel == "mail")
            assert expanded(words.blocks)
        assert "{{" not in one.subject
        assert one.name.isascii() == (language == "en")


def test_whoever_works_in_another_language_begins_from_the_japanese_ones():
    with translation.override("fr"):
        assert ready()[0].name == "ご来店のお礼"
