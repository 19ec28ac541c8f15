"""Two records side by side: what each says field by field, what differs, and what would be taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from joren.foundation.japanese.folding import fold
from joren.foundation.merging.brings import Brought, brought_by
from joren.record.customers import queries as customers
from joren.record.customers.labels import field_label, source_words
from joren.record.customers.models import Customer
from joren.record.customers.profile import birthday_words, day_words, shown

from .actions import suggested
from .rules.marking import Piece, marked

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

LEFT, RIGHT = "left", "right"
_KINDS = ("email", "phone", "line")


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both. `key` is "" where nothing is to choose; `taken` the side whose value would be kept."""

    key: str
    label: str
    left: list[Piece]
    right: list[Piece]
    differs: bool
    taken: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records: `survivor` is the side that the rule suggests."""

    left: Customer
    right: Customer
    survivor: str
    lines: list[Line]
    joined: list[Line]
    brought: list[Brought]

    @property
    def differing(self) -> list[Line]:
        """Lines in which there is something to choose."""
        return [line for line in self.lines if line.differs]


def compare(left: int, right: int, staff: "Staff | None") -> Comparison:
    """Both records as this person may see them. Raises CustomerNotFound."""
    one, other = customers.whole(left, staff), customers.whole(right, staff)
    survivor = LEFT if suggested(one.pk, other.pk)[0] == one.pk else RIGHT
    mine, theirs = _values(one), _values(other)
    keys = [key for key in mine if mine[key] or theirs[key]] + [key for key in theirs if key not in mine]
    lines = [_line(key, mine.get(key, ""), theirs.get(key, ""), survivor) for key in keys]
    return Comparison(one, other, survivor, lines, _joined(one, other), brought_by(one.pk, other.pk))


def choices_of(comparison: Comparison, survivor: str, wanted: Mapping[str, str]) -> dict[str, bool]:
    """What somebody chose, as `actions.merge` takes it: True for the gone one's value. Unknown fields are ignored."""
    found = {line.key: wanted[line.key] for line in comparison.lines if wanted.get(line.key) in (LEFT, RIGHT)}
    return {key: side != survivor for key, side in found.items()}


def _line(key: str, left: str, right: str, survivor: str) -> Line:
    ours, theirs = marked(left, right)
    if fold(left) == fold(right):  # the same in another script: to choose, but nothing to look for
        ours, theirs = [Piece(left, False)], [Piece(right, False)]
    differs = left != right
    taken = survivor if (left if survivor == LEFT else right) else (RIGHT if survivor == LEFT else LEFT)
    return Line(key if differs else "", label_of(key), ours, theirs, differs, taken)


def label_of(key: str) -> str:
    """The field in the reader's words."""
    words = {"birthday": _("Birthday"), "shop_id": _("Home shop")}
    return words.get(key) or field_label(key)


def _values(customer: Customer) -> dict[str, str]:
    """Every field of which a record has one value, as people read it."""
    found = {
        "family_name": customer.family_name,
        "given_name": customer.given_name,
        "family_kana": customer.family_kana,
        "given_kana": customer.given_kana,
        "company": customer.company,
        "birthday": birthday_words(customer),
        "gender": str(customer.get_gender_display()) if customer.gender else "",
        "member_number": customer.member_number or "",
        "shop_id": customer.shop.name if customer.shop else "",
        "registered_on": str(day_words(customer.registered_on)),
    }
    for kind in _KINDS:
        found[kind] = next((text for p, text in customers.points_of(customer) if p.kind == kind and p.is_primary), "")
    found["address"] = next((_address(a) for a in customer.addresses.all() if a.is_primary), "")
    found |= {f"custom.{value.field.key}": str(shown(value)) for value in customer.custom_values.all()}
    return found | {"note": customer.note}


def _address(address: Any) -> str:
    return f"{address.postal_code} {address}".strip()


def _joined(one: Customer, other: Customer) -> list[Line]:
    """What both keep together, so that nobody has to choose."""
    told = {
        _("Further e-mail, phone, LINE"): _further(one, other),
        _("Tags"): tuple(", ".join(sorted(link.tag.name for link in c.tag_links.all())) for c in (one, other)),
        _("Numbers of other systems"): tuple(
            ", ".join(str(number) for number in c.external_ids.all() if not number.is_made) for c in (one, other)
        ),
        _("Where from"): (source_words(one.source), source_words(other.source)),
    }
    return [
        Line("", str(label), [Piece(left, False)], [Piece(right, False)], False)
        for label, (left, right) in told.items()
        if left or right
    ]


def _further(*people: Customer) -> tuple[str, ...]:
    return tuple(
        ", ".join(text for point, text in customers.points_of(person) if not point.is_primary) for person in people
    )
