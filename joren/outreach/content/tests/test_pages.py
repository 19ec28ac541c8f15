"""The gallery, the editor, the previews and pictures as people meet them; everything without JavaScript."""

import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from joren.outreach.content import actions, queries
from joren.outreach.content.blocks import block_types
from joren.outreach.content.models import Image, Message
from joren.outreach.content.words import Words
from joren.record.customers.queries import customers_visible_to
from tests import cast

from .test_words import png

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, marketer):
    client.force_login(marketer)
    return client


@pytest.fixture
def written():
    blocks = [
        {"type": "heading", "id": "b1", "text": "秋"},
        {"type": "text", "id": "b2", "text": "{{ customer.family_name }}様"},
    ]
    return actions.create(name="秋", by=None, wordings=[Words(channel="mail", subject="秋の豆", blocks=blocks)])


def fields_of(response):
    """The editor's form as a browser would send it: (name, value) pairs in the order of the page."""
    page = response.content.decode()
    form = page[page.index('id="content-editor"') : page.index("</form>", page.index('id="content-editor"'))]
    found = []
    pattern = r"<input([^>]*)>|<textarea([^>]*)>(.*?)</textarea>|<select([^>]*)>(.*?)</select>"
    for one in re.finditer(pattern, form, re.DOTALL):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', one[1] or one[2] or one[4] or ""))
        name = attributes.get("name")
        if not name or attributes.get("type") == "file":
            continue
        if attributes.get("type") == "checkbox":
            if " checked" in one[1]:
                found.append((name, "on"))
        elif one[5] is not None:
            chosen = re.search(r'<option value="([^"]*)" selected', one[5]) or re.search(
                r'<option value="([^"]*)"', one[5]
            )
            found.append((name, html.unescape(chosen[1]) if chosen else ""))
        else:
            value = one[3].removeprefix("\n") if one[2] else attributes.get("value", "")
            found.append((name, html.unescape(value)))
    return found


