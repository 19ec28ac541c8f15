"""The demo is loaded whole, found again by the screens, and removed without a trace and without touching others."""

import html
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from django.db import connection
from django.urls import reverse

from joren.foundation.accounts.actions import add_staff
from joren.foundation.accounts.models import Role, Staff
from joren.foundation.business.models import Business
from joren.foundation.time.clock import TOKYO
from joren.insight.loyalty import finding
from joren.insight.loyalty.models import RegularDefinition, RegularStep
from joren.insight.predictions.actions import refresh
from joren.insight.predictions.models import Fit, Prediction
from joren.insight.reports.models import MonthlyReport
from joren.insight.reports.monthly.actions import make as make_monthly_report
from joren.measurement.experiments.models import Evaluation
from joren.measurement.experiments.queries import measure
from joren.measurement.experiments.rules import Code
from joren.measurement.experiments.sources import subject
from joren.outreach.campaigns.models import AudienceMember, Campaign
from joren.outreach.content.models import Content
from joren.outreach.coupons import matching
from joren.outreach.coupons.models import Coupon, CouponCode, Redemption
from joren.outreach.delivery.models import Delivery, Dispatch
from joren.outreach.journeys.checking import problems_of
from joren.outreach.journeys.models import Entry, Journey, Passage, Position, Task, Version
from joren.outreach.responses.models import Click
from joren.planning.goals.models import Goal
from joren.record.consents.models import Consent
from joren.record.customers.models import ContactPoint, Customer, PostalAddress
from joren.record.products.models import Category, Product
from joren.record.shops.models import Shop
from joren.record.timeline.models import Event
from joren.segments.engine import run as engine
from joren.segments.library.following.actions import follow_all
from joren.segments.library.models import Membership, Segment, SegmentDay
from joren.site.demo import actions, loading, words_journey, words_story
from joren.site.demo.errors import AlreadyLoaded, BusinessInUse, NoDemo, OwnerMissing
from joren.site.demo.models import LoadedDemo
from joren.touchpoints.purchases import actions as purchases
from joren.touchpoints.purchases.models import Purchase, PurchaseLine
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
LAST_DAY = date(2025, 6, 30)
EVERYTHING = (
    *(Customer, ContactPoint, PostalAddress, Consent, Event, Purchase, PurchaseLine, Product, Category, Shop),
    *(Campaign, AudienceMember, Evaluation, Delivery, Dispatch, Content, Click, Segment, Goal, RegularDefinition),
    *(Coupon, CouponCode, Redemption, Journey, Version, Entry, Position, Passage, Task),
    *(RegularStep, Fit, Prediction, MonthlyReport, Membership, SegmentDay),
)
ANYBODY = {"attribute": "purchases.count", "op": "at_least", "value": 1}

_DIGEST = (
    "SELECT member_number, family_name, given_name, family_kana, birth_year, birth_month, gender, registered_on,"
    " created_at, search_text FROM customers_customer ORDER BY 1",
    "SELECT c.member_number, p.kind, p.value FROM customers_contactpoint p JOIN customers_customer c"
    " ON c.id = p.customer_id ORDER BY 1, 2, 3",
    "SELECT c.member_number, s.channel, s.granted_at, s.withdrawn_at, s.granted_how FROM consents_consent s"
    " JOIN customers_customer c ON c.id = s.customer_id ORDER BY 1, 2",
    "SELECT p.external_id, c.member_number, p.purchased_at, p.business_date, p.amount, p.kind, s.code"
    " FROM purchases_purchase p JOIN shops_shop s ON s.id = p.shop_id"
    " LEFT JOIN customers_customer c ON c.id = p.customer_id ORDER BY 1",
    "SELECT p.external_id, l.number, d.code, l.quantity, l.amount FROM purchases_purchaseline l"
    " JOIN purchases_purchase p ON p.id = l.purchase_id JOIN products_product d ON d.id = l.product_id ORDER BY 1, 2",
    "SELECT c.member_number, e.key, e.occurred_at FROM timeline_event e JOIN customers_customer c"
    " ON c.id = e.customer_id ORDER BY 1, 2, 3",
    "SELECT c.member_number, k.name, a.decision, a.reason FROM campaigns_audiencemember a JOIN campaigns_campaign k"
    " ON k.id = a.campaign_id JOIN customers_customer c ON c.id = a.customer_id ORDER BY 2, 1",
    "SELECT k.name, e.code, e.extra_sales, e.figures FROM experiments_evaluation e JOIN campaigns_campaign k"
    " ON k.id = e.campaign_id ORDER BY 1",
    "SELECT c.code, c.used, r.amount FROM coupons_couponcode c LEFT JOIN coupons_redemption r ON r.given_id = c.id"
    " ORDER BY 1",
    "SELECT c.member_number, e.decision, e.stratum, e.entered_at, e.ending, e.ended_at, p.step, p.at, p.outcome"
    " FROM journeys_entry e JOIN customers_customer c ON c.id = e.customer_id LEFT JOIN journeys_passage p"
    " ON p.entry_id = e.id ORDER BY 1, 8, 7",
    "SELECT key, name, last_count FROM library_segment ORDER BY 1",
    "SELECT name, target, baseline, due_on FROM goals_goal ORDER BY 1",
)


