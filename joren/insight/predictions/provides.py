"""What predictions offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import EVERYBODY, MARKETERS, READERS, Permission
from joren.foundation.registry import (
    ApiRouter,
    Commands,
    CustomerLink,
    JobHandler,
    NavigationItem,
    Panel,
    PeriodicJob,
    Urls,
)
from joren.record.customers.facts import CustomerFacts

from .attributes import ATTRIBUTES
from .tables import PREDICTIONS

_HERE = "joren.insight.predictions."

PROVIDES = (
    Permission(key="predictions.view", label=_("See predictions"), roles=READERS),
    Permission(key="predictions.of_customer", label=_("See what is predicted of a customer"), roles=EVERYBODY),
    Permission(key="predictions.refresh", label=_("Predict anew"), roles=MARKETERS),
    PREDICTIONS,
    *ATTRIBUTES,
    NavigationItem(
        key="predictions",
        label=_("Predictions"),
        url_name="predictions:overview",
        icon="crystal-ball",
        section="know",
        order=40,
        permission="predictions.view",
    ),
    Urls(prefix="predictions/", module=f"{_HERE}urls"),
    CustomerLink(
        model="predictions.Prediction",
        merge="keep_winner",
        erase="delete",
        export=("scored_on", "alive", "purchases", "value", "next_on"),
    ),
    JobHandler(key="predictions.refresh", label=_("Predict what customers will do"), run=f"{_HERE}tasks:refresh"),
    PeriodicJob(key="predictions.refresh", every="50 4 * * *"),
    JobHandler(key="predictions.follow", label=_("Predict anew for those who bought"), run=f"{_HERE}tasks:follow"),
    PeriodicJob(key="predictions.follow", every="20 * * * *"),
    Panel(
        key="predictions.of_customer",
        slot="customers.detail",
        title=_("Prediction"),
        template="predictions/_panel.html",
        context=f"{_HERE}views:panel",
        order=150,
        permission="predictions.of_customer",
        width="side",
    ),
    CustomerFacts(key="prediction", label=_("Prediction"), describe=f"{_HERE}queries:describe"),
    ApiRouter(prefix="predictions", router=f"{_HERE}api:router", tag=_("Predictions")),
    Commands(commands=f"{_HERE}commands:COMMANDS"),
)
