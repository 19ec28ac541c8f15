"""Deciding duplicates by keyboard alone, as somebody at a desk does it: a real browser, the real pages, in Japanese."""

from typing import Any

import pytest

from joren.record.customers import actions as customers
from joren.record.customers.models import Customer
from joren.record.duplicates import actions as duplicates
from joren.record.duplicates.models import Candidate
from joren.record.households.models import Member
from joren.record.merging.models import Merge

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def pair(number: int) -> Candidate:
    """Two records that may be one person, to be decided."""
    made = [
        customers.create(
            by=None,
            family_name="山田",
            given_name=f"{number}子",
            member_number=f"{prefix}{number:03}",
            company=company,
            phones=[f"0901111{number:04}"],
        )
        for prefix, company in (("A", ""), ("B", "常企画"))
    ]
    return duplicates.settle(first=made[0], second=made[1], verdict="open", by=None)


def press(page: Any, key: str, then: int | None) -> None:
    """Press a key and wait for the pair that follows."""
    page.keyboard.press(key)
    if then:
        page.wait_for_selector(f'[data-pair="{then}"]')


def test_a_queue_is_worked_off_without_touching_the_mouse(page, live_server):
    pairs = [pair(number) for number in range(1, 5)]
    Candidate.objects.update(band="review", suggests="same", probability=0.5)
    first, second, third, fourth = (candidate.pk for candidate in pairs)
    page.goto(f"{live_server.url}/duplicates/review/{first}/")
    page.wait_for_selector(f'[data-pair="{first}"]')
    press(page, "j", second)
    press(page, "k", first)
    page.keyboard.press("2")  # the second record stays
    assert page.is_checked('[data-survivor="right"]') and page.is_checked('[name="take.member_number"][value="right"]')
    page.keyboard.press("1")
    assert page.is_checked('[name="take.member_number"][value="left"]')
    assert page.is_checked('[name="take.company"][value="right"]')  # a gap is filled all the same
    press(page, "m", second)
    assert Merge.objects.filter(undone_at=None).count() == 1
    press(page, "u", first)  # and back at once: the same pair is to be decided again
    assert Merge.objects.filter(undone_at=None).count() == 0
    page.keyboard.press("1")
    press(page, "m", second)
    one = Customer.objects.get(member_number="A001")
    assert (one.company, Customer.objects.filter(member_number="B001").exists()) == ("常企画", False)
    press(page, "d", third)
    assert Candidate.objects.get(pk=second).state == "different"
    press(page, "h", fourth)
    assert Member.objects.count() == 2
    page.keyboard.press("d")
    page.wait_for_url("**/duplicates/")
    assert not Candidate.objects.filter(state="open").exists()


def test_keys_of_a_conversion_and_in_a_field_decide_nothing(page, live_server):
    only = pair(1)
    page.goto(f"{live_server.url}/duplicates/review/{only.pk}/")
    page.wait_for_selector(f'[data-pair="{only.pk}"]')
    page.focus("[data-search]")
    page.keyboard.type("md")
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'm', isComposing: true, bubbles: true}))")
    page.wait_for_timeout(200)
    assert not Merge.objects.exists()
    assert Candidate.objects.get().state == "open"


def test_without_javascript_the_same_form_decides(client, owner):
    first, second = pair(1), pair(2)
    client.force_login(owner)
    answer = client.post(f"/duplicates/review/{first.pk}/", {"verdict": "merge", "survivor": "left"})
    assert answer.headers["Location"] == f"/duplicates/review/{second.pk}/"
    assert Merge.objects.count() == 1
    page = client.get(answer.headers["Location"]).content.decode()
    assert f'data-pair="{second.pk}"' in page and "/duplicates/unmerge/" in page


def test_pairs_of_people_one_may_not_see_are_not_shown(client, station_staff):
    hidden = pair(1)
    client.force_login(station_staff)
    assert f"/duplicates/review/{hidden.pk}/" not in client.get("/duplicates/").content.decode()
    answer = client.post(f"/duplicates/review/{hidden.pk}/", {"verdict": "merge"})
    assert answer.status_code == 302
    assert not Merge.objects.exists()
    assert Candidate.objects.get().state == "open"


def test_all_sure_pairs_are_merged_in_one_go_with_the_exact_number(client, owner):
    for number in range(1, 4):
        pair(number)
    Candidate.objects.update(band="sure", suggests="same")
    client.force_login(owner)
    page = client.get("/duplicates/").content.decode()
    assert "3" in page and "/duplicates/merge-sure/" in page
    answer = client.post("/duplicates/merge-sure/")
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200 and "hx-get" in page.content.decode()
