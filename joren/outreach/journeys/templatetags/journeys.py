"""Looking up in a mapping from a template."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """The value of that key; 0 where there is none."""
    return found.get(key, 0)
