"""What a message is, read back by the standard library as a mail program would."""

import re
import time
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.business.models import Business
from joren.outreach.content.errors import (
    LinkRefused,
    NothingWritten,
    SubjectBroken,
    TemplateProblem,
    TooLong,
    UnknownMergeField,
)
from joren.outreach.content.rules import markup
from joren.outreach.mail.composing import Composer, Envelope
from joren.outreach.mail.drafts import Draft, check, fields_without_default, link_targets
from joren.outreach.mail.rules import mime

pytestmark = pytest.mark.django_db

BUSINESS = Business(
    name="常", sender_name="株式会社 常", sender_address="東京都渋谷区神宮前1-2-3", sender_contact="info@example.jp"
)
TEXT = "{{ customer.family_name }}{{ customer.honorific }}\n\n新しい豆が入りました。\nhttps://example.jp/beans?a=1&b=2\n\nまたのお越しを。"
TARO = {"customer": {"family_name": "山田", "honorific": "様"}}


def composed(draft, content=TARO, **envelope):
    composer = Composer(
        draft,
        Envelope(
            business=BUSINESS,
            from_address="news@example.jp",
            base_url="https://crm.example.jp",
            **{"from_name": "カフェ 常", "origin": "campaign:7"} | envelope,
        ),
        list(enumerate(link_targets(draft), 1)),
    )
    return composer.compose(delivery_id=42, recipient="taro@example.jp", content=content)


def parsed(draft, content=TARO, **envelope):
    return message_from_bytes(composed(draft, content, **envelope).raw, policy=policy.default)


def said(message, kind):
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_a_japanese_mail_reads_back_as_it_was_written():
    message = parsed(
        Draft(
            subject="【カフェ常】{{ customer.family_name }}様へ 秋の新豆と限定スイーツのお知らせ、ぜひお越しください",
            body=TEXT,
        )
    )
    assert message["Subject"] == "【カフェ常】山田様へ 秋の新豆と限定スイーツのお知らせ、ぜひお越しください"
    assert message["From"].addresses[0].display_name == "カフェ 常"
    assert message["From"].addresses[0].addr_spec == "news@example.jp"
    assert message["To"] == "taro@example.jp"
    assert message.get_content_type() == "multipart/alternative"
    plain, html = said(message, "plain"), said(message, "html")
    assert plain.startswith("山田様\n\n新しい豆が入りました。\nhttps://example.jp/beans?a=1&b=2\n")
    assert "<p" in html and "山田様" in html and "{{" not in html + plain
    assert not message.defects and not [d for part in message.walk() for d in part.defects]
    assert message["Date"].datetime.tzinfo is not None
    assert re.fullmatch(r"<[\w-]{24}@example\.jp>", message["Message-ID"])


def test_every_line_is_short_and_every_header_is_ascii():
    raw = composed(Draft(subject="件名" * 60, body=TEXT + "あ" * 5000)).raw
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(len(line) for line in body.split(b"\r\n")) <= 76
    assert max(len(line) for line in head.split(b"\r\n")) <= 100  # an address cannot be folded
    assert raw.replace(b"\r\n", b"").count(b"\n") == raw.replace(b"\r\n", b"").count(b"\r") == 0
    assert raw.isascii()


def test_the_sender_and_the_way_out_stand_in_both_parts():
    message = parsed(Draft(subject="x", body=TEXT))
    for kind in ("plain", "html"):
        words = said(message, kind)
        for needed in ("株式会社 常", "東京都渋谷区神宮前1-2-3", "info@example.jp", "https://crm.example.jp/m/u/"):
            assert needed in words
    assert re.fullmatch(r"<https://crm\.example\.jp/m/u/[\w-]{24}>", message["List-Unsubscribe"].replace(" ", ""))
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Feedback-ID"] == "campaign-7:mail:joren:example.jp"


def test_links_are_counted_links_in_the_html_and_plain_in_the_text():
    message = parsed(Draft(subject="x", body=TEXT))
    html = said(message, "html")
    assert html.count("https://crm.example.jp/m/c/") == 1
    assert 'href="https://example.jp' not in html
    assert "https://crm.example.jp/m/o/" in html
    assert "/m/c/" not in said(message, "plain")


