"""The pages, the API, the command line and the export of data health."""

import pytest
import time_machine
from django.urls import reverse

from joren.foundation.accounts.models import Staff
from joren.foundation.exporting import Scope
from joren.foundation.jobs.models import Job
from joren.insight.health import actions, exporting
from joren.insight.health.models import Finding, HealthSettings
from joren.insight.health.tests.people import NOON, new, small_base
from joren.record.customers import actions as customers
from joren.record.customers.models import ContactPoint, Customer
from joren.record.merging import actions as merging

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def logged_in(client):
    def log_in(staff: Staff):
        client.force_login(staff)
        return client

    return log_in


def text(response):
    return " ".join(response.content.decode().split())


def test_before_the_first_measurement_the_page_says_what_to_do(logged_in, owner):
    page = logged_in(owner).get("/health/")
    assert "まだ診断していません" in text(page)
    assert reverse("health:measure") in text(page)
    logged_in(owner).post("/health/measure/")
    job = Job.objects.get(kind="health.measure")
    assert (job.state, job.staff) == ("due", owner)
    assert f"job-{job.pk}" in text(logged_in(owner).get("/health/"))


def test_a_measured_base_without_anybody_says_what_to_do(logged_in, owner):
    actions.measure()
    assert reverse("imports:new") in text(logged_in(owner).get("/health/"))


def test_the_page_shows_the_number_and_each_step(logged_in, owner, hanako, ichiro, misaki, kenta):
    small_base(hanako, ichiro, misaki, kenta)
    actions.measure()
    page = text(logged_in(owner).get("/health/"))
    for shown in ("40.0%", "80.0%", "50.0%", "¥8,000", "¥3,000", "連絡できない顧客 2人"):
        assert shown in page
    assert "ただの名簿" not in page
    lost = text(logged_in(owner).get("/health/people/reachable/"))
    assert "髙橋 一郎" in lost
    assert "山田 花子" not in lost
    assert "佐藤 美咲" in text(logged_in(owner).get("/health/findings/?check=missing_kana"))
    assert "佐藤 美咲" not in text(logged_in(owner).get("/health/findings/?check=stale"))
    assert "40.0%" in text(logged_in(owner).get("/"))
    assert logged_in(owner).get("/health/people/nobody/").status_code == 404


def test_a_repair_by_its_button_goes_on_to_the_next_and_back(logged_in, owner):
    person = new(emails=["jun@gmial.com"], honorific="御中")
    actions.measure()
    first, second = Finding.objects.order_by("place")
    client = logged_in(owner)
    assert client.get("/health/repairs/").url == reverse("health:repair", args=[first.pk])
    answer = client.post(reverse("health:repair", args=[first.pk]), {"verdict": "1"})
    assert answer.url == reverse("health:repair", args=[second.pk])
    assert "今週 1 / 2件" in text(client.get(answer.url))
    part = client.get(answer.url, headers={"HX-Request": "true"})
    assert text(part).startswith('<div id="one"')
    assert client.post(reverse("health:undo")).url == reverse("health:repair", args=[first.pk])
    assert ContactPoint.objects.get(customer=person).value == "jun@gmial.com"
    assert Customer.objects.get(pk=person.pk).honorific == "御中"
    for row in (first, second):
        client.post(reverse("health:repair", args=[row.pk]), {"verdict": "skip"})
    assert "直すものはありません" in text(client.get("/health/repairs/"))


def test_a_refused_repair_says_why(logged_in, owner):
    new(family_name="森", emails=["mori@example.jp"])
    actions.measure()
    finding = Finding.objects.get()
    answer = logged_in(owner).post(reverse("health:repair", args=[finding.pk]), {"verdict": "1"}, follow=True)
    assert "その候補がありません" in text(answer)
    assert Finding.objects.get().state == "open"


def test_who_only_reads_sees_the_number_and_repairs_nothing(logged_in, reader):
    new(honorific="御中")
    actions.measure()
    finding, client = Finding.objects.get(), logged_in(reader)
    assert client.get("/health/").status_code == 200
    answers = [
        client.post("/health/measure/"),
        client.post("/health/settings/", {"stale_years": 5}),
        client.post("/health/repairs/undo/"),
        client.get("/health/repairs/"),
        client.post(reverse("health:repair", args=[finding.pk]), {"verdict": "1"}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
    assert Finding.objects.get().state == "open"
    assert not Job.objects.filter(kind="health.measure").exists()
    assert not HealthSettings.objects.exists()


def test_shop_staff_find_nothing_of_others_in_list_and_queue(logged_in, station_staff, cafe, owner):
    other = new(honorific="御中", shop_id=cafe.pk)
    actions.measure()
    client = logged_in(station_staff)
    assert other.full_name not in text(client.get("/health/findings/"))
    answer = client.post(reverse("health:repair", args=[Finding.objects.get().pk]), {"verdict": "1"}, follow=True)
    assert answer.status_code == 200
    assert Customer.objects.get(pk=other.pk).honorific == "御中"


def test_when_a_record_is_old_is_a_setting(logged_in, owner):
    client = logged_in(owner)
    client.post("/health/settings/", {"stale_years": 5})
    assert HealthSettings.objects.get().stale_years == 5
    client.post("/health/settings/", {"stale_years": 0})
    assert HealthSettings.objects.get().stale_years == 5


def test_findings_leave_as_rows(owner, station_staff, cafe):
    person = new(emails=["jun@gmial.com"], shop_id=cafe.pk)
    actions.measure()
    scope = Scope(columns=("record_id", "name", "suggestion", "stake"))
    assert list(exporting.rows(owner, scope)) == [(person.pk, "はら じゅん", "jun@gmail.com", 0)]
    assert exporting.count(owner, scope) == 1
    assert list(exporting.rows(station_staff, scope)) == []


def test_a_merge_leaves_the_findings_of_who_stays(owner):
    stays, goes = new(emails=["jun@gmial.com"]), new(emails=["ken@gamil.com"])
    actions.measure()
    merge = merging.merge(survivor=stays, gone=goes, by=owner)
    assert list(Finding.objects.values_list("customer_id", flat=True)) == [stays.pk]
    merging.unmerge(merge=merge, by=owner)
    actions.measure()
    assert set(Finding.objects.values_list("customer_id", "detail__value")) == {
        (stays.pk, "jun@gmial.com"),
        (goes.pk, "ken@gamil.com"),
    }


def test_that_a_dead_address_works_after_all_is_never_said_by_enter(logged_in, owner):
    person = new(emails=["dead@example.jp"])
    customers.mark_undeliverable(customer_id=person.pk, kind="email", value="dead@example.jp", reason="550")
    actions.measure()
    page = text(
        logged_in(owner).get(reverse("health:repair", args=[Finding.objects.get(check_key="undeliverable").pk]))
    )
    assert 'value="1" data-key="2"' in page
    assert 'data-key="1"' not in page
