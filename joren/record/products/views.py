"""Pages of products."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from joren.foundation.accounts.permissions import requires
from joren.foundation.ui.context import first_address

from . import queries
from .listing import ProductTable


@require_GET
@requires("products.view")
def product_list(request: HttpRequest) -> HttpResponse:
    """All products, beside the tree of their categories."""
    import_url = first_address("imports:new")
    table = ProductTable(
        request,
        queries.all_products(),
        empty_url=import_url,
        empty_label=_("Bring in a file") if import_url else "",
    )
    shown = {
        "tree": queries.category_tree(),
        "chosen": request.GET.get("category", ""),
        "here": reverse("products:list"),
    }
    return table.response("products/list.html", shown)