def test_a_test_mail_is_marked_and_counts_nothing():
    message = parsed(Draft(subject="お知らせ", body=TEXT), tracked=False, is_test=True)
    assert message["Subject"] == "【テスト】お知らせ"
    html = said(message, "html")
    assert "/m/c/" not in html and "/m/o/" not in html and 'href="https://example.jp/beans?a=1&amp;b=2"' in html


@given(st.text(max_size=80))
def test_no_name_can_add_a_header_or_a_recipient(name):
    content = {"customer": {"family_name": name + "\r\nBcc: evil@example.com", "honorific": "\x00\n.\n"}}
    draft = Draft(subject="{{ customer.family_name }}{{ customer.honorific }}様", body=TEXT)
    message = parsed(draft, content, from_name=name + "\nX-Evil: 1")
    assert message["Bcc"] is None and message["X-Evil"] is None and message["To"] == "taro@example.jp"
    assert len(message["Subject"].splitlines()) <= 1


@pytest.mark.parametrize(
    "recipient",
    [
        "a@example.jp\r\nBcc: b@example.jp",
        "a@example.jp, b@example.jp",
        "a@example.jp>\nRCPT TO:<b@example.jp",
        "",
        "なし",
    ],
)
def test_a_recipient_that_is_not_one_plain_address_is_refused(recipient):
    composer = Composer(
        Draft(subject="x", body="y"),
        Envelope(business=BUSINESS, from_address="news@example.jp", base_url="https://crm.example.jp"),
    )
    with pytest.raises(ValueError, match="not an address"):
        composer.compose(delivery_id=1, recipient=recipient, content={})


def test_what_a_customer_is_called_is_text_not_html():
    message = parsed(
        Draft(subject="x", body=TEXT), {"customer": {"family_name": "<script>alert(1)</script>&", "honorific": "様"}}
    )
    html = said(message, "html")
    assert "<script" not in html and "&lt;script&gt;" in html
    assert "<script>alert(1)</script>&様" in said(message, "plain")


def test_staff_html_is_cleaned_and_keeps_its_merge_fields():
    body = (
        '<h1>こんにちは</h1><p onclick="x()">{% if customer.member_number != blank %}<b>{{ customer.member_number }}</b>{% endif %}</p>'  # noqa: E501
        '<script>steal()</script><a class="button" href="https://example.jp/{{ customer.member_number | default: "new" }}">予約</a>'  # noqa: E501
        '<img src="https://example.jp/a.png" alt="豆" onerror="x()">'
    )
    draft = Draft(subject="x", body=body, format="html")
    assert check(draft) == {"customer.member_number"}
    assert link_targets(draft) == ['https://example.jp/{{ customer.member_number | default: "new" }}']
    message = parsed(draft, {"customer": {"member_number": None}})
    html, plain = said(message, "html"), said(message, "plain")
    assert (
        "<script" not in html
        and "onclick" not in html
        and "onerror" not in html
        and "<b>" not in html
        and "javascript" not in html
    )
    assert "予約 (https://example.jp/new)" in plain and "こんにちは" in plain


