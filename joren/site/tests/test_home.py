"""The home page: what stands, for whom, and the one thing to do next."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from joren.foundation.business.models import Business
from joren.foundation.registry import entries
from joren.foundation.ui.entries import LoopFigure, Step
from joren.record.customers.models import Customer
from joren.site import home, standing

pytestmark = pytest.mark.django_db
STEPS = sorted((step for step in entries(Step)), key=lambda step: (step.recurs, step.order))


def page(client, person) -> str:
    client.force_login(person)
    return str(client.get("/").content.decode())


@pytest.mark.parametrize(
    ("hour", "said"), [(0, "Good morning"), (2, "Hello"), (9, "Good evening"), (20, "Good morning")]
)
def test_the_greeting_goes_by_the_clock_in_japan(hour, said):
    with translation.override("en"):
        assert home.greeting(datetime(2026, 4, 1, hour, tzinfo=UTC), "常田") == f"{said}, 常田"


def test_everything_the_home_page_leads_to_is_there():
    named: list[Any] = [*entries(Step), *(figure for figure in entries(LoopFigure) if figure.url_name)]
    assert len(named) > 5
    for one in named:
        assert reverse(one.url_name)


def test_a_new_business_is_led_from_its_first_file_on(owner):
    shown = home.steps(owner)
    following = home.next_step(shown)
    assert following is not None
    assert following.step.key == "customers"
    assert [one.step.key for one in home.checklist(shown)] == [step.key for step in STEPS if not step.recurs]


def test_a_step_is_done_by_doing_it(owner, hanako):
    done = {one.step.key for one in home.steps(owner) if one.is_done}
    assert "customers" in done
    assert "sender" not in done
    Business.objects.update_or_create(
        pk=1, defaults={"name": "常", "sender_name": "常", "sender_address": "東京都", "sender_contact": "03-1234-5678"}
    )
    assert "sender" in {one.step.key for one in home.steps(owner) if one.is_done}


def test_the_checklist_goes_when_everything_on_it_is_done():
    done = [home.StepShown(step, "/", not step.recurs) for step in STEPS]
    assert home.checklist(done) == []
    following = home.next_step(done)
    assert following is not None
    assert following.step.recurs
    assert home.next_step([home.StepShown(step, "/", True) for step in STEPS]) is None


def test_nobody_is_offered_a_step_they_may_not_take(reader, station_staff):
    assert "customers" not in {one.step.key for one in home.steps(reader)}
    assert "customers" not in {one.step.key for one in home.steps(station_staff)}


def test_the_page_is_shown_to_every_role(client, owner, manager, marketer, station_staff, reader, privacy_officer):
    for person in (owner, manager, marketer, station_staff, reader, privacy_officer):
        assert person.name in page(client, person)


def test_shop_staff_count_their_own_customers(owner, station_staff, everybody):
    assert standing.customers(owner) == Customer.objects.count()
    seen = standing.customers(station_staff)
    assert isinstance(seen, int)
    assert seen < Customer.objects.count()


def test_many_rows_are_estimated(monkeypatch, hanako, ichiro, misaki):
    monkeypatch.setattr(standing, "COUNTED_UP_TO", 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer")
    with translation.override("en"):
        assert standing.about(Customer) == "about 3"


def test_more_customers_cost_no_more_queries(client, owner, django_assert_max_num_queries, hanako):
    client.force_login(owner)
    client.get("/")
    # Of these some twenty are the measures', which without a mirror are asked each time and else once a day.
    with django_assert_max_num_queries(80) as few:
        client.get("/")
    Customer.objects.bulk_create(Customer(family_name=f"山田{n}") for n in range(30))
    with django_assert_max_num_queries(len(few)):
        client.get("/")


def test_the_pages_that_make_no_sense_here_are_not_there(client, owner):
    client.force_login(owner)
    for address in ("signup/", "email/", "confirm-email/", "password/set/"):
        assert client.get(f"/accounts/{address}").status_code == 404
        assert client.post(f"/accounts/{address}").status_code == 404


def test_looking_at_home_is_all_one_can_do(client, owner):
    client.force_login(owner)
    assert client.post("/").status_code == 405