def digest():
    found = sha256()
    with connection.cursor() as cursor:
        for sql in _DIGEST:
            cursor.execute(sql)
            found.update(repr(cursor.fetchall()).encode())
    return found.hexdigest()


def counts():
    return {model.__name__: model._default_manager.count() for model in EVERYTHING}


def test_the_demo_is_whole_and_the_screens_find_what_was_planted(client):
    """One story, because loading takes seconds: counts, consistency, verdicts, reasons for loyalty, the pages."""
    logins = loading.load(LAST_DAY)
    _is_consistent()
    _has_its_verdicts()
    _counts_its_coupons()
    _finds_the_reasons()
    _shows_itself(client, logins)
    _leads_new_customers(client)


def _is_consistent():
    assert Customer.objects.filter(source="demo").count() == 3000
    assert Shop.objects.count() == 3
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM purchases_purchase p WHERE amount <>"
            " (SELECT sum(l.amount) FROM purchases_purchaseline l WHERE l.purchase_id = p.id)"
        )
        assert cursor.fetchone() == (0,), "the lines add up to the purchase"
        cursor.execute(
            "SELECT count(*) FROM purchases_purchase WHERE customer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
            " timeline_event e WHERE e.subject = purchases_purchase.id AND e.key LIKE 'purchases.%'"
            " AND e.customer_id = purchases_purchase.customer_id AND e.occurred_on = purchases_purchase.business_date)"
        )
        assert cursor.fetchone() == (0,), "each purchase of a customer is on the timeline, on its business day"
    night = Purchase.objects.filter(shop__code="DEMO-CAFE", minute_of_day__lt=5 * 60).first()
    assert night is not None
    assert night.business_date < night.purchased_at.astimezone(TOKYO).date(), "the café's day ends at five"
    sent = Delivery.objects.filter(state="sent", origin__startswith="campaign:").count()
    assert sent == AudienceMember.objects.filter(decision="send").count()
    assert Delivery.objects.filter(state="sent").count() == Event.objects.filter(key="mail.sent").count()
    assert set(engine.members(ANYBODY)) == set(
        Purchase.objects.filter(kind="sale", customer__isnull=False).values_list("customer_id", flat=True)
    ), "the mirror knows it all"


def _has_its_verdicts():
    codes = dict(Evaluation.objects.values_list("campaign__name", "code"))
    assert codes == {words_story.COME_BACK["name"]: "up", words_story.NEW_CUPS["name"]: "not_yet_known"}


def _counts_its_coupons():
    coupon = Coupon.objects.get()
    given = CouponCode.objects.filter(coupon=coupon)
    assert given.count() == Delivery.objects.filter(origin=given[0].origin).count()
    assert 0 < given.filter(used=1).count() == Redemption.objects.count() < given.count() / 4
    assert matching.match() >= Redemption.objects.count() - 3, "whose purchase it was, but who bought twice that day"