def post(client, address, fields, do="save", **changed):
    data: dict[str, list[object]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    data |= {name.replace("__", "-"): [value] for name, value in changed.items()} | {"do": [do]}
    return client.post(address, data)


def test_a_message_is_begun_from_the_gallery_and_opened_in_the_editor(staff):
    assert "ご来店のお礼" in staff.get("/messages/").content.decode()
    answer = staff.post("/messages/new/", {"ready": "birthday"}, follow=True)
    made = Message.objects.get()
    assert (made.name, made.template_key) == ("お誕生日のお祝い", "birthday")
    assert answer.redirect_chain[-1][0] == f"/messages/{made.pk}/mail/"
    assert "お誕生日おめでとうございます" in answer.content.decode()


def test_looking_at_the_editor_and_keeping_it_changes_no_words(staff, written):
    address = f"/messages/{written.pk}/mail/"
    before = queries.wording_of(written, "mail").blocks
    answer = post(staff, address, fields_of(staff.get(address)))
    assert answer.status_code == 302
    kept = queries.wording_of(written, "mail")
    assert [(block["id"], block["text"]) for block in kept.blocks] == [(b["id"], b["text"]) for b in before]
    assert kept.revision == 2


def test_blocks_are_added_moved_copied_and_removed_and_it_can_be_undone(staff, written):
    address = f"/messages/{written.pk}/mail/"

    def order(answer):
        return [value for name, value in fields_of(answer) if name == "at"]

    page = staff.get(address)
    assert order(page) == ["b1:heading", "b2:text"]
    page = post(staff, address, fields_of(page), "down:b1")
    assert order(page) == ["b2:text", "b1:heading"]
    page = post(staff, address, fields_of(page), "add:columns:b2")
    assert order(page) == ["b2:text", "b3:columns", "[", "[", "]", "b1:heading"]
    page = post(staff, address, fields_of(page), "add:button:b3/1")
    assert order(page) == ["b2:text", "b3:columns", "[", "[", "b4:button", "]", "b1:heading"]
    page = post(staff, address, fields_of(page), "copy:b2")
    assert order(page)[:2] == ["b2:text", "b5:text"]
    page = post(staff, address, fields_of(page), "remove:b5")
    page = post(staff, address, fields_of(page), "undo")
    assert order(page)[:2] == ["b2:text", "b5:text"]
    page = post(staff, address, fields_of(page), "undo")
    page = post(staff, address, fields_of(page), "redo")
    assert order(page)[:2] == ["b2:text", "b5:text"]
    page = post(staff, address, fields_of(page), "wider:b3")
    assert order(page).count("[") == 3
    assert queries.wording_of(written, "mail").revision == 1  # nothing was kept yet
    post(staff, address, fields_of(page), "save", b4__label="予約", b4__url="https://a.jp/")
    kept = queries.wording_of(written, "mail").blocks
    assert kept[2]["columns"][1] == [
        {"type": "button", "id": "b4", "label": "予約", "url": "https://a.jp/", "align": "center"}
    ]


def test_typing_can_be_undone_too(staff, written):
    address = f"/messages/{written.pk}/mail/"
    page = post(staff, address, fields_of(staff.get(address)), "look", b1__text="冬")
    assert dict(fields_of(page))["b1-text"] == "冬"
    assert dict(fields_of(post(staff, address, fields_of(page), "undo")))["b1-text"] == "秋"


def test_history_nobody_wrote_is_ignored(staff, written):
    address = f"/messages/{written.pk}/mail/"
    bad = json.dumps([{"subject": "x", "preheader": "", "blocks": [{"type": "hologram"}]}, 3, {"blocks": "x"}])
    for past in (bad, "{", "[" * 5000):
        page = post(staff, address, fields_of(staff.get(address)), "undo", past=past)
        assert page.status_code == 200 and dict(fields_of(page))["b1-text"] == "秋"


def test_whoever_was_overtaken_is_told_and_keeps_what_was_typed(staff, written):
    address = f"/messages/{written.pk}/mail/"
    mine = fields_of(staff.get(address))
    post(staff, address, mine, b1__text="先の人")
    answer = post(staff, address, mine, b1__text="後の人")
    assert answer.status_code == 422 and "後の人" in answer.content.decode()
    assert queries.wording_of(written, "mail").blocks[0]["text"] == "先の人"


def test_a_picture_is_uploaded_into_its_block_and_shown_to_everybody(staff, client, written):
    address = f"/messages/{written.pk}/mail/"
    page = post(staff, address, fields_of(staff.get(address)), "add:image")
    fields = dict(fields_of(page))
    data = [*fields_of(page), ("b3-file", SimpleUploadedFile("豆.png", png(), "image/png")), ("b3-alt", "豆の写真")]
    page = post(staff, address, [one for one in data if one != ("b3-alt", "")], "look")
    token = Image.objects.get().token
    assert dict(fields_of(page))["b3-image"] == token and "b3-image" in fields
    staff.logout()
    shown = client.get(f"/m/i/{token}")
    assert shown.status_code == 200 and shown.content == png() and shown["Content-Type"] == "image/png"
    assert client.get("/m/i/none").status_code == 404


def test_what_is_no_picture_is_refused_with_a_sentence_and_nothing_is_stored(staff, written):
    address = f"/messages/{written.pk}/mail/"
    page = post(staff, address, fields_of(staff.get(address)), "add:image")
    file = SimpleUploadedFile("x.png", b"<svg onload=alert(1)>", "image/png")
    answer = post(staff, address, [*fields_of(page), ("b3-file", file)], "look")
    assert answer.status_code == 422 and "x.png" in answer.content.decode()
    assert not Image.objects.exists()


def test_a_frame_shows_the_message_as_a_person_and_runs_nothing(staff, written):
    hanako = cast.hanako()
    frame = staff.get(f"/messages/{written.pk}/mail/frame/?person={hanako.pk}&light=dark")
    said = frame.content.decode()
    assert f"{hanako.family_name}様" in said and "@media all" in said
    policy = frame["Content-Security-Policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy and "script-src 'none'" in policy
    page = staff.get(f"/messages/{written.pk}/mail/preview/").content.decode()
    assert f"person={hanako.pk}" in page


def test_people_one_may_not_see_are_shown_to_nobody_else(client, station_staff, written):
    client.force_login(station_staff)
    people = cast.everybody()
    own = set(customers_visible_to(station_staff).values_list("pk", flat=True))
    stranger = next(one for one in people if one.pk not in own)
    assert client.get(f"/messages/{written.pk}/mail/preview/").status_code == 403
    from joren.outreach.content import framing

    assert framing.seen(stranger.pk, station_staff) is None


def test_what_is_typed_is_shown_live_without_being_kept(staff, written):
    address = f"/messages/{written.pk}/mail/"
    fields = [(name, "まだ保存しない" if name == "b1-text" else value) for name, value in fields_of(staff.get(address))]
    live = post(staff, f"{address}live/", fields)
    assert "まだ保存しない" in live.content.decode()
    assert queries.wording_of(written, "mail").blocks[0]["text"] == "秋"
    broken = post(staff, f"{address}live/", fields, b2__text="{{ customer.nobody }} {% if %}")
    assert broken.status_code == 200 and "Traceback" not in broken.content.decode()


def test_the_way_back_leads_only_inside(staff, written):
    address = f"/messages/{written.pk}/mail/"
    fields = fields_of(staff.get(address))
    assert post(staff, address, fields, back="https://evil.example/")["Location"] == address
    fields = fields_of(staff.get(address))
    assert post(staff, address, fields, back="/campaigns/1/")["Location"] == "/campaigns/1/"


def test_readers_see_but_do_not_write(client, reader, written):
    client.force_login(reader)
    assert client.get("/messages/").status_code == 200
    assert client.get(f"/messages/{written.pk}/mail/").status_code == 403
    assert client.post("/messages/new/", {"ready": "birthday"}).status_code == 403
    assert client.post(f"/messages/{written.pk}/delete/").status_code == 403
    assert Message.objects.count() == 1


def test_a_mail_made_elsewhere_is_brought_in_with_its_placeholders(staff):
    page = "<html><body style='margin:0'><p>{{name}}様 {{ product }}</p></body></html>"
    first = staff.post("/messages/bring/", {"name": "外から", "html": page})
    assert "hole-0" in first.content.decode() and not Message.objects.exists()
    given = {"name": "外から", "html": page, "holes": "1", "hole-0": "customer.family_name", "hole-1": "豆"}
    staff.post("/messages/bring/", given)
    block = queries.wording_of(Message.objects.get(), "mail").blocks[0]
    assert "{{ customer.family_name }}様 豆" in block["html"]


def test_remarks_name_what_is_left_to_do(staff):
    blocks = [
        {"type": "text", "id": "b1", "text": "〇〇のお知らせ http://a.jp/"},
        {"type": "image", "id": "b2", "url": "https://a.jp/x.png"},
        {"type": "button", "id": "b3", "label": "見る", "url": "https://example.com/"},
    ]
    made = actions.create(
        name="x", by=None, wordings=[Words(channel="mail", subject="Re: 今だけ無料！！", blocks=blocks)]
    )
    from joren.outreach.content.remarks import remarks_on

    found = [(one.level, one.block) for one in remarks_on(queries.wording_of(made, "mail"))]
    assert found.count(("warn", "b1")) == 2 and ("warn", "b2") in found and ("warn", "b3") in found
    assert found.count(("warn", "")) >= 2  # shouting, pretending to be an answer
    assert staff.get(f"/messages/{made.pk}/mail/preview/").status_code == 200


@pytest.mark.parametrize("kind", [one.key for one in block_types()])
def test_every_kind_of_block_is_added_and_seen_before_anything_is_chosen_in_it(staff, written, kind):
    page = f"/messages/{written.pk}/mail/"
    added = post(staff, page, fields_of(staff.get(page)), do=f"add:{kind}")
    assert added.status_code == 200
    kept = post(staff, page, fields_of(added))
    assert (kept.status_code, staff.get(page).status_code) == (302, 200)
    assert [block["type"] for block in written.wordings.get().blocks] == ["heading", "text", kind]


def test_the_way_back_stays_through_the_channels_of_a_message(staff, written):
    answer = staff.get(f"/messages/{written.pk}/?back=/campaigns/")
    assert answer["Location"] == f"/messages/{written.pk}/mail/?back=%2Fcampaigns%2F"
    other = staff.post(f"/messages/{written.pk}/line/add/?back=/campaigns/")
    assert other["Location"] == f"/messages/{written.pk}/line/?back=%2Fcampaigns%2F"
    assert (
        staff.get(f"/messages/{written.pk}/?back=https://evil.example/")["Location"] == f"/messages/{written.pk}/mail/"
    )


@pytest.mark.parametrize(
    ("channel", "not_there"),
    [
        ("mail", {"line_coupon"}),
        ("line", {"html", "line_link"}),
        ("sms", {"html", "columns", "image", "divider", "line_coupon"}),
    ],
)
def test_a_channel_offers_only_blocks_it_can_show(staff, written, channel, not_there):
    if channel != "mail":
        staff.post(f"/messages/{written.pk}/{channel}/add/")
    page = staff.get(f"/messages/{written.pk}/{channel}/").content.decode()
    offered = set(re.findall(r'value="add:(\w+)"', page))
    assert {"heading", "text", "button", "coupon"} <= offered
    assert not offered & not_there


@pytest.mark.parametrize("asked", [{"ready": "no-such-one"}, {"from": "999999"}, {"channel": "pigeon"}])
def test_nothing_is_begun_from_what_is_not_there(staff, asked):
    assert staff.post("/messages/new/", asked).status_code == 404
    assert not Message.objects.exists()


@pytest.mark.parametrize("what", ["add/", "live/"])
def test_a_channel_nobody_sends_over_is_a_page_that_is_not_there(staff, written, what):
    before = list(written.wordings.values_list("channel", "revision"))
    address = f"/messages/{written.pk}/pigeon/{what}"
    assert staff.post(address, {"to": "me@example.jp"}).status_code == 404
    assert list(written.wordings.values_list("channel", "revision")) == before
