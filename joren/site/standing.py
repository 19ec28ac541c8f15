"""Where the business stands, in few and cheap reads: what the home page shows."""

from datetime import date

from django.db import connection
from django.db.models import Max, Model
from django.utils import formats
from django.utils.translation import gettext as _

from joren.foundation.accounts.models import Role, Staff
from joren.foundation.business.queries import the_business
from joren.insight.loyalty.models import RegularDefinition
from joren.measurement.experiments.models import Evaluation
from joren.outreach.campaigns.models import Campaign
from joren.planning.goals.models import Goal
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to
from joren.segments.library.models import Segment
from joren.touchpoints.imports.models import Import
from joren.touchpoints.purchases.models import Purchase

COUNTED_UP_TO = 10_000
"""Beyond this the number of a table's rows is PostgreSQL's own estimate."""


def imports_done(staff: Staff) -> int:
    """How many files were imported and stand."""
    return Import.objects.filter(state=Import.State.DONE).count()


def newest_purchase(staff: Staff) -> str | None:
    """The business day of the newest purchase as text; None without purchases."""
    newest: date | None = Purchase.objects.aggregate(newest=Max("business_date"))["newest"]
    return formats.date_format(newest, _("j F Y")) if newest else None


def customers(staff: Staff) -> str | int:
    """How many customers the person may see; of many, about."""
    if staff.role == Role.SHOP_STAFF:
        return _up_to(customers_visible_to(staff)[: COUNTED_UP_TO + 1].count())
    return about(Customer)


def about(model: type[Model]) -> str | int:
    """How many rows a table has: exact while they are few, else the estimate of PostgreSQL's last analysis."""
    counted = model._default_manager.all()[: COUNTED_UP_TO + 1].count()
    if counted <= COUNTED_UP_TO:
        return counted
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])
        (estimate,) = cursor.fetchone()
    return _("about %(n)s") % {"n": f"{estimate:,}"} if estimate > COUNTED_UP_TO else _up_to(counted)


def _up_to(counted: int) -> str | int:
    return counted if counted <= COUNTED_UP_TO else _("%(n)s or more") % {"n": f"{COUNTED_UP_TO:,}"}


def regulars_are(staff: Staff) -> str | None:
    """The name of the business's own definition of a regular; None before there is one."""
    return RegularDefinition.objects.filter(is_official=True).values_list("name", flat=True).first()


def segments(staff: Staff) -> int:
    """How many segments are saved."""
    return Segment.objects.count()


def sent_campaigns(staff: Staff) -> int:
    """How many campaigns went out whole."""
    return Campaign.objects.filter(status=Campaign.Status.SENT).count()


def judged_campaigns(staff: Staff) -> int:
    """How many campaigns have a verdict."""
    return Evaluation.objects.count()


def open_goals(staff: Staff) -> int:
    """How many goals are not closed."""
    return Goal.objects.filter(closed_at=None).count()


def has_customers(staff: Staff) -> bool:
    """Whether there is any customer."""
    return Customer.objects.exists()


def has_purchases(staff: Staff) -> bool:
    """Whether there is any purchase."""
    return Purchase.objects.exists()


def has_sender(staff: Staff) -> bool:
    """Whether the sender block that the law wants below a mail is complete."""
    business = the_business()
    return all((business.sender_name, business.sender_address, business.sender_contact))


def has_regulars(staff: Staff) -> bool:
    """Whether it was said what a regular is."""
    return RegularDefinition.objects.filter(is_official=True).exists()


def has_no_regulars(staff: Staff) -> bool:
    """Whether nobody can be one step away, as it was not said from what."""
    return not has_regulars(staff)


def has_campaign(staff: Staff) -> bool:
    """Whether a campaign was started or planned."""
    return Campaign.objects.exclude(status=Campaign.Status.DRAFT).exists()
