"""Evidence in one sentence of the user's language."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.foundation.registry.entries import Text

_SAME: Final[dict[tuple[str, str], Text]] = {
    ("full_name", "same"): gettext_lazy("the name"),
    ("full_name", "reading"): gettext_lazy("the reading of the name"),
    ("full_name", "romaji"): gettext_lazy("the name in Latin letters"),
    ("family_name", "same"): gettext_lazy("the family name"),
    ("family_name", "reading"): gettext_lazy("the reading of the family name"),
    ("family_name", "romaji"): gettext_lazy("the family name in Latin letters"),
    ("given_name", "same"): gettext_lazy("the given name"),
    ("given_name", "reading"): gettext_lazy("the reading of the given name"),
    ("given_name", "romaji"): gettext_lazy("the given name in Latin letters"),
    ("nickname", "same"): gettext_lazy("the nickname"),
    ("birthday", "same"): gettext_lazy("the birthday"),
    ("birthday", "month_day"): gettext_lazy("the month and day of birth"),
    ("birthday", "month"): gettext_lazy("the year and month of birth"),
    ("birthday", "year_only"): gettext_lazy("the year of birth"),
    ("phone", "same"): gettext_lazy("the phone number"),
    ("email", "same"): gettext_lazy("the e-mail address"),
    ("line", "same"): gettext_lazy("the LINE id"),
    ("member_number", "same"): gettext_lazy("the member number"),
    ("external_id", "same"): gettext_lazy("the number in another system"),
    ("address", "building"): gettext_lazy("the address down to the building"),
    ("address", "block"): gettext_lazy("the address"),
    ("address", "town"): gettext_lazy("the town"),
    ("address", "postal"): gettext_lazy("the postal code"),
    ("address", "city"): gettext_lazy("the city"),
    ("company", "same"): gettext_lazy("the company"),
    ("company", "alone"): gettext_lazy("the company"),
}
"""What is the same, as a noun. A gender that is the same, or a prefecture, is not worth a word."""

_CLAUSES: Final[dict[tuple[str, str], Text]] = {
    ("name", "swapped"): gettext_lazy("family and given name have changed places"),
    ("name", "joined"): gettext_lazy("the name is the same, in one field"),
    ("family_name", "homophone"): gettext_lazy("the family name sounds the same and is written differently"),
    ("family_name", "read_differently"): gettext_lazy("the family name is written the same and read differently"),
    ("family_name", "typo"): gettext_lazy("the family name looks mistyped"),
    ("family_name", "close"): gettext_lazy("the family name is one letter apart"),
    ("family_name", "similar"): gettext_lazy("the family name is written alike"),
    ("family_name", "changed"): gettext_lazy("the family name differs, as after a marriage"),
    ("family_name", "initial"): gettext_lazy("the family name begins with the same letter"),
    ("family_name", "different"): gettext_lazy("the family name differs"),
    ("given_name", "homophone"): gettext_lazy("the given name sounds the same and is written differently"),
    ("given_name", "read_differently"): gettext_lazy("the given name is written the same and read differently"),
    ("given_name", "typo"): gettext_lazy("the given name looks mistyped"),
    ("given_name", "close"): gettext_lazy("the given name is one letter apart"),
    ("given_name", "similar"): gettext_lazy("the given name is written alike"),
    ("given_name", "initial"): gettext_lazy("the given name begins with the same letter"),
    ("given_name", "different"): gettext_lazy("the given name differs"),
    ("birthday", "swapped"): gettext_lazy("day and month of birth have changed places"),
    ("birthday", "digit"): gettext_lazy("the birthday is one digit apart"),
    ("birthday", "year_differs"): gettext_lazy("only the year of birth differs"),
    ("birthday", "different"): gettext_lazy("the birthday differs"),
    ("phone", "digit"): gettext_lazy("the phone number is one digit apart"),
    ("phone", "different"): gettext_lazy("the phone number differs"),
    ("email", "local_part"): gettext_lazy("the e-mail address differs after the @ only"),
    ("email", "typo"): gettext_lazy("the e-mail address looks mistyped"),
    ("email", "different"): gettext_lazy("the e-mail address differs"),
    ("line", "different"): gettext_lazy("the LINE id differs"),
    ("address", "near"): gettext_lazy("the address is nearly the same"),
    ("address", "prefecture"): gettext_lazy("the address differs within the prefecture"),
    ("address", "different"): gettext_lazy("the address differs"),
    ("company", "different"): gettext_lazy("the company differs"),
    ("gender", "different"): gettext_lazy("the gender differs"),
}
_WHOLE_NAME: Final = ("same", "reading", "romaji")


def why(evidence: Iterable[Mapping[str, Any]]) -> str:
    """One sentence: what is the same, then what is nearly so, then what differs. Empty without evidence."""
    levels = _levels(evidence)
    same = [str(_SAME[item]) for item in levels if item in _SAME]
    clauses = [str(_CLAUSES[item]) for item in levels if item in _CLAUSES]
    rest = _("; ").join(clauses)
    if not same:
        return _capital(rest)
    things = _listed(same)
    if len(same) == 1:
        words = _("%(things)s is the same; %(rest)s") if rest else _("%(things)s is the same")
    else:
        words = _("%(things)s are the same; %(rest)s") if rest else _("%(things)s are the same")
    return _capital(words % {"things": things, "rest": rest})


def _levels(evidence: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(code, level) of each, with both names at one level as the whole name."""
    levels = [(str(item["code"]), str(item["level"])) for item in evidence]
    for level in _WHOLE_NAME:
        both = [("family_name", level), ("given_name", level)]
        if all(item in levels for item in both):
            levels = [("full_name", level), *(item for item in levels if item not in both)]
    return levels


def _listed(things: list[str]) -> str:
    """Several things as one: a, b and c."""
    *most, last = things
    if not most:
        return last
    return _("%(things)s and %(last)s") % {"things": _(", ").join(most), "last": last}


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
