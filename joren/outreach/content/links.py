"""Public addresses in messages: a link filled in for one person, counted links, pictures."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError

from .rules import markup
from .templating import compile_template, render, with_missing

_URL_SIGNS: Final = ":/?#[]@!$&'()*+,;=%-._~"


def link_for(target: str, content: Mapping[str, Any]) -> str | None:
    """Where a link leads for one person; None when it would lead anywhere but to the host it was written with.

    A link that is a value of a block (the page of a picked product) may lead to any web address: the value is ours.
    """
    try:
        filled = render(compile_template(target, part=_("link")), with_missing(content, ()), part=_("link")).strip()
    except JorenError:
        return None
    filled = quote(filled, safe=_URL_SIGNS)
    if markup.is_own_value(target):
        return filled if markup.has_fixed_host(filled) and urlsplit(filled).hostname else None
    return filled if markup.has_fixed_host(target) and markup.same_host(target, filled) else None


def image_address(base_url: str, token: str) -> str:
    """Where one of our own pictures is shown to everybody."""
    return f"{base_url}/m/i/{token}"