def _finds_the_reasons():
    found = finding.find(RegularDefinition.objects.get(is_official=True), as_of=LAST_DAY)
    assert found["status"] == "found"
    stands = {(one["attribute"], one["parameter"], one["value"]) for one in found["factors"] if one["stands"]}
    assert ("purchases.items", "category", "DEMO-GOODS-BEANS") in stands
    assert ("purchases.items", "category", "DEMO-CLASS") in stands
    assert any(attribute == "purchases.days_to_second" for attribute, _parameter, _value in stands)
    said = {(one["attribute"], one["parameter"]) for one in found["factors"]}
    assert not {attribute for attribute, _parameter in said} & {"customer.gender", "customer.prefecture"}
    assert not {parameter for _attribute, parameter in said} & {"weekday"}


def _shows_itself(client, logins):
    assert [login["email"] for login in logins] == [row[0] for row in words_story.STAFF]
    login_page = client.get(reverse("account_login")).content.decode()
    assert words_story.PASSWORD in login_page
    assert client.login(email="owner@demo.example.jp", password=words_story.PASSWORD)
    home = client.get(reverse("home")).content.decode()
    assert reverse("demo:file", args=["customers.csv"]) in home
    assert reverse("demo:remove") in home
    file = client.get(reverse("demo:file", args=["customers.csv"]))
    assert "㈱髙﨑" in file.content.decode("cp932")
    assert client.get(reverse("demo:file", args=["passwd"])).status_code == 404
    with pytest.raises(AlreadyLoaded):
        loading.load(LAST_DAY)


