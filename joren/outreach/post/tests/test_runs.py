"""From a message to a print run to the post and back: each letter once, told once, returned once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from joren.foundation.jobs.running import run_due
from joren.foundation.time import clock
from joren.outreach.content.words import Words
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery import suppressing
from joren.outreach.delivery.models import Delivery, Suppression
from joren.outreach.delivery.reach import Plan, Refusal, way_of
from joren.outreach.post import actions, labelling, printing, queries, returning
from joren.outreach.post.errors import (
    AlreadyReturned,
    BadPostingDay,
    BadTarget,
    NobodyReachable,
    NothingOnRun,
    NotPosted,
    PieceUnknown,
    RunState,
    RunStillFills,
)
from joren.outreach.post.medium import remarks
from joren.outreach.post.models import Piece, Printer, PrintRun, Return
from joren.outreach.post.rules.codes import code_of
from joren.record.consents import actions as consents
from joren.record.households.models import Household, Member
from joren.record.timeline.models import Event
from tests import cast

from .people import BASE, ORIGIN, person, write_to

pytestmark = pytest.mark.django_db


def a_run(*numbers: int) -> PrintRun:
    assert write_to([person(number) for number in numbers]) == {"sent": len(numbers)}
    return PrintRun.objects.get()


def posted(run: PrintRun) -> PrintRun:
    return actions.mark_posted(actions.close(run, by=None), posted_on=clock.today(), cost_each=Decimal(85), by=None)


def told(key: str) -> int:
    return Event.objects.filter(key=key).count()


def test_each_message_is_one_piece_and_nobody_is_told_before_it_is_posted():
    run = a_run(1, 2, 3)
    assert [piece.number for piece in run.pieces.order_by("number")] == [1, 2, 3]
    assert run.state == "gathering" and told("post.sent") == 0
    first = run.pieces.get(number=1)
    assert (first.postal_code, first.address) == ("150-0001", ["東京都渋谷区", "神宮前1-2-1", "メゾン常101号室"])
    assert first.people == [["田中", "1郎", "様"]]


def test_put_on_a_run_twice_it_stays_one_piece():
    run = a_run(1)
    ids = list(Delivery.objects.values_list("pk", flat=True))
    assert actions.put_on_run(origin=ORIGIN, delivery_ids=ids) == 0
    assert run.pieces.count() == 1


def test_posted_the_timeline_hears_of_it_once_with_day_and_cost():
    run = posted(a_run(1, 2))
    assert told("post.sent") == 2
    assert set(Delivery.objects.values_list("cost", "state")) == {(Decimal(85), "sent")}
    with pytest.raises(RunState):
        actions.mark_posted(run, posted_on=clock.today(), cost_each=Decimal(1), by=None)
    assert told("post.sent") == 2
    assert Delivery.objects.filter(cost=85).count() == 2


@pytest.mark.parametrize("days", [1, -1])
def test_it_cannot_have_been_posted_tomorrow_or_before_it_was_made(days):
    run = actions.close(a_run(1), by=None)
    with pytest.raises(BadPostingDay):
        actions.mark_posted(run, posted_on=clock.today() + timedelta(days=days), cost_each=Decimal(85), by=None)
    run.refresh_from_db()
    assert run.state == "ready" and told("post.sent") == 0


def test_what_comes_after_closing_begins_another_run():
    run = actions.close(a_run(1), by=None)
    write_to([person(2)], origin="campaign:2")
    late = Delivery.objects.get(origin="campaign:2")
    Piece.objects.filter(delivery=late).delete()
    Delivery.objects.filter(pk=late.pk).update(origin=ORIGIN)
    assert actions.put_on_run(origin=ORIGIN, delivery_ids=[late.pk]) == 1
    assert run.pieces.count() == 1
    assert PrintRun.objects.filter(origin=ORIGIN, state="gathering").count() == 1


def test_a_run_on_its_way_is_not_closed_and_an_empty_one_neither():
    run = PrintRun.objects.create(origin=ORIGIN, name="夏")
    with pytest.raises(NothingOnRun):
        actions.close(run, by=None)
    one = person(1)
    delivery.prepare(
        origin=ORIGIN, channel="post", deliveries=[delivery.NewDelivery(customer_id=one.pk, address="どこか")]
    )
    with pytest.raises(RunStillFills):
        actions.close(run, by=None)
    run.refresh_from_db()
    assert run.state == "gathering"


def test_a_piece_taken_out_and_a_run_thrown_away_count_as_not_sent():
    run = a_run(1, 2)
    actions.leave_out(run.pieces.get(number=1), by=None)
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "sent"]
    assert [piece.number for piece in queries.pieces_of(run)] == [2]
    actions.discard(run, by=None)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"cancelled"}
    assert told("post.sent") == 0


def test_people_of_one_household_at_one_address_are_named_together_if_they_agreed():
    together = [person(n, line="神宮前9-9-9", given_name=name) for n, name in ((1, "太郎"), (2, "花子"), (3, "一"))]
    refused = person(4, line="神宮前9-9-9", agreed=False, given_name="二")
    elsewhere = person(5, given_name="三")
    household = Household.objects.create(name="田中家")
    for one in (*together, refused, elsewhere):
        Member.objects.create(household=household, customer=one)
    assert write_to(together) == {"sent": 1}
    assert Piece.objects.get().people == [["田中", "太郎", "様"], ["田中", "花子", "様"], ["田中", "一", "様"]]


def test_a_letter_that_came_back_is_kept_once_and_its_address_gets_no_more():
    run = posted(a_run(1))
    piece = run.pieces.get()
    returning.take_back(code=code_of(piece.pk), reason="unknown", by=None)
    assert Delivery.objects.get().state == "bounced"
    assert Suppression.objects.get().address == piece.delivery.address
    with pytest.raises(AlreadyReturned):
        returning.take_back(code=code_of(piece.pk), reason="moved", by=None)
    assert told("post.bounced") == 1 and Return.objects.count() == 1
    consents.grant(customer_id=piece.customer_id, channel="post", purpose="service", how="店頭", text="可", by=None)
    plan = Plan(channels=("post",), at=clock.now(), purpose="service")
    assert way_of(piece.customer_id, plan) == Refusal("suppressed")
    piece.customer.addresses.update(line="神宮前5-5-5")  # they told us where they live now
    assert not isinstance(way_of(piece.customer_id, plan), Refusal)


def test_a_return_is_taken_back_with_everything_that_followed():
    run = posted(a_run(1))
    code = code_of(run.pieces.get().pk)
    returned = returning.take_back(code=code, reason="moved", by=None)
    returning.undo(returned, by=None)
    returning.undo(returned, by=None)
    assert Delivery.objects.get().state == "sent" and not Suppression.objects.exists()
    assert told("post.return_undone") == 1
    returning.take_back(code=code, reason="moved", by=None)
    assert told("post.bounced") == 2 and Suppression.objects.count() == 1


def test_a_block_that_stood_before_stays_when_the_return_is_taken_back():
    run = posted(a_run(1))
    piece = run.pieces.select_related("delivery").get()
    suppressing.suppress(channel="post", address=piece.delivery.address, reason="manual", by=None)
    returning.undo(returning.take_back(code=code_of(piece.pk), reason="unknown", by=None), by=None)
    assert Suppression.objects.get().reason == "manual"


def test_somebody_who_did_not_fetch_it_keeps_the_address_and_who_refused_is_left_in_peace():
    run = posted(a_run(1, 2))
    one, two = run.pieces.order_by("number")
    returning.take_back(code=code_of(one.pk), reason="kept", by=None)
    assert not Suppression.objects.exists()
    returning.take_back(code=code_of(two.pk), reason="refused", by=None)
    assert Suppression.objects.get().reason == "unsubscribed"


def test_what_was_never_posted_or_is_no_number_cannot_come_back():
    run = a_run(1)
    with pytest.raises(NotPosted):
        returning.take_back(code=code_of(run.pieces.get().pk), reason="unknown", by=None)
    for wrong in ("P123456789", "", "https://crm.example.jp/m/c/aaaaaaaaaaaaaaaaaaaaaaaa"):
        with pytest.raises(PieceUnknown):
            returning.take_back(code=wrong, reason="unknown", by=None)
    assert not Return.objects.exists() and Delivery.objects.get().state == "sent"


def test_the_square_of_a_letter_tells_the_piece_too():
    run = posted(a_run(1))
    words = queries.words_for(ORIGIN)[""]
    piece = run.pieces.get()
    assert queries.piece_by(words.link(piece.delivery_id)).pk == piece.pk


def test_a_scan_leads_on_and_is_counted_for_that_person(client):
    run = posted(a_run(1))
    piece = run.pieces.get()
    address = queries.words_for(ORIGIN)[""].link(piece.delivery_id)
    answer = client.get(address.removeprefix(BASE))
    assert (answer.status_code, answer["Location"]) == (302, "https://example.jp/yoyaku")


def test_a_message_is_shown_as_a_letter_and_a_letter_without_a_button_is_remarked_on():
    a_run(1)
    compiled = queries.words_for(ORIGIN)[""]
    preview = compiled.preview({"customer": {"family_name": "田中"}})
    assert preview.kind == "pdf" and preview.data.startswith(b"%PDF")
    said = compiled.fill(1, "", {"customer": {"family_name": "田中"}})
    assert [(one.kind, one.text) for one in said] == [
        ("heading", "夏のごあいさつ"),
        ("text", "田中様、新豆が入りました。"),
        ("link", "ご予約はこちら"),
    ]
    assert said[2].url.startswith(f"{BASE}/m/c/")
    text = {"id": "b1", "type": "text", "text": "[見る](https://example.jp/)"}
    assert [one.level for one in remarks(Words(channel="post", blocks=[text]))] == ["hint", "hint"]


def labels_of(staff, **values):
    given = {"segment": "all", "name": "夏の宛名", "layout": "labels12", "by": staff} | values
    return labelling.make(**given)


def test_labels_for_a_segment_go_only_to_those_who_agreed_and_the_others_are_named(monkeypatch):
    people = [person(1), person(2, agreed=False), person(3)]
    people[2].addresses.all().delete()
    monkeypatch.setattr("joren.segments.engine.run.members", lambda rule, **_: [one.pk for one in people])
    staff = cast.owner()
    found = labelling.look("all", staff)
    assert found.reached == 1
    reasons = {one.reason: [who.pk for who in one.people] for one in found.refused}
    assert reasons == {"no_consent": [people[1].pk], "no_address": [people[2].pk]}
    run = labels_of(staff, target="https://example.jp/natsu")
    run_due(kinds=["delivery.send"], until_none_left=False)
    run.refresh_from_db()
    assert run.state == "ready" and run.pieces.get().customer_id == people[0].pk
    assert printing.printed(run, "address").startswith(b"%PDF")


def test_labels_for_nobody_or_with_a_broken_address_leave_nothing_behind(monkeypatch):
    nobody = person(1, agreed=False)
    monkeypatch.setattr("joren.segments.engine.run.members", lambda rule, **_: [nobody.pk])
    staff = cast.owner()
    with pytest.raises(NobodyReachable):
        labels_of(staff)
    with pytest.raises(BadTarget):
        labels_of(staff, target="javascript:alert(1)")
    assert not PrintRun.objects.exists() and not Delivery.objects.exists()


def test_the_pages_lead_from_a_run_to_the_post_and_back(client):
    run = a_run(1)
    client.force_login(cast.owner())
    page = reverse("post:detail", args=[run.pk])
    assert client.get(reverse("post:list")).status_code == client.get(page).status_code == 200
    assert client.get(reverse("post:printed", args=[run.pk, "address"])).status_code == 409
    client.post(reverse("post:turn", args=[run.pk, "close"]))
    for side in ("address", "letter", "back"):
        answer = client.get(reverse("post:printed", args=[run.pk, side]))
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    assert client.get(reverse("post:printed", args=[run.pk, "other"])).status_code == 404
    chosen = {"name": "夏", "layout": "labels24", "start_at": 5}
    assert client.post(page, chosen).status_code == 302
    client.post(reverse("post:posted", args=[run.pk]), {"posted_on": date.today().isoformat(), "cost_each": "85"})
    run.refresh_from_db()
    assert (run.state, run.layout, run.start_at) == ("posted", "labels24", 5)
    code = code_of(run.pieces.get().pk)
    returns = reverse("post:returns")
    assert client.get(returns).status_code == 200
    assert client.post(returns, {"code": code, "reason": "moved"}).status_code == 302
    again = client.post(returns, {"code": code, "reason": "moved"})
    assert again.status_code == 409 and Return.objects.count() == 1
    client.post(reverse("post:undo", args=[Return.objects.get().pk]))
    assert Delivery.objects.get().state == "sent"


def test_a_printer_is_measured_and_who_may_only_look_changes_nothing(client):
    client.force_login(cast.owner())
    client.post(reverse("post:printers"), {"name": "事務所", "right": "1.5", "down": "-0.5"})
    printer = Printer.objects.get()
    assert (printer.right, printer.down) == (Decimal("1.5"), Decimal("-0.5"))
    assert client.get(reverse("post:printers")).status_code == 200
    assert client.get(reverse("post:sheet") + f"?printer={printer.pk}").content.startswith(b"%PDF")
    run = a_run(1)
    client.force_login(cast.reader())
    assert client.get(reverse("post:detail", args=[run.pk])).status_code == 200
    assert client.post(reverse("post:turn", args=[run.pk, "discard"])).status_code == 403
    assert client.get(reverse("post:proof", args=[run.pk, "address"])).status_code == 403
    run.refresh_from_db()
    assert run.state == "gathering"
