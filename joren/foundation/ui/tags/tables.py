"""The table tag."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def table(context: Any, shown: Any) -> SafeString:
    """``{% table table %}``: a `Table` with filters, paging and the bulk bar, or a `PlainTable`."""
    return render_to_string(shown.template_name, {"table": shown}, request=context.get("request"))