def _leads_new_customers(client):
    journey = Journey.objects.get()
    assert problems_of(journey.draft) == {}, "it could be published as it is"
    assert journey.version is not None
    assert journey.status == "paused", "nothing goes out of a demo by itself"
    assert not Position.objects.filter(is_held=False).exists()
    inside = Entry.objects.filter(ending="").values_list("pk", flat=True)
    assert set(inside) == set(Position.objects.values_list("entry", flat=True))
    assert inside.count() > 20
    first = dict(Event.objects.filter(key="purchases.recorded").order_by("-occurred_at").values_list("customer", "pk"))
    for one in Entry.objects.all():
        assert one.cause == f"event:{first[one.customer_id]}"
    sent = Delivery.objects.filter(origin__startswith=f"journey:{journey.pk}:")
    assert sent.count() == Passage.objects.filter(outcome="sent").count() > 1000
    assert not sent.filter(customer__journey_entries__decision="held_back").exists()
    assert Task.objects.filter(done_at=None).exists()
    assert Task.objects.filter(done_by__email="shop@demo.example.jp").exists()
    result = measure(subject(f"journey:{journey.pk}", None), LAST_DAY)
    assert result.groups is not None
    assert result.groups.treated.n > 500
    assert result.groups.held_back.n > 120
    assert result.interim is not None
    assert result.interim.code is not Code.DOWN, result.interim
    entry = Entry.objects.filter(ending="ended").first()
    assert entry is not None
    for address, word in (
        (reverse("journeys:detail", args=[journey.pk]), words_journey.NAME),
        (reverse("journeys:person", args=[journey.pk, entry.pk]), words_journey.THANKS["name"]),
        (reverse("customers:detail", args=[entry.customer_id]), words_journey.NAME),
        (f"/results/journey-{journey.pk}/", words_journey.NAME),
        (reverse("tasks:list"), words_journey.TASK["title"]),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert word in html.unescape(page.content.decode()), address


def test_loaded_removed_and_loaded_again_it_is_the_same_business(monkeypatch):
    add_staff(email="me@example.jp", password="watashi-no-himitsu-1", role=Role.OWNER, by=None)
    before, staff = counts(), set(Staff.objects.values_list("email", flat=True))
    loading.load(LAST_DAY)
    first = digest()
    refresh(as_of=LAST_DAY)
    make_monthly_report(month=LAST_DAY, by=None)
    follow_all()
    actions.remove_demo(by=None)
    assert counts() == before
    assert set(Staff.objects.values_list("email", flat=True)) == staff
    assert engine.count(ANYBODY) == 0, "the mirror is in line"
    business = Business.objects.get()
    assert (business.shows_demo, business.sender_name, business.sender_contact) == (False, "", "")
    _interrupted(monkeypatch)
    loading.load(LAST_DAY)
    assert digest() == first


def _interrupted(monkeypatch):
    """The process dies between the two halves: the next load goes on."""
    with monkeypatch.context() as patch:
        patch.setattr(loading, "make_plans", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            loading.load(LAST_DAY)
    assert LoadedDemo.objects.get().is_complete is False


def test_removing_keeps_what_people_brought_and_made(client):
    loading.load(LAST_DAY)
    hanako = cast.hanako()
    mine = purchases.record(
        customer_id=hanako.pk,
        shop_id=Shop.objects.get(code="DEMO-CAFE").pk,
        lines=[purchases.NewLine(amount=1000, product_id=Product.objects.get(code="DEMO-R01").pk)],
        purchased_at=datetime(2025, 6, 30, 3, tzinfo=UTC),
        by=None,
    )
    own_segment = Segment.objects.create(key="mine", name="自分の", rule=ANYBODY)
    Business.objects.update(sender_name="本物の店")
    assert client.login(email="owner@demo.example.jp", password=words_story.PASSWORD)
    address = reverse("demo:remove")
    assert client.get(address).status_code == 200
    assert LoadedDemo.objects.exists(), "looking removes nothing"
    weak = client.post(address, {"email": "hana@example.jp", "password": "12345"})
    assert weak.context["form"].errors["password"]
    assert LoadedDemo.objects.exists()
    done = client.post(address, {"email": "hana@example.jp", "password": "watashi-no-himitsu-1"}, follow=True)
    assert done.redirect_chain[-1][0] == reverse("home")
    assert done.wsgi_request.user.email == "hana@example.jp"
    assert words_story.PASSWORD not in client.get(reverse("account_login")).content.decode()
    assert list(Customer.objects.values_list("pk", flat=True)) == [hanako.pk]
    assert list(Purchase.objects.values_list("pk", flat=True)) == [mine.pk]
    assert list(Product.objects.values_list("code", flat=True)) == ["DEMO-R01"], "used by a purchase of one's own"
    assert set(Shop.objects.values_list("code", flat=True)) == {"DEMO-CAFE", "ekimae"}
    assert list(Segment.objects.values_list("pk", flat=True)) == [own_segment.pk]
    assert list(Staff.objects.values_list("email", flat=True)) == ["hana@example.jp"]
    assert Business.objects.get().sender_name == "本物の店"
    assert engine.members(ANYBODY) == [hanako.pk]
    assert client.get(address).status_code == 409


def test_real_customers_and_made_up_ones_are_not_mixed():
    cast.hanako()
    with pytest.raises(BusinessInUse):
        loading.load(LAST_DAY)
    assert (Customer.objects.count(), Staff.objects.count(), LoadedDemo.objects.count()) == (1, 0, 0)


def test_nobody_is_locked_out_and_nothing_is_removed_twice():
    with pytest.raises(NoDemo):
        actions.remove_demo(by=None)
    LoadedDemo.objects.create(pk=1, last_day=LAST_DAY, is_complete=True)
    with pytest.raises(OwnerMissing):
        actions.remove_demo(by=None)
    assert LoadedDemo.objects.exists()


def test_only_the_owner_may_remove_the_demo(client):
    LoadedDemo.objects.create(pk=1, last_day=LAST_DAY, is_complete=True)
    client.force_login(cast.manager())
    assert client.post(reverse("demo:remove")).status_code == 403
    assert LoadedDemo.objects.exists()


def test_the_last_day_is_over_in_every_shop(time_machine):
    time_machine.move_to(datetime(2025, 7, 1, 4, 59, tzinfo=TOKYO))
    assert loading.yesterday() == date(2025, 6, 29)
    time_machine.move_to(datetime(2025, 7, 1, 5, 0, tzinfo=TOKYO))
    assert loading.yesterday() == LAST_DAY
