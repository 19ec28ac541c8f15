"""Parameters of attributes: the form a rule writes them in, what they mean, and how they are said.

`check_parameters` looks at the form only. `bind_parameter` looks up the shop, tag, category … that is named, and
refuses one that is not there any more: a condition that silently fell away would make an audience grow.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from joren.foundation.business.queries import the_business
from joren.foundation.catalogue import Attribute, Parameter, ParameterOptions, ParameterType
from joren.foundation.registry import entry, resolve
from joren.foundation.time.bands import BANDS_BY_KEY
from joren.foundation.time.periods import Period, PeriodProblem
from joren.record.consents.models import Consent
from joren.record.customers.models import Tag
from joren.record.products.models import Category, Product
from joren.record.shops.models import Shop

from .conditions import Condition, HasId, HasText, InBand, InCategory, InPeriod, OnHoliday, OnWeekday
from .holidays import HOLIDAY_WORDS
from .problems import RuleProblem
from .saved import saved_ids
from .words import BAND_WORDS, WEEKDAY_WORDS, listed, period_words

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_MINUTES_OF_DAY: Final = 1440
_SUNDAY: Final = 7


class ParameterProblem(Exception):
    """A parameter that cannot be used; `code` names a sentence of `problems`."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True)
class Bound:
    """A parameter looked up: its condition, and how a sentence says it."""

    condition: Condition
    words: str


def check_parameters(attribute: Attribute, given: object, path: str) -> Iterator[RuleProblem]:
    """What is wrong with the form of the parameters of one use."""
    if not isinstance(given, Mapping):
        yield RuleProblem(path, "with_not_object")
        return
    known = {parameter.key: parameter for parameter in attribute.parameters}
    for key, raw in given.items():
        if key not in known:
            details = {"attribute": attribute.key, "key": str(key)[:50]}
            yield RuleProblem(f"{path}.{key}", "unknown_parameter", details)
            continue
        try:
            _FORMS[known[key].type](raw)
        except ParameterProblem as problem:
            yield RuleProblem(f"{path}.{key}", problem.code, problem.details)
    for key in (key for key, parameter in known.items() if parameter.required and key not in given):
        yield RuleProblem(path, "parameter_missing", {"attribute": attribute.key, "key": key})


def bind_parameter(parameter: Parameter, raw: Any) -> Bound:
    """Look up what the parameter names. Raises `ParameterProblem`."""
    return _BINDERS[parameter.type](parameter, _FORMS[parameter.type](raw))


def options_of(kind: ParameterType) -> list[tuple[str, str]] | None:
    """The values a parameter of that type may take with their words; None where nobody declared any."""
    if kind is ParameterType.CHANNEL:
        return [(value, str(label)) for value, label in Consent.Channel.choices]
    if kind is ParameterType.PURPOSE:
        return [(value, str(label)) for value, label in Consent.Purpose.choices]
    if kind is ParameterType.HOLIDAY:
        return [(value, str(words)) for value, words in HOLIDAY_WORDS.items()]
    try:
        declared = entry(ParameterOptions, kind.value)
    except KeyError:
        return [] if kind is ParameterType.CAMPAIGN else None
    return [(option.value, str(option.label)) for option in resolve(declared.options)()]


# The form of each type: what JSON may stand there, as plain values.


def _period(raw: object) -> Period:
    try:
        return Period.from_json(raw, own=True)
    except PeriodProblem as problem:
        raise ParameterProblem(f"period_{problem.code}") from None


def _references(raw: object) -> tuple[int | str, ...]:
    items = raw if isinstance(raw, list | tuple) else [raw]
    if not items or not all(_is_reference(item) for item in items):
        raise ParameterProblem("reference_bad")
    return tuple(dict.fromkeys(items))


def _is_reference(item: object) -> bool:
    if isinstance(item, str):
        return bool(item.strip()) and "\x00" not in item
    return isinstance(item, int) and not isinstance(item, bool) and 0 < item < 2**63


def _texts(raw: object) -> tuple[str, ...]:
    return tuple(str(item) for item in _references(raw))


def _weekdays(raw: object) -> tuple[int, ...]:
    items = raw if isinstance(raw, list | tuple) else [raw]
    if not items or not all(type(item) is int and 1 <= item <= _SUNDAY for item in items):
        raise ParameterProblem("weekday_bad")
    return tuple(sorted(set(items)))


def _band(raw: object) -> tuple[int, int, str]:
    if isinstance(raw, str) and raw in BANDS_BY_KEY:
        band = BANDS_BY_KEY[raw]
        return band.start_minute, band.end_minute, str(BAND_WORDS[raw])
    if isinstance(raw, Mapping) and set(raw) == {"from", "to"}:
        start, end = _minute(raw["from"]), _minute(raw["to"])
        if start is not None and end is not None and start != end:
            return start, (end - 1) % _MINUTES_OF_DAY, f"{raw['from']}–{raw['to']}"
    raise ParameterProblem("band_bad", known=", ".join(BANDS_BY_KEY))


def _holiday(raw: object) -> str:
    if isinstance(raw, str) and raw in HOLIDAY_WORDS:
        return raw
    raise ParameterProblem("holiday_bad", known=", ".join(HOLIDAY_WORDS))


def _minute(raw: object) -> int | None:
    found = _CLOCK.fullmatch(raw) if isinstance(raw, str) else None
    return int(found[1]) * 60 + int(found[2]) if found else None


