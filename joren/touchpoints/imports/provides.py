"""What the imports offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MANAGERS, MARKETERS, Permission
from joren.foundation.importing import ImportKind
from joren.foundation.registry import ApiRouter, Commands, JobHandler, NavigationItem, Panel, PeriodicJob, Urls

from .kinds.detail_fields import KINDS as DETAILS

_KINDS = "joren.touchpoints.imports.kinds."

PROVIDES = (
    *DETAILS,
    Permission(key="imports.view", label=_("See imports"), roles=MARKETERS),
    Permission(key="imports.run", label=_("Import files"), roles=MARKETERS),
    Permission(key="imports.download", label=_("Download imported files"), roles=MANAGERS),
    Permission(key="imports.undo", label=_("Undo imports"), roles=MANAGERS),
    ImportKind(
        key="customers",
        label=_("Customers"),
        description=_("One row per customer: name, contact, address, birthday, consent."),
        icon="users",
        fields=f"{_KINDS}customer_fields:FIELDS",
        importer=f"{_KINDS}customers:CustomerImporter",
        tables=(
            "timeline_event",
            "consents_consent",
            "customers_customvalue",
            "customers_customertag",
            "customers_externalid",
            "customers_postaladdress",
            "customers_contactpoint",
            "customers_customer",
            "shops_shop",
        ),
        order=10,
        custom=True,
        unit="customers_customer",
        byproducts=("customers_tag", "customers_customfield"),
    ),
    ImportKind(
        key="products",
        label=_("Products"),
        description=_("One row per product: code, name, price, categories."),
        icon="package",
        fields=f"{_KINDS}product_fields:FIELDS",
        importer=f"{_KINDS}products:ProductImporter",
        tables=("products_product", "products_category"),
        order=30,
        unit="products_product",
    ),
    ImportKind(
        key="shops",
        label=_("Shops"),
        description=_("One row per shop: code, name, address."),
        icon="building-store",
        fields=f"{_KINDS}shop_fields:FIELDS",
        importer=f"{_KINDS}shops:ShopImporter",
        tables=("shops_shop",),
        order=40,
        unit="shops_shop",
    ),
    JobHandler(key="imports.run", label=_("Import a file"), run="joren.touchpoints.imports.tasks:run_import"),
    JobHandler(key="imports.read", label=_("Read a large workbook"), run="joren.touchpoints.imports.tasks:read_import"),
    JobHandler(
        key="imports.preview", label=_("Try a whole file"), run="joren.touchpoints.imports.tasks:preview_import"
    ),
    JobHandler(
        key="imports.discard_files",
        label=_("Discard old import files"),
        run="joren.touchpoints.imports.tasks:discard_old_files",
    ),
    PeriodicJob(key="imports.discard_files", every="20 4 * * *"),
    JobHandler(key="imports.undo", label=_("Undo an import"), run="joren.touchpoints.imports.tasks:undo_import"),
    JobHandler(
        key="imports.pick_up", label=_("Look at the watched folder"), run="joren.touchpoints.imports.tasks:pick_up"
    ),
    PeriodicJob(key="imports.pick_up", every="* * * * *"),
    Panel(
        key="imports.waiting",
        slot="home",
        title=_("Files to be looked at"),
        template="imports/_waiting_panel.html",
        context="joren.touchpoints.imports.pickup:panel",
        permission="imports.run",
    ),
    Urls(prefix="imports/", module="joren.touchpoints.imports.urls"),
    NavigationItem(
        key="imports",
        label=_("Imports"),
        url_name="imports:list",
        icon="file-import",
        section="collect",
        order=10,
        permission="imports.view",
    ),
    ApiRouter(prefix="imports", router="joren.touchpoints.imports.api:router", tag=_("Imports")),
    Commands(commands="joren.touchpoints.imports.pickup_commands:COMMANDS"),
)
