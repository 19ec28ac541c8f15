"""One result looked at by shop, by earlier buying, by channel, by segment; and the variants among each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.foundation.registry.entries import Text
from joren.record.customers.models import Customer
from joren.record.shops.models import Shop
from joren.segments.engine import run as engine
from joren.segments.library.queries import get_segment

from .costing import channel_labels
from .measuring import NOBODY, Groups, groups_by, parameters, people_sql
from .rules import Compared, Moments, compare, differ
from .sources import Kind, Subject

MOST: Final = 20
"""Groups in one picture: the largest; a claim about one of hundreds could not be seen anyway."""


@dataclass(frozen=True, slots=True)
class Part:
    """One group of people, with its own comparison as one of many."""

    key: str
    label: str
    compared: Compared


@dataclass(frozen=True, slots=True)
class Parts:
    """A picture of many comparisons. `differ` is the p of all effects being the same; None with fewer than two.

    `left_out`: smaller groups that are not in it.
    """

    by: str
    parts: Sequence[Part]
    differ: float | None
    left_out: int = 0


DIMENSIONS: Final[dict[str, Text]] = {
    "stratum": gettext_lazy("By earlier buying"),
    "shop": gettext_lazy("By shop"),
    "channel": gettext_lazy("By channel"),
}
_VALUES: Final = "SELECT DISTINCT {part} FROM ({people}) person {joined}"
_SHOP: Final = f"JOIN {Customer._meta.db_table} c ON c.id = person.customer_id"


def parts_by(subject: Subject, until: date, by: str, progress: float | None) -> Parts:
    """The comparison within each group of `by`: a key of `DIMENSIONS`, or ``segment:<key>``. Raises what reading a
    segment raises; LookupError for anything else.
    """
    if by.startswith("segment:"):
        return _by_segment(subject, until, by, progress)
    part, joined, named = _DIMENSION[by]
    found = groups_by(subject, until, part, joined=joined)
    ordered = sorted(found.items(), key=lambda item: -(item[1].treated.n + item[1].held_back.n))
    return _parts(by, [(key, label, groups) for key, groups in ordered if (label := named(key))], progress)


def _by_segment(subject: Subject, until: date, by: str, progress: float | None) -> Parts:
    """Those who were in the segment on the day before the send, and the others: what came later cannot sort people."""
    assert subject.window
    segment = get_segment(by.removeprefix("segment:"))
    inside = engine.members({"segment": segment.key}, as_of=subject.window.before_last)
    found = groups_by(
        subject,
        until,
        "CASE WHEN person.customer_id = ANY(%(members)s::bigint[]) THEN 'in' ELSE 'out' END",
        more={"members": inside},
    )
    labels = {"in": segment.name, "out": _("everybody else")}
    return _parts(by, [(key, labels[key], found[key]) for key in labels if key in found], progress)


def _parts(by: str, named: Sequence[tuple[str, str, Groups]], progress: float | None) -> Parts:
    shown = named[:MOST]
    pairs = [(groups.treated, groups.held_back) for _key, _label, groups in shown]
    parts = [
        Part(key, label, one) for (key, label, _), one in zip(shown, compare(pairs, progress=progress), strict=True)
    ]
    return Parts(by, parts, differ(pairs), len(named) - len(shown))


def variants(subject: Subject, until: date, progress: float | None) -> Parts | None:
    """Each variant against the held-back, and each against each: one family. None where there are not two variants."""
    if subject.kind is not Kind.CAMPAIGN:
        return None
    found = groups_by(
        subject, until, "CASE WHEN person.decision = 'held_back' THEN '' WHEN person.compared THEN person.variant END"
    )
    held_back = found[""].held_back if "" in found else NOBODY
    treated = {key: groups.treated for key, groups in sorted(found.items()) if key and groups.treated.n}
    if len(treated) < 2:  # noqa: PLR2004  # one wording cannot be compared with itself
        return None
    pairs = _contrasts(treated, held_back)
    compared = compare([(one, other) for _key, _label, one, other in pairs], progress=progress)
    parts = [Part(key, label, one) for (key, label, *_), one in zip(pairs, compared, strict=True)]
    return Parts("variant", parts, differ([(one, held_back) for one in treated.values()]))


def _contrasts(treated: dict[str, Moments], held_back: Moments) -> list[tuple[str, str, Moments, Moments]]:
    names = {key: key.upper() for key in treated}
    against = [
        (key, _("%(variant)s against nothing") % {"variant": names[key]}, one, held_back)
        for key, one in treated.items()
        if held_back.n
    ]
    each = [
        (f"{one}-{other}", _("%(one)s against %(other)s") % {"one": names[one], "other": names[other]}, *pair)
        for one, other in combinations(treated, 2)
        for pair in [(treated[one], treated[other])]
    ]
    return against + each


def _buying(key: str) -> str:
    """The classes of earlier buying by how often alone."""
    once = {"": "", "0": _("had never bought"), "1": _("had bought once")}
    if key in once:
        return once[key]
    if key.endswith("+"):
        return _("had bought %(times)s times or more") % {"times": key[:-1]}
    return _("had bought %(times)s times") % {"times": key.replace("-", "–")}


def _shop_name(key: str) -> str:
    shop = Shop.objects.filter(pk=key).first() if key else None
    return shop.name if shop else _("no shop")


_DIMENSION: Final[dict[str, tuple[str, str, Callable[[str], str]]]] = {
    "stratum": ("split_part(person.stratum, '/', 1)", "", _buying),
    "shop": ("coalesce(c.shop_id::text, '')", _SHOP, _shop_name),
    "channel": ("person.channel", "", lambda key: channel_labels().get(key, key)),
}


def more_than_one(subject: Subject, until: date, by: str) -> bool:
    """Whether that dimension tells people apart at all."""
    part, joined, named = _DIMENSION[by]
    sql = _VALUES.format(part=part, people=people_sql(subject), joined=joined)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(subject, until))
        return len([key for (key,) in cursor.fetchall() if key is not None and named(key)]) > 1
