"""Loading the made-up business, whole or not at all."""

from datetime import date, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import translation

from joren.foundation.accounts.models import Role, Staff
from joren.foundation.audit.actions import record
from joren.foundation.business.actions import change_business
from joren.foundation.business.queries import the_business
from joren.foundation.time import clock
from joren.foundation.time.business_day import business_date
from joren.insight.predictions.actions import schedule_refresh
from joren.measurement.experiments.actions import evaluate
from joren.outreach.campaigns.models import Campaign
from joren.record.customers.models import Customer
from joren.record.shops.models import Shop
from joren.segments.mirror.actions import sync

from . import words_story
from .coupons import write_coupon
from .errors import AlreadyLoaded, BusinessInUse
from .journeys import write_journey
from .mailings import write_mailing
from .models import LoadedDemo
from .plans import make_plans
from .story import Story
from .world import Person, World
from .writing import SOURCE, Keys, write


def load(last_day: date | None = None) -> list[dict[str, str]]:
    """Fill this installation with the business up to `last_day` (default: the last business day that is over).

    Returns the log-ins. The same day gives the same business. Raises `AlreadyLoaded` or `BusinessInUse`.
    """
    demo = LoadedDemo.objects.first()
    if demo and demo.is_complete:
        raise AlreadyLoaded
    with translation.override("ja"):
        if demo is None:
            demo = _write(last_day or yesterday())
        sync()
        _finish(demo)
    return logins()


def yesterday() -> date:
    """The last day that is over in the café, whose day ends last."""
    latest = max(hour for _code, _name, _kind, hour, _postal, _address in words_story.SHOPS)
    return business_date(clock.now(), time(latest)) - timedelta(days=1)


def logins() -> list[dict[str, str]]:
    """The demo's log-ins that exist, with their password: it opens nothing but made-up data."""
    known = {staff.email: staff for staff in Staff.objects.filter(email__in=[row[0] for row in words_story.STAFF])}
    return [
        {"email": email, "password": words_story.PASSWORD, "role": str(known[email].get_role_display())}
        for email, *_rest in words_story.STAFF
        if email in known
    ]


@transaction.atomic
def _write(day: date) -> LoadedDemo:
    """Everything that happened, in one transaction."""
    _refuse_real_customers()
    demo = LoadedDemo.objects.create(pk=1, last_day=day, business_before=_business_now())
    story = Story(World(day))
    keys = write(story)
    campaigns, staff = _campaigns(story, keys), _staff()
    counter = next(one for one in staff if one.role == Role.SHOP_STAFF)
    demo.made = {
        "campaigns.campaign": [campaign.pk for campaign in campaigns],
        "coupons.coupon": [write_coupon(story.come_back, campaigns[0], keys).pk],
        "journeys.journey": [write_journey(story.journey, _people(story), keys, by=counter).pk],
        "accounts.staff": [one.pk for one in staff],
    }
    demo.save(update_fields=["made"])
    change_business(by=None, **words_story.BUSINESS, shows_demo=True)
    return demo


def _refuse_real_customers() -> None:
    if customers := Customer.objects.exclude(source=SOURCE).count():
        raise BusinessInUse(customers=customers)


def _business_now() -> dict[str, Any]:
    business = the_business()
    return {name: getattr(business, name) for name in words_story.NOBODY}


def _campaigns(story: Story, keys: Keys) -> list[Campaign]:
    return [write_mailing(mailing, _people(story), keys) for mailing in story.mailings]


def _people(story: Story) -> dict[int, Person]:
    return {person.number: person for person in story.world.people}


def _staff() -> list[Staff]:
    """The log-ins. All have one password, so it is hashed once: hashing is slow on purpose."""
    hashed = make_password(words_story.PASSWORD)
    return [_person(*row, hashed=hashed) for row in words_story.STAFF]


def _person(email: str, name: str, role: str, shop: str, *, hashed: str) -> Staff:
    staff = Staff.objects.create(email=email, name=name, role=role, password=hashed)
    record("created", by=None, subject_type="staff", subject_id=staff.pk, label=email, detail={"role": role})
    if shop:
        Shop.objects.get(code=f"DEMO-{shop}").staff.add(staff)
    return staff


@transaction.atomic
def _finish(demo: LoadedDemo) -> None:
    """What reads the mirror and so comes after the sync: verdicts, the definition of a regular, segments, a goal.

    Interrupted before this, the next `load` goes on from here.
    """
    for campaign in Campaign.objects.filter(pk__in=demo.made["campaigns.campaign"]):
        evaluate(campaign, by=None)
    demo.made |= make_plans(demo.last_day, Staff.objects.get(email=words_story.STAFF[0][0]))
    schedule_refresh()
    demo.is_complete = True
    demo.save(update_fields=["made", "is_complete"])