_FORMS: Final[dict[ParameterType, Callable[[Any], Any]]] = {
    ParameterType.PERIOD: _period,
    ParameterType.SHOP: _references,
    ParameterType.CATEGORY: _references,
    ParameterType.PRODUCT: _references,
    ParameterType.TAG: _references,
    ParameterType.WEEKDAY: _weekdays,
    ParameterType.HOLIDAY: _holiday,
    ParameterType.TIME_BAND: _band,
    ParameterType.CHANNEL: _texts,
    ParameterType.PURPOSE: _texts,
    ParameterType.CAMPAIGN: _texts,
    ParameterType.SOURCE: _texts,
    ParameterType.SALES_CHANNEL: _texts,
    ParameterType.SEGMENT: _texts,
}


# What each type means now.


def _bind_period(parameter: Parameter, period: Period) -> Bound:
    start = the_business().fiscal_year_starts if period.kind == "fiscal_year" else 4
    return Bound(InPeriod(parameter.column, period, start, parameter.until), period_words(period))


def _bind_shop(parameter: Parameter, references: tuple[int | str, ...]) -> Bound:
    rows = Shop.objects.filter(_codes_or_ids(references)).values_list("pk", "code", "name")
    found = _found(references, rows, "shop_missing")
    return Bound(HasId(parameter.column, tuple(found)), listed(found.values()))


def _bind_product(parameter: Parameter, references: tuple[int | str, ...]) -> Bound:
    rows = Product.objects.filter(_codes_or_ids(references)).values_list("pk", "code", "name")
    found = _found(references, rows, "product_missing")
    return Bound(HasId(parameter.column, tuple(found)), listed(found.values()))


def _bind_category(parameter: Parameter, references: tuple[int | str, ...]) -> Bound:
    rows = Category.objects.filter(_codes_or_ids(references)).values_list("pk", "code", "name")
    found = _found(references, rows, "category_missing")
    below = Q()
    for path in Category.objects.filter(pk__in=found).values_list("path", flat=True):
        below |= Q(path__startswith=path)
    ids = Category.objects.filter(below).order_by("pk").values_list("pk", flat=True)
    return Bound(InCategory(parameter.column, tuple(ids)), listed(found.values()))


def _bind_tag(parameter: Parameter, references: tuple[int | str, ...]) -> Bound:
    ids, names = _split(references)
    tags = Tag.objects.filter(Q(pk__in=ids) | Q(name__in=names)).values_list("pk", "name", "name")
    found = _found(references, tags, "tag_missing")
    return Bound(HasId(parameter.column, tuple(found)), listed(found.values()))


def _bind_weekday(parameter: Parameter, days: tuple[int, ...]) -> Bound:
    return Bound(OnWeekday(parameter.column, days), listed(str(WEEKDAY_WORDS[day]) for day in days))


def _bind_holiday(parameter: Parameter, kind: str) -> Bound:
    return Bound(OnHoliday(parameter.column, kind), str(HOLIDAY_WORDS[kind]))


def _bind_band(parameter: Parameter, band: tuple[int, int, str]) -> Bound:
    first, last, words = band
    return Bound(InBand(parameter.column, first, last), words)


def _bind_text(parameter: Parameter, texts: tuple[str, ...]) -> Bound:
    options = options_of(parameter.type)
    if options is None:
        return Bound(HasText(parameter.column, texts), listed(texts))
    words = dict(options)
    for text in texts:
        if text not in words:
            raise ParameterProblem("option_missing", value=text[:50], known=", ".join(words) or "–")
    return Bound(HasText(parameter.column, texts), listed(words[text] for text in texts))


def _bind_segment(parameter: Parameter, keys: tuple[str, ...]) -> Bound:
    found = saved_ids(keys)
    for key in keys:
        if key not in found:
            raise ParameterProblem("unknown_segment", key=key[:100])
    ids = tuple(sorted(pk for pk, _name in found.values()))
    return Bound(HasId(parameter.column, ids), listed(found[key][1] for key in keys))


_BINDERS: Final[dict[ParameterType, Callable[[Parameter, Any], Bound]]] = {
    ParameterType.PERIOD: _bind_period,
    ParameterType.SHOP: _bind_shop,
    ParameterType.CATEGORY: _bind_category,
    ParameterType.PRODUCT: _bind_product,
    ParameterType.TAG: _bind_tag,
    ParameterType.WEEKDAY: _bind_weekday,
    ParameterType.HOLIDAY: _bind_holiday,
    ParameterType.TIME_BAND: _bind_band,
    ParameterType.CHANNEL: _bind_text,
    ParameterType.PURPOSE: _bind_text,
    ParameterType.CAMPAIGN: _bind_text,
    ParameterType.SOURCE: _bind_text,
    ParameterType.SALES_CHANNEL: _bind_text,
    ParameterType.SEGMENT: _bind_segment,
}


def _found(references: tuple[int | str, ...], rows: Iterable[tuple[int, str, str]], missing: str) -> dict[int, str]:
    """Ids with their names, sorted by id; raises for the first reference that has no row."""
    ids: dict[int, str] = {}
    names: set[int | str] = set()
    for pk, code, name in rows:
        ids[pk] = name or code
        names |= {pk, code}
    for reference in references:
        if reference not in names:
            raise ParameterProblem(missing, value=str(reference)[:50])
    return dict(sorted(ids.items()))


def _codes_or_ids(references: tuple[int | str, ...]) -> Q:
    ids, codes = _split(references)
    return Q(pk__in=ids) | Q(code__in=codes)


def _split(references: tuple[int | str, ...]) -> tuple[list[int], list[str]]:
    ids = [item for item in references if isinstance(item, int)]
    return ids, [item for item in references if isinstance(item, str)]
