"""What coupons offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, EVERYBODY, MARKETERS, Permission
from joren.foundation.registry import (
    ApiRouter,
    Commands,
    CustomerLink,
    EventType,
    JobHandler,
    NavigationItem,
    Panel,
    PeriodicJob,
    Urls,
)
from joren.outreach.content.blocks import BlockType
from joren.outreach.delivery.attribution import Attribution
from joren.record.timeline.kinds import EventKind

from .attributes import ATTRIBUTES

_HERE = "joren.outreach.coupons."

PROVIDES = (
    Permission(key="coupons.view", label=_("See coupons"), roles=EVERYBODY),
    Permission(key="coupons.write", label=_("Write coupons and give them out"), roles=MARKETERS),
    Permission(key="coupons.redeem", label=_("Take coupons at the till"), roles=COUNTER),
    *ATTRIBUTES,
    BlockType(
        key="coupon",
        label=_("Coupon"),
        icon="ticket",
        form=f"{_HERE}blocks:CouponBlockForm",
        expand=f"{_HERE}blocks:expand",
        values=f"{_HERE}blocks:values",
        help=_("Everybody who gets the message is given the coupon, with a code of their own."),
        order=60,
    ),
    Attribution(
        key="coupon",
        label=_("By the coupon"),
        explanation=_(
            "Purchases on which a coupon of this message was used. Whoever would have bought anyway used it too, and"
            " whoever came without showing it is missing: it is who used the coupon, not what the coupon changed."
        ),
        query=f"{_HERE}attribution:used_coupon",
        order=20,
    ),
    EventType(
        key="coupons.given",
        kind=EventKind.REWARD,
        label=_("Coupon given"),
        icon="ticket",
        sentence=f"{_HERE}events:given",
    ),
    EventType(
        key="coupons.used",
        kind=EventKind.REWARD,
        label=_("Coupon used"),
        icon="rosette-discount",
        sentence=f"{_HERE}events:used",
    ),
    EventType(
        key="coupons.given_back",
        kind=EventKind.REWARD,
        label=_("Coupon given back"),
        icon="arrow-back-up",
        sentence=f"{_HERE}events:given_back",
    ),
    CustomerLink(
        model="coupons.CouponCode",
        merge="move",
        part=f"{_HERE}merging:part",
        erase="keep",
        export=("coupon", "code", "given_at", "expires_on", "used"),
    ),
    CustomerLink(
        model="coupons.Redemption",
        merge="move",
        erase="keep",
        export=("coupon", "shop", "amount", "discount", "business_date", "state"),
    ),
    NavigationItem(
        key="coupons",
        label=_("Coupons"),
        url_name="coupons:list",
        icon="ticket",
        section="reach",
        order=40,
        permission="coupons.view",
    ),
    NavigationItem(
        key="coupons_till",
        label=_("Take a coupon"),
        url_name="coupons:till",
        icon="scan",
        section="reach",
        order=41,
        permission="coupons.redeem",
    ),
    Panel(
        key="coupons.of_customer",
        slot="customers.detail",
        title=_("Coupons"),
        template="coupons/_customer_panel.html",
        context=f"{_HERE}panels:of_customer",
        order=250,
        permission="coupons.view",
        width="side",
    ),
    JobHandler(key="coupons.match", label=_("Find the purchases coupons were used on"), run=f"{_HERE}matching:run"),
    PeriodicJob(key="coupons.match", every="25 * * * *"),
    Urls(prefix="coupons/", module="joren.outreach.coupons.urls"),
    Urls(prefix="k/", module="joren.outreach.coupons.urls_public", public=True),
    ApiRouter(prefix="coupons", router=f"{_HERE}api:router", tag=_("Coupons")),
    Commands(commands=f"{_HERE}commands:COMMANDS"),
)
