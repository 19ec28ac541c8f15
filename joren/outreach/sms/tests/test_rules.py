"""Lengths, signatures, words for stopping, and what answers mean."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.outreach.sms.rules.answers import meaning_of, number_at
from joren.outreach.sms.rules.lengths import measure
from joren.outreach.sms.rules.signature import is_signed, is_twilios, twilio_signature
from joren.outreach.sms.rules.words import means_stop
from tests.shared_data import shared_data
from tests.worked_numbers import names, worked_cells


@pytest.mark.parametrize(
    ("text", "units", "parts", "left"),
    [
        ("", 0, 1, 160),
        ("a" * 160, 160, 1, 0),
        ("a" * 161, 161, 2, 145),
        ("a" * 306, 306, 2, 0),
        ("[" * 80, 160, 1, 0),
        ("あ", 1, 1, 69),
        ("あ" * 70, 70, 1, 0),
        ("あ" * 71, 71, 2, 63),
        ("あ" * 134, 134, 2, 0),
        ("あ" * 135, 135, 3, 66),
        ("あ" * 670, 670, 10, 0),
        ("あ" + "🍵" * 34 + "い", 70, 1, 0),
        ("𠮷野家", 4, 1, 66),
    ],
)
def test_lengths_are_those_of_the_networks(text, units, parts, left):
    found = measure(text)
    assert (found.units, found.parts, found.left) == (units, parts, left)
    assert found.fits


@pytest.mark.parametrize(("text", "units", "parts", "left"), worked_cells("sms", "lengths"))
def test_lengths_are_those_of_the_document(text, units, parts, left):
    sign, times = text.split(" × ")
    found = measure(sign * int(times))
    assert (found.units, found.parts, found.left) == (int(units), int(parts), int(left))


def test_every_worked_number_of_the_document_is_tested():
    assert names("sms") == {"lengths", "answers"}


def test_more_than_ten_parts_do_not_fit():
    assert not measure("あ" * 671).fits


@given(st.text(max_size=800), st.text(max_size=5))
def test_more_text_never_costs_less_within_one_alphabet(text, more):
    short, long = measure(text), measure(text + more)
    assert long.parts >= short.parts
    assert short.left >= 0


def test_twilio_s_own_vectors():
    vectors = json.loads(shared_data("webhooks/twilio/signature_vectors.json").read_text())
    fields = list(vectors["params"].items())
    assert twilio_signature(vectors["auth_token"], vectors["url"], fields) == vectors["signature"]
    twice = [tuple(pair) for pair in vectors["duplicate_params"]]
    assert twilio_signature(vectors["auth_token"], vectors["url"], twice) == vectors["duplicate_signature"]
    changed = [(name, value[:-1] + "9") if name == "Digits" else (name, value) for name, value in fields]
    assert not is_twilios(vectors["auth_token"], vectors["url"], changed, vectors["signature"])
    assert not is_twilios("", vectors["url"], fields, twilio_signature("", vectors["url"], fields))


def test_a_signed_body_with_one_byte_changed_is_refused():
    given_signature = "b6d0ec7e8a6f4f2c3c0d"
    assert not is_signed("secret", b"{}", given_signature)
    assert not is_signed("", b"{}", given_signature)


@pytest.mark.parametrize("text", ["STOP", " stop. ", "ＳＴＯＰ", "停止", "「配信停止」", "解除。"])
def test_words_that_stop(text):
    assert means_stop(text)


@pytest.mark.parametrize("text", ["停止しないで", "STOPすると？", "", "はい", "停留所"])
def test_words_that_do_not(text):
    assert not means_stop(text)


@pytest.mark.parametrize(("status", "code", "once", "kind", "halts"), worked_cells("sms", "answers"))
def test_what_an_answer_means(status, code, once, kind, halts):
    meant = meaning_of(int(status), int(code) if code else None, is_idempotent=once == "yes")
    assert meant == (kind, halts)


@pytest.mark.parametrize("code", [21617, 30004])
def test_a_text_that_is_refused_says_nothing_about_the_number(code):
    assert meaning_of(400, code, is_idempotent=False) == ("failed", "")


def test_a_provider_that_knows_our_ids_may_be_asked_again():
    assert meaning_of(0, None, is_idempotent=True) == ("retry", "for_now")


@pytest.mark.parametrize(
    ("path", "found"), [("a.b.0.id", "7"), ("a.b.1.id", ""), ("a", ""), ("", ""), ("a.c", "x"), ("flag", "")]
)
def test_the_number_of_a_message_is_found_in_the_answer(path, found):
    assert number_at({"a": {"b": [{"id": 7}], "c": "x"}, "flag": True}, path) == found
