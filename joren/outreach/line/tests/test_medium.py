"""Blocks as LINE messages: every shape is one LINE takes, and what it would refuse is said beforehand."""

import pytest

from joren.outreach.content.media import Setting
from joren.outreach.content.words import Words
from joren.outreach.line.errors import TextTooLong, TooManyBubbles
from joren.outreach.line.medium import compile_line
from joren.outreach.line.remarks import remarks
from joren.outreach.line.rules import lengths

from .openapi import faults
from .people import account, business

pytestmark = pytest.mark.django_db

VALUES = {"customer": {"family_name": "山田", "honorific": "様"}}
TEXT = {"id": "t", "type": "text", "text": "{{ customer.family_name }}さん **おすすめ** です"}
HEADING = {"id": "h", "type": "heading", "text": "新豆"}
BUTTON = {"id": "k", "type": "button", "label": "見る", "url": "https://example.jp/a"}
IMAGE = {"id": "i", "type": "image", "url": "https://example.jp/a.png", "alt": "豆"}
CUT = {"id": "d", "type": "divider"}


def compiled(*blocks, links=None, **more):
    setting = Setting(business=business(), base_url="https://crm.example.jp", links=links or {}, **more)
    return compile_line(Words(channel="line", blocks=list(blocks)), setting)


def messages(*blocks, **more):
    made = compiled(*blocks, **more).fill(1, "U1", VALUES)
    assert faults("PushMessageRequest", {"to": "U1", "messages": made}) == []
    return made


@pytest.mark.parametrize(
    ("blocks", "kinds"),
    [
        ([TEXT], ["text"]),
        ([HEADING, TEXT], ["text"]),
        ([IMAGE], ["image"]),
        ([IMAGE | {"link": "https://example.jp/a"}], ["flex"]),
        ([IMAGE, HEADING, TEXT, BUTTON], ["flex"]),
        ([TEXT, CUT, IMAGE, CUT, HEADING, BUTTON, BUTTON | {"label": "やめる"}], ["text", "image", "flex"]),
        ([{"id": "c", "type": "columns", "columns": [[IMAGE, HEADING, BUTTON], [IMAGE, TEXT]]}], ["flex"]),
        ([{"id": "l", "type": "line_coupon", "coupon_id": "01JYNW8JMQVFBNWF1APF8Z3FS7"}], ["coupon"]),
        ([{"id": "x", "type": "html", "html": "<p>やあ</p>"}], ["text"]),
        ([TEXT, {"id": "s", "type": "divider", "space": True}, TEXT], ["text"]),
    ],
)
def test_each_shape_is_what_the_published_schema_allows(blocks, kinds):
    assert [message["type"] for message in messages(*blocks)] == kinds


def test_words_are_plain_on_line_and_links_are_counted_for_each_person():
    made = messages(
        {"id": "t", "type": "text", "text": "**[ここ](https://example.jp/a)** へ"}, links={"https://example.jp/a": 1}
    )
    assert "**" not in made[0]["text"] and "https://crm.example.jp/m/c/" in made[0]["text"]
    other = compiled(BUTTON, links={"https://example.jp/a": 1})
    one, two = (
        other.fill(number, "U", VALUES)[0]["contents"]["footer"]["contents"][0]["action"]["uri"] for number in (1, 2)
    )
    assert one != two and one.startswith("https://crm.example.jp/m/c/")


def test_what_depends_on_a_value_that_is_missing_is_left_out():
    made = messages(TEXT, CUT, BUTTON | {"when": "blocks.b3.code"})
    assert [message["type"] for message in made] == ["text"]


def test_too_many_bubbles_and_too_long_texts_are_refused_for_the_person_and_remarked_before():
    many = [block for number in range(6) for block in (TEXT | {"id": f"t{number}"}, CUT)]
    with pytest.raises(TooManyBubbles):
        compiled(*many).fill(1, "U1", VALUES)
    assert [one.level for one in remarks(Words(channel="line", blocks=many))] == ["stop"]
    long = {"id": "t", "type": "text", "text": "🍣" * 2501, "plain": True}
    with pytest.raises(TextTooLong):
        compiled(long).fill(1, "U1", VALUES)
    assert "stop" in [one.level for one in remarks(Words(channel="line", blocks=[long]))]


def test_remarks_name_the_block_that_needs_a_look():
    words = Words(
        channel="line",
        blocks=[
            {"id": "a", "type": "image", "url": "http://example.jp/a.png"},
            {
                "id": "b",
                "type": "button",
                "label": "とてもとてもとてもとても長い言葉のボタンです。",
                "url": "https://example.jp",
            },
            {"id": "c", "type": "text", "text": "https://example.jp/x"},
        ],
    )
    assert sorted((one.block, one.level) for one in remarks(words)) == [
        ("a", "stop"),
        ("a", "warn"),
        ("b", "warn"),
        ("c", "warn"),
    ]


def test_the_preview_shows_bubbles_and_what_one_costs():
    account(free_messages=0, yen_per_extra=3)
    preview = compiled(TEXT, CUT, IMAGE, HEADING, TEXT, BUTTON).preview(VALUES)
    assert preview.kind == "bubbles"
    assert preview.bubbles[0] == {"text": "山田さん おすすめ です"}
    assert preview.bubbles[1]["title"] == "新豆" and preview.bubbles[1]["buttons"][0]["label"] == "見る"
    assert "3" in str(preview.facts[0][1])


@pytest.mark.parametrize(
    ("text", "most", "cut"), [("あいう", 3, "あいう"), ("あいうえ", 3, "あい…"), ("🍣🍣", 3, "🍣…"), ("", 5, "")]
)
def test_lengths_are_counted_in_utf16(text, most, cut):
    assert lengths.cut(text, most) == cut
    assert lengths.units(cut) <= most


def test_a_message_to_a_person_says_the_personal_link_of_its_block():
    from joren.outreach.line.blocks import expand_link, link_values

    block = {"id": "b9", "type": "line_link", "label": "LINEとつなぐ"}
    values = link_values(block, [1, 2], "")
    assert values[1]["url"] != values[2]["url"] and "/l/c/" in values[1]["url"]
    assert expand_link(block, "blocks.b9")[0]["url"] == "{{ blocks.b9.url }}"