def test_an_empty_field_has_its_fallback_and_a_default_of_ones_own_wins():
    draft = Draft(
        subject="{{ customer.family_name }}様",
        body='{{ customer.family_name | default: "お客" }}様\n{{ customer.given_name }}!',
    )
    message = parsed(draft, {"customer": {"family_name": None, "given_name": None}})
    assert message["Subject"] == "お客様"
    assert said(message, "plain").startswith("お客様\n!")
    assert fields_without_default(draft) == {"customer.family_name", "customer.given_name"}


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (Draft(subject="", body="x"), NothingWritten),
        (Draft(subject="a\nBcc: b@example.jp", body="x"), SubjectBroken),
        (Draft(subject="x" * 201, body="x"), TooLong),
        (Draft(subject="x", body="{{ customer.famly_name }}"), UnknownMergeField),
        (Draft(subject="x", body="{{ settings.SECRET_KEY }}"), UnknownMergeField),
        (Draft(subject="x", body="{{ customer.__class__ }}"), UnknownMergeField),
        (Draft(subject="x", body="{% if %}"), TemplateProblem),
        (Draft(subject="x", body="{% include 'etc/passwd' %}"), TemplateProblem),
        (Draft(subject="x", body="{% render 'x' %}"), TemplateProblem),
        (Draft(subject="x", body="{{ customer.family_name | nonsense }}"), TemplateProblem),
        (Draft(subject="x", body="{% for i in (1..1000000000) %}a{% endfor %}"), TemplateProblem),
        (Draft(subject="x", body="{% for i in (1..999) %}{% for j in (1..999) %}a{% endfor %}{% endfor %}"), TemplateProblem),  # noqa: E501
        (Draft(subject="x", body="{% assign x = 'aaaaaaaaaa' %}{% for i in (1..900) %}{% assign x = x | append: x %}{% endfor %}"), TemplateProblem),  # noqa: E501
        (Draft(subject="x", body="{% assign n = 9 %}{% for i in (1..900) %}{% assign n = n | times: n %}{% endfor %}{{ n }}"), TemplateProblem),  # noqa: E501
        (Draft(subject="x", body="{{ 'a' | replace: 'a', 'aaaaaaaa' }}"), TemplateProblem),
        (Draft(subject="x", body="{% if true %}" * 100 + "{% endif %}" * 100), TemplateProblem),
        (Draft(subject="x", body="<a href='{{ customer.member_number }}'>x</a>", format="html"), LinkRefused),
        (Draft(subject="x", body="<a href='https://{{ customer.member_number }}.example.jp/'>x</a>", format="html"), LinkRefused),  # noqa: E501
        (Draft(subject="x", body="<a href='javascript:alert(1)'>x</a>", format="html"), LinkRefused),
        (Draft(subject="x", body="<a href='//example.jp/'>x</a>", format="html"), LinkRefused),
        (Draft(subject="x", body="<a href='https://user@example.jp/'>x</a>", format="html"), LinkRefused),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_refused_with_a_sentence_and_quickly(draft, refusal):
    began = time.process_time()
    with pytest.raises(refusal) as refused:
        check(draft)
    assert str(refused.value)
    assert time.process_time() - began < 5


def test_an_unknown_merge_field_is_refused_with_the_likely_one():
    with pytest.raises(UnknownMergeField) as refused:
        check(Draft(subject="x", body="{{ customer.famly_name }}"))
    assert "customer.family_name" in refused.value.remedy_sentence


@pytest.mark.parametrize(
    "text", ["plain ascii only", "半分 half and half", "全部日本語です。" * 200, ".\n..\n.dot", "a" * 3000, "=\n= =20"]
)
def test_both_codings_give_the_text_back(text):
    for base64 in (True, False):
        raw = mime.part_header("plain", base64=base64) + mime.encode_part(text, base64=base64)
        read = message_from_bytes(raw, policy=policy.default).get_content()
        assert read.replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
        assert max(map(len, raw.split(b"\r\n"))) <= 76


def test_dots_at_the_start_of_a_line_are_doubled():
    assert mime.dot_stuffed(b".a\r\n..\r\nb") == b"..a\r\n...\r\nb\r\n.\r\n"


@given(st.text())
def test_a_subject_reads_back_as_one_line(text):
    header = mime.subject_header(text)
    assert header.isascii() and all(len(line) <= 78 for line in ("Subject: " + header).split("\r\n"))
    raw = f"Subject: {header}\r\n\r\n".encode()
    assert (
        message_from_bytes(raw, policy=policy.default)["Subject"].split() == mime.one_line(text).split()
        or not text.isascii()
    )


def test_addresses_in_text_become_links_without_their_full_stop():
    html = markup.html_from_text("見て (https://example.jp/a?b=1&c=2).\n次 http://example.jp/。\n<b>")
    assert 'href="https://example.jp/a?b=1&amp;c=2"' in html and 'href="http://example.jp/"' in html
    assert "&lt;b&gt;" in html
