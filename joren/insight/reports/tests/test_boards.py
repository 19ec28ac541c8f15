"""Dashboards: cards of the apps and pinned reports, arranged by everybody for themselves."""

import pytest

from joren.foundation.registry import Card, entries
from joren.insight.reports import actions, boards
from joren.insight.reports.errors import TooManyBoards, TooManyCards, UnknownBoard, UnknownCard
from joren.insight.reports.models import Board, BoardCard

from .test_reports import small_shop

pytestmark = pytest.mark.django_db


def keys(board):
    return [card.report or card.card for card in board.cards.all()]


def test_somebody_who_arranged_nothing_sees_the_usual_cards(client, owner):
    small_shop()
    client.force_login(owner)
    page = client.get("/").content.decode()
    for words in ("今月の売上", "月別の売上", "購入した人とはじめての人"):
        assert words in page
    assert not Board.objects.exists()


def test_who_may_not_see_reports_has_no_cards(client, station_staff):
    client.force_login(station_staff)
    assert "今月の売上" not in client.get("/").content.decode()
    assert client.get("/reports/boards/").status_code == 403


def test_arranging_begins_with_the_cards_shown_so_far(client, owner):
    client.force_login(owner)
    usual = [card.key for card in boards.unarranged(owner)]
    assert client.post("/reports/boards/first/").status_code == 302
    board = Board.objects.get(owner=owner)
    assert keys(board) == usual
    assert client.get(f"/reports/boards/{board.pk}/?edit=1").status_code == 200


def test_cards_are_moved_by_buttons_and_by_dragging(client, owner):
    board = actions.make_board(by=owner)
    client.force_login(owner)
    first, second, third = list(board.cards.all())[:3]
    client.post(f"/reports/cards/{first.pk}/move/")
    assert [card.pk for card in board.cards.all()][:3] == [second.pk, first.pk, third.pk]
    client.post(f"/reports/cards/{second.pk}/move/", {"to": "back"})
    assert [card.pk for card in board.cards.all()][:3] == [second.pk, first.pk, third.pk]
    answer = client.post(f"/reports/boards/{board.pk}/order/", {"card": [third.pk, second.pk, "x", first.pk]})
    assert answer.status_code == 204
    assert [card.pk for card in board.cards.all()][:3] == [third.pk, second.pk, first.pk]


def test_cards_are_added_and_taken_off(client, owner):
    board = actions.make_board(by=owner)
    client.force_login(owner)
    client.post(f"/reports/boards/{board.pk}/add/", {"card": "reports.shops"})
    assert keys(board)[-1] == "reports.shops"
    client.post(f"/reports/cards/{board.cards.last().pk}/remove/")
    assert "reports.shops" not in keys(board)


def test_a_report_is_pinned_with_its_settings_and_opens_with_them(client, owner):
    small_shop()
    client.force_login(owner)
    given = {"report": "sales", "given_as_of": "2026-03-31", "given_shop": "market"}
    client.post("/reports/boards/first/", given)
    board = Board.objects.get(owner=owner)
    card = board.cards.last()
    assert (card.report, card.given) == ("sales", {"as_of": "2026-03-31", "shop": "market"})
    page = client.get(f"/reports/boards/{board.pk}/").content.decode()
    assert "/reports/sales/?shop=market&amp;as_of=2026-03-31" in page


def test_a_setting_that_cannot_be_read_is_not_pinned(client, owner):
    board = actions.make_board(by=owner)
    before = keys(board)
    client.force_login(owner)
    answer = client.post(f"/reports/boards/{board.pk}/add/", {"report": "sales", "given_shop": "nowhere"})
    assert answer.status_code == 400
    assert keys(board) == before


def test_a_board_is_shared_to_look_at_and_not_to_change(client, owner, reader):
    board = actions.make_board(name="店長会", by=owner)
    client.force_login(reader)
    assert client.get(f"/reports/boards/{board.pk}/").status_code == 404
    actions.change_board(board, name="店長会", shared=True, by=owner)
    assert "店長会" in client.get("/reports/boards/").content.decode()
    assert client.get(f"/reports/boards/{board.pk}/?edit=1").status_code == 200
    before = keys(board)
    for address in (f"boards/{board.pk}/add/", f"boards/{board.pk}/change/", f"boards/{board.pk}/remove/"):
        assert client.post(f"/reports/{address}", {"card": "reports.shops", "name": "x"}).status_code == 404
    assert client.post(f"/reports/cards/{board.cards.first().pk}/remove/").status_code == 404
    assert keys(board) == before
    with pytest.raises(UnknownBoard):
        boards.board(board.pk, reader, to_change=True)


def test_boards_and_cards_have_a_bound(owner, monkeypatch):
    monkeypatch.setattr(actions, "MOST_BOARDS", 1)
    monkeypatch.setattr(actions, "MOST_CARDS", 3)
    board = actions.make_board(by=owner)
    with pytest.raises(TooManyBoards):
        actions.make_board(by=owner)
    BoardCard.objects.filter(board=board).delete()
    for _number in range(3):
        actions.add_card(board, card="reports.shops", by=owner)
    with pytest.raises(TooManyCards):
        actions.add_card(board, card="reports.shops", by=owner)
    assert (Board.objects.count(), board.cards.count()) == (1, 3)


def test_a_card_that_is_not_there_is_refused_and_one_that_is_gone_left_out(owner):
    board = actions.make_board(by=owner)
    with pytest.raises(UnknownCard):
        actions.add_card(board, card="nothing", by=owner)
    BoardCard.objects.filter(board=board).delete()
    BoardCard.objects.create(board=board, card="of an app that was taken out")
    BoardCard.objects.create(board=board, card="report", report="gone")
    assert boards.shown(board, owner) == []


def test_every_card_of_the_house_draws_itself(owner):
    small_shop()
    for card in entries(Card):
        boards.drawn_card(card, owner, now=True)


def test_a_card_that_is_not_known_yet_is_asked_for_after_the_page(client, owner, settings, tmp_path, transactional_db):
    settings.MIRROR_HOME = tmp_path / "mirror"
    small_shop()
    client.force_login(owner)
    page = client.get("/").content.decode()
    assert 'hx-get="/reports/cards/of/reports.sales/"' in page
    assert "data-picture" in client.get("/reports/cards/of/reports.sales/").content.decode()
    assert 'hx-get="/reports/cards/of/reports.sales/"' not in client.get("/").content.decode()


def test_a_removed_board_takes_its_cards(client, owner):
    board = actions.make_board(by=owner)
    client.force_login(owner)
    client.post(f"/reports/boards/{board.pk}/remove/")
    assert not Board.objects.exists()
    assert not BoardCard.objects.exists()


def test_get_changes_nothing(client, owner):
    client.force_login(owner)
    board = actions.make_board(by=owner)
    for address in ("add", "change", "remove", "order"):
        assert client.get(f"/reports/boards/{board.pk}/{address}/").status_code == 405
