"""The table tag."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def table(context: Any, shown: Any) -> SafeString:
    """``{% table table %}``: a `joren.foundation.ui.tables.Table` with its filters, rows, paging and bulk bar."""
    request = context.get("request")
    return render_to_string("ui/table.html", {"table": shown}, request=request)
