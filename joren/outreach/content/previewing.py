"""A message as real people would see it: whom to show, and what each of them gets."""

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from joren.foundation.business.queries import the_business
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to
from joren.segments.engine import run as engine

from .media import Preview, Setting, compile_words
from .queries import values_of
from .words import Words

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

TEN: Final = 10
_DARK: Final = "(prefers-color-scheme: dark)"
_MOST: Final = 20_000
_SEED: Final = 7
"""The same people in the same order each time, so that "the next ten" are others."""


def people(staff: "Staff", *, segment: str = "", page: int = 0) -> list[Customer]:
    """Ten people the person may see: of a segment by its key, or of everybody. Raises `InvalidRule`, LookupError."""
    seen = customers_visible_to(staff)
    if segment:
        ids = engine.members({"segment": segment})
        chosen = random.Random(_SEED).sample(ids, min(len(ids), _MOST))  # noqa: S311 - to look at, not to decide by
        seen = seen.filter(pk__in=chosen[page * TEN : page * TEN + 3 * TEN])
        return list(seen.order_by("pk")[:TEN])
    return list(seen.order_by("-pk")[page * TEN : page * TEN + TEN])


def as_person(words: Words, customer_id: int | None, *, base_url: str) -> Preview:
    """The message as that person gets it, links as written. None: nobody's values, so that fallbacks show.

    Raises what compiling raises.
    """
    compiled = compile_words(words, Setting(business=the_business(), base_url=base_url, tracked=False))
    values: dict[str, Any] = {}
    if customer_id is not None:
        values = values_of([customer_id], words).get(customer_id, {})
    return compiled.preview(values)


def in_light(preview: Preview, *, dark: bool) -> Preview:
    """The same page as a program in dark mode shows it, or never dark."""
    return replace(preview, html=preview.html.replace(_DARK, "all" if dark else "not all"))
