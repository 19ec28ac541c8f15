"""Taking the made-up business away again: exactly what carries ``source="demo"``, and what hangs on it."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet

from joren.foundation.accounts.actions import add_staff
from joren.foundation.accounts.models import Role, Staff
from joren.foundation.audit.actions import record
from joren.foundation.business.actions import change_business
from joren.foundation.business.queries import the_business
from joren.insight.predictions.actions import forget_everything
from joren.insight.reports.monthly.actions import forget as forget_months
from joren.outreach.campaigns.models import Campaign
from joren.outreach.content.models import Content
from joren.outreach.delivery.models import Delivery, Dispatch
from joren.record.customers.models import Customer
from joren.record.products.models import Category, Product
from joren.record.shops.models import Shop
from joren.record.timeline.models import Event
from joren.segments.mirror.actions import sync
from joren.touchpoints.purchases.models import Purchase

from . import words_story
from .coupons import remove_coupons
from .errors import NoDemo, OwnerMissing
from .journeys import remove_journeys
from .models import LoadedDemo
from .plans import forget_plans
from .writing import SOURCE

_STAFF = "accounts.staff"
_CAMPAIGNS = "campaigns.campaign"
_COUPONS = "coupons.coupon"
_JOURNEYS = "journeys.journey"


def remove(*, by: Staff | None, owner_email: str = "", owner_password: str = "") -> Staff | None:
    """Remove the demo and its log-ins, and bring the mirror in line. What people imported or wrote themselves stays.

    With an e-mail address and a password an owner of one's own is added first (and returned). Raises `NoDemo`,
    `OwnerMissing`, and what `add_staff` raises: then nothing is removed.
    """
    with transaction.atomic():
        demo = LoadedDemo.objects.select_for_update().first()
        if demo is None:
            raise NoDemo
        owner = _owner(demo, owner_email, owner_password)
        _remove(demo)
        actor = by if by and Staff.objects.filter(pk=by.pk).exists() else owner
        record("deleted", by=actor, subject_type="demo", label=words_story.BUSINESS["name"])
    sync()
    return owner


def _owner(demo: LoadedDemo, email: str, password: str) -> Staff | None:
    if email:
        return add_staff(email=email, password=password, role=Role.OWNER, by=None)
    others = Staff.objects.filter(role=Role.OWNER, is_active=True).exclude(pk__in=demo.made.get(_STAFF, []))
    if not others.exists():
        raise OwnerMissing
    return None


def _remove(demo: LoadedDemo) -> None:
    made: dict[str, list[int]] = dict(demo.made)
    staff, campaigns = made.pop(_STAFF, []), made.pop(_CAMPAIGNS, [])
    remove_coupons(made.pop(_COUPONS, []))
    remove_journeys(made.pop(_JOURNEYS, []))
    for campaign in Campaign.objects.filter(pk__in=campaigns):
        _remove_campaign(campaign)
    forget_plans(made.get("loyalty.regulardefinition", []))
    for label, ids in made.items():
        apps.get_model(label)._default_manager.filter(pk__in=ids).delete()
    Purchase.objects.filter(source=SOURCE).delete()
    Customer.objects.filter(source=SOURCE).delete()
    forget_everything()
    forget_months()
    _remove_unused(Product.objects.filter(source=SOURCE))
    _remove_unused(Category.objects.filter(source=SOURCE).order_by("-path"))
    _remove_unused(Shop.objects.filter(source=SOURCE))
    Staff.objects.filter(pk__in=staff).delete()
    change_business(by=None, shows_demo=False, **_business_after(demo))
    demo.delete()


def _remove_campaign(campaign: Campaign) -> None:
    Event.objects.filter(origin=campaign.origin).delete()
    for model in (Delivery, Dispatch, Content):
        model._default_manager.filter(origin=campaign.origin).delete()
    campaign.delete()


def _remove_unused(rows: QuerySet[Any]) -> None:
    """Delete one by one what nobody's own purchases use: a file may name the demo's shops and products."""
    for row in _each(rows):
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError:
            continue


def _each(rows: QuerySet[Any]) -> Iterable[Model]:
    return list(rows)


def _business_after(demo: LoadedDemo) -> dict[str, Any]:
    """What the business was called before, except where somebody has changed it since."""
    business = the_business()
    mine = [name for name, value in words_story.BUSINESS.items() if getattr(business, name) == value]
    before = words_story.NOBODY | demo.business_before
    return {name: before[name] for name in mine}
