"""Mending the queue of the week by keyboard alone: a real browser, the real pages, in Japanese."""

import pytest

from joren.insight.health import actions
from joren.insight.health.models import Finding
from joren.insight.health.tests.people import new
from joren.record.customers.models import ContactPoint, Customer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_one_key_each(page, live_server, db):
    person = new(emails=["jun@gmial.com"], honorific="御中")
    Customer.objects.filter(pk=person.pk).update(birth_year=1890)
    actions.measure()
    first, second, third = Finding.objects.order_by("place")
    assert [row.check_key for row in (first, second, third)] == [
        "mail_typo",
        "company_honorific",
        "birthday_impossible",
    ]

    def shown(finding):
        page.wait_for_selector(f'[data-repair="{finding.pk}"]')

    page.goto(f"{live_server.url}/health/repairs/")
    shown(first)
    # A key that belongs to a Japanese conversion decides nothing.
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '1', isComposing: true, bubbles: true}))"
    )
    page.keyboard.press("j")
    shown(second)
    page.keyboard.press("k")
    shown(first)
    page.keyboard.press("Enter")
    shown(second)
    assert ContactPoint.objects.get(customer=person).value == "jun@gmail.com"
    page.keyboard.press("u")
    shown(first)
    assert ContactPoint.objects.get(customer=person).value == "jun@gmial.com"
    page.keyboard.press("s")
    shown(second)
    page.keyboard.press("n")
    shown(third)
    page.keyboard.press("d")
    page.wait_for_selector("#one:not([data-repair])")
    person.refresh_from_db()
    assert (person.birth_year, person.honorific) == (None, "御中")
    assert list(Finding.objects.order_by("place").values_list("state", flat=True)) == ["skipped", "not_fault", "done"]
