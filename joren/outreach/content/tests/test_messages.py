"""Messages, their frozen words, and what each person needs of them."""

import pytest

from joren.outreach.content import actions, images, queries
from joren.outreach.content.errors import ChangedMeanwhile, ImageRefused, NameMissing, NothingWritten, UnknownMergeField
from joren.outreach.content.models import Content, Image, Link, Message, Wording
from joren.outreach.content.words import Words, fields_without_default, words_of
from tests import cast

from .test_words import png

pytestmark = pytest.mark.django_db
TEXT = {"type": "text", "text": "{{ customer.family_name }}様 https://a.jp/?m={{ customer.member_number }}"}


def said(channel="mail", text=TEXT, subject="件名"):
    return Words(channel=channel, subject=subject if channel == "mail" else "", blocks=[text])


def message(*wordings):
    return actions.create(name="お礼", by=None, wordings=wordings or [said(), said("line")])


def test_freezing_keeps_each_channel_and_variant_and_numbers_the_links():
    made = message()
    kept = actions.freeze(message=made, origin="campaign:1", base_url="https://crm.example.jp/", variant="a")
    assert [(one.channel, one.variant, one.base_url) for one in kept] == [
        ("line", "a", "https://crm.example.jp"),
        ("mail", "a", "https://crm.example.jp"),
    ]
    link = queries.link_of("campaign:1", "mail", "a", 1)
    assert link and link.target == "https://a.jp/?m={{ customer.member_number }}"
    assert queries.link_of("campaign:1", "mail", "b", 1) is None
    assert queries.fingerprints_of("campaign:1") == queries.message_fingerprints(made)


def test_frozen_words_do_not_change_with_their_message():
    made = message(said())
    before = actions.freeze(message=made, origin="campaign:1", base_url="https://c.jp")[0]
    actions.change(made, said(subject="別の件名"), by=None)
    again = actions.freeze(message=made, origin="campaign:1", base_url="https://c.jp")[0]
    assert again.pk == before.pk and again.subject == "件名" and Link.objects.count() == 1
    actions.discard(origin="campaign:1")
    assert not Content.objects.exists() and not Link.objects.exists()


def test_freezing_what_cannot_be_sent_keeps_nothing():
    made = message(said("line"), said(text={"type": "text", "text": "{{ customer.familyname }}"}))
    with pytest.raises(UnknownMergeField, match=r"customer\.familyname"):
        actions.freeze(message=made, origin="campaign:1", base_url="https://c.jp")
    with pytest.raises(NothingWritten):
        actions.freeze(message=message(said(subject=" ")), origin="campaign:2", base_url="https://c.jp")
    assert not Content.objects.exists()


def test_only_wanted_channels_are_frozen():
    kept = actions.freeze(message=message(), origin="campaign:1", base_url="https://c.jp", channels=["mail"])
    assert [one.channel for one in kept] == ["mail"]


def test_whoever_was_overtaken_is_told_and_nothing_is_overwritten():
    made = message(said())
    actions.change(made, said(subject="先"), by=None, revision=1)
    with pytest.raises(ChangedMeanwhile):
        actions.change(made, said(subject="後"), by=None, revision=1)
    assert queries.wording_of(made, "mail").subject == "先"
    with pytest.raises(NameMissing):
        actions.rename(made, name=" ", by=None)
    assert Message.objects.get().name == "お礼"


def test_a_copy_says_the_same_and_goes_its_own_way():
    made = message()
    copied = actions.copy(made, by=None, name="写し")
    assert {words_of(one).fingerprint for one in copied.wordings.all()} == queries.message_fingerprints(made)
    actions.change(copied, said(subject="別"), by=None)
    assert queries.wording_of(made, "mail").subject == "件名"
    actions.delete(copied, by=None)
    assert Wording.objects.filter(message=made).count() == 2


def test_values_are_those_of_the_used_fields_for_many_at_once(django_assert_max_num_queries):
    people = [cast.hanako().pk, cast.ichiro().pk]
    with django_assert_max_num_queries(4):
        values = queries.values_of(people, said())
    assert values[people[0]]["customer"]["family_name"] == cast.hanako().family_name
    assert set(values[people[0]]["customer"]) == {"family_name", "member_number"}
    assert fields_without_default(said()) == {"customer.family_name", "customer.member_number"}


def test_the_same_picture_is_stored_once_and_others_are_refused():
    first = images.keep(data=png(), name="C:\\fotos\\a.png", by=None)
    again = images.keep(data=png(), name="b.png", by=None)
    assert first.pk == again.pk and first.name == "a.png" and (first.width, first.height) == (2, 3)
    for wrong in (b"<svg/>", png() + b"\x00" * (2 * 1024 * 1024)):
        with pytest.raises(ImageRefused):
            images.keep(data=wrong, name="x.png", by=None)
    assert Image.objects.count() == 1
