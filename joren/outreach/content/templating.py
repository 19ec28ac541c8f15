"""The language staff write messages in: Liquid without its dangerous parts, with limits, and merge fields that may be
empty."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _
from liquid import Environment
from liquid.exceptions import (
    LiquidError,
    LoopIterationLimitError,
    OutputStreamLimitError,
    ResourceLimitError,
)
from liquid.template import BoundTemplate

from joren.foundation.money import format_money

from .errors import TemplateProblem
from .straight import pieces_of, put_together

_FILTERS: Final = {
    "append",
    "at_least",
    "at_most",
    "capitalize",
    "ceil",
    "default",
    "divided_by",
    "downcase",
    "escape",
    "floor",
    "minus",
    "money",
    "plus",
    "prepend",
    "round",
    "size",
    "strip",
    "times",
    "truncate",
    "upcase",
    "url_encode",
}
_TAGS: Final = {"assign", "break", "case", "comment", "continue", "for", "if", "unless"}
_INNER: Final = {"content", "output", "illegal", "#"}  # the parser's own nodes
_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
_BLANK = re.compile(r"([!=]=)\s*(?:blank|empty)\b")
MAX_OUTPUT: Final = 500_000  # bytes
MAX_LOOPS: Final = 1_000
_LONGEST_CHARACTER: Final = 4  # bytes


class _Template(BoundTemplate):
    """A template that fills plain merge fields in by itself, a tenth of the work; Liquid does all others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pieces = pieces_of(self.nodes)

    def filled(self, values: Mapping[str, Any]) -> str:
        """The text with these values."""
        if self._pieces is not None:
            quick = put_together(self._pieces, values, autoescape=self.env.autoescape)
            if quick is not None and len(quick) * _LONGEST_CHARACTER <= MAX_OUTPUT:
                return quick
        return self.render(**values)


class _Limited(Environment):
    """Every message stays small and comes to an end."""

    template_class = _Template
    loop_iteration_limit: ClassVar[int | None] = MAX_LOOPS
    local_namespace_limit: ClassVar[int | None] = 20_000
    output_stream_limit: ClassVar[int | None] = MAX_OUTPUT
    context_depth_limit: ClassVar[int] = 10
    block_nesting_limit: ClassVar[int] = 10


class Missing:
    """An empty merge field: false in conditions, replaced by `| default:`, printed as its fallback."""

    force_liquid_default = True

    def __init__(self, fallback: str) -> None:
        self.fallback = fallback

    def __str__(self) -> str:
        return self.fallback

    def __liquid__(self) -> object:
        return None


@cache
def _environment(*, autoescape: bool, currency: str) -> Environment:
    environment = _Limited(autoescape=autoescape)
    for name in set(environment.filters) - _FILTERS:
        del environment.filters[name]
    for name in set(environment.tags) - _TAGS - _INNER:
        del environment.tags[name]
    environment.add_filter("money", lambda value: _as_money(value, currency))
    return environment


def _as_money(value: object, currency: str) -> object:
    try:
        return format_money(Decimal(str(value)), currency)
    except InvalidOperation:
        return value  # an empty field keeps its fallback


def compile_template(source: str, *, part: str, autoescape: bool = False, currency: str = "JPY") -> BoundTemplate:
    """Return the template ready to render. Raises `TemplateProblem` with the line of what cannot be understood."""
    # An empty field is nil, which Liquid does not count as blank, though everybody who writes "blank" means it.
    source = _TAG.sub(lambda tag: _BLANK.sub(r"\1 nil", tag[0]), source)
    try:
        template = _environment(autoescape=autoescape, currency=currency).from_string(source)
        unknown = set(template.analyze(include_partials=False).filters) - _FILTERS
    except (LiquidError, RecursionError) as problem:
        raise TemplateProblem(part=part, reason=_reason(problem)) from problem
    if unknown:
        raise TemplateProblem(part=part, reason=_no_such_filter(min(unknown)))
    return template


def _no_such_filter(name: str) -> str:
    like = get_close_matches(name, _FILTERS, n=1, cutoff=0.5)
    said = _("there is no filter “%(name)s”.") % {"name": name}
    return said + (" " + _("Did you mean “%(like)s”?") % {"like": like[0]} if like else "")


def render(template: BoundTemplate, values: Mapping[str, Any], *, part: str) -> str:
    """Return the text for one person. Raises `TemplateProblem` when it does not come to an end or counts wrongly."""
    try:
        return template.filled(values) if isinstance(template, _Template) else template.render(**values)
    except (LiquidError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError) as problem:
        raise TemplateProblem(part=part, reason=_reason(problem)) from problem


def fields_used(template: BoundTemplate) -> set[str]:
    """The merge fields a template reads (``customer.family_name``); names it makes itself (for, assign) are none."""
    found = template.analyze(include_partials=False).globals
    return {".".join(str(segment) for segment in one.segments) for many in found.values() for one in many}


def without_default(source: str, field: str) -> bool:
    """Whether the field is printed somewhere in the source without a `| default:` of its own."""
    return bool(re.search(r"\{\{-?\s*" + re.escape(field) + r"\s*(?!\s*\|\s*default\s*:)(?:\||-?\}\})", source))


def with_missing(values: Mapping[str, Any], fallbacks: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """A copy of nested `values` in which each named field that is absent or None is a `Missing` with its fallback."""
    filled: dict[str, Any] = {key: dict(part) if isinstance(part, Mapping) else part for key, part in values.items()}
    for path, fallback in fallbacks:
        *branches, leaf = path.split(".")
        place = filled
        for branch in branches:
            inner = place.get(branch)
            place[branch] = dict(inner) if isinstance(inner, Mapping) else {}
            place = place[branch]
        if place.get(leaf) in (None, ""):
            place[leaf] = Missing(fallback)
    return filled


def _reason(problem: BaseException) -> str:
    """The problem in words for people who write messages, not programs."""
    if isinstance(problem, LoopIterationLimitError):
        return _("a loop goes round more than %(limit)s times and was stopped.") % {"limit": MAX_LOOPS}
    if isinstance(problem, OutputStreamLimitError):
        return _("it becomes longer than %(limit)s KB and was stopped.") % {"limit": MAX_OUTPUT // 1000}
    if isinstance(problem, ResourceLimitError | RecursionError | MemoryError):
        return _("it asks for too much work and was stopped.")
    line = _line_of(problem)
    said = str(getattr(problem, "message", "") or problem)
    return _("line %(line)s: %(said)s") % {"line": line, "said": said} if line else said


def _line_of(problem: BaseException) -> int | None:
    context = getattr(problem, "context", None)
    try:
        found = context() if callable(context) else None
        return int(found[0]) if found else None
    except (TypeError, ValueError, IndexError):
        return None
