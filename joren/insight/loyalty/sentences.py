"""What was found, in the words of shop people and the language of the moment."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from joren.foundation.catalogue import Attribute
from joren.record.consents.models import Consent
from joren.segments.catalogue.queries import Catalogue, catalogue
from joren.segments.catalogue.sentences import answer_words
from joren.segments.catalogue.words import BAND_WORDS, WEEKDAY_WORDS

from .questions import SECOND
from .rules.disguise import Shape

Fact = Mapping[str, Any]
"""A question as `Question.told` writes it."""

_HOW: Final[dict[str, Promise]] = {
    "category": gettext_lazy("who bought %(what)s at the first purchase"),
    "product": gettext_lazy("who bought %(what)s at the first purchase (product)"),
    "shop": gettext_lazy("whose first purchase was at %(what)s"),
    "time_band": gettext_lazy("whose first purchase was in the %(what)s"),
    "weekday": gettext_lazy("whose first purchase was on a %(what)s"),
    "channel": gettext_lazy("whose first purchase came by way of %(what)s"),
}
_STATUS: Final[dict[str, Promise]] = {
    "too_early": gettext_lazy(
        "Not yet known: too few customers have been observed long enough after their first purchase."
    ),
    "too_few": gettext_lazy(
        "Not yet known: at least 10 regulars, 10 others and 30 people with a fact are needed to say anything."
    ),
    "nothing": gettext_lazy("Nothing that regulars had early differs from the others by more than chance would."),
}


def status_sentence(finding: Mapping[str, Any]) -> str:
    """Why nothing can be said; "" where something can."""
    return str(_STATUS.get(finding["status"], ""))


def basis_sentence(finding: Mapping[str, Any]) -> str:
    """Who was compared, and over what time."""
    said = _(
        "%(people)s customers were followed for %(days)s days after their first purchase; "
        "%(regulars)s of them were regulars then."
    )
    if finding.get("point") == SECOND:
        said = _(
            "%(people)s customers were followed for %(days)s days after their second purchase; "
            "%(regulars)s of them were regulars then."
        )
    return said % {
        "people": f"{finding['people']:,}",
        "days": finding["horizon_days"],
        "regulars": f"{finding['regulars']:,}",
    }


def asked_sentence(finding: Mapping[str, Any]) -> str:
    """How many questions were judged together, and how many were not asked."""
    if not finding.get("asked"):
        return ""
    said = _(
        "%(asked)s questions were judged together, %(pairs)s of them about two facts at once: of what is told here, at "
        "most 5 %% on average is chance."
    )
    words = said % {"asked": f"{finding['asked']:,}", "pairs": f"{finding['pairs_asked']:,}"}
    if not finding.get("not_asked"):
        return words
    more = _("%(number)s further questions were not asked, because there are too many to ask all.")
    number = f"{finding['not_asked']:,}"
    return f"{words} {more % {'number': number}}"


def factor_sentence(factor: Fact, known: Catalogue | None = None) -> str:
    """One finding: who, how much more often, against whom, among how many."""
    said = _("People %(who)s become regulars %(lift)s times as often (%(with)s against %(without)s, n=%(people)s).")
    return said % {
        "who": who(factor, known),
        "lift": times(factor["lift"]),
        "with": percent(factor["share_with"]),
        "without": percent(factor["share_without"]),
        "people": f"{factor['people']:,}",
    }


def pair_sentence(pair: Mapping[str, Any], known: Catalogue | None = None) -> str:
    """Two facts together: their share against each alone and neither."""
    first, second = (who(fact, known) for fact in pair["facts"])
    said = _(
        "Of people %(first)s and also %(second)s, %(both)s become regulars: %(lift)s times as often as with the better "
        "of the two alone (%(one)s and %(other)s; with neither %(neither)s, n=%(people)s)."
    )
    shares = {name: percent(group["share"]) for name, group in pair["groups"].items()}
    return said % {
        "first": first,
        "second": second,
        "both": shares["both"],
        "one": shares["first"],
        "other": shares["second"],
        "neither": shares["neither"],
        "lift": times(pair["lift"]),
        "people": f"{pair['people']:,}",
    }


def who(fact: Fact, known: Catalogue | None = None) -> str:
    """The people of a fact, as a clause: "who bought coffee beans at the first purchase"."""
    attribute = (known or catalogue()).attributes.get(fact["attribute"])
    shape = Shape(fact["shape"])
    if attribute is None:
        return str(fact["attribute"])
    if fact["parameter"]:
        return _narrowed(fact, attribute)
    if shape is Shape.AT_MOST:
        said = ngettext(
            "who bought a second time within %(days)s day of the first",
            "who bought a second time within %(days)s days of the first",
            int(fact["value"]),
        )
        return said % {"days": fact["value"]}
    if shape is Shape.TRUE:
        return _("with “%(label)s”") % {"label": attribute.label}
    value = answer_words(attribute, _exact(fact["value"]))
    if shape is Shape.IS:
        return _("whose %(label)s is %(value)s") % {"label": attribute.label, "value": value}
    return _at_least(fact, attribute, value)


def _narrowed(fact: Fact, attribute: Attribute) -> str:
    what = _what(fact)
    if fact.get("point") == SECOND:
        return _("with “%(label)s” (%(what)s) by the second purchase") % {"label": attribute.label, "what": what}
    if fact["days"] and fact["parameter"] == "category":
        said = _("who bought %(what)s within %(days)s days of the first purchase")
        return said % {"what": what, "days": fact["days"]}
    if Shape(fact["shape"]) is Shape.TRUE:
        return _("with “%(label)s” (%(what)s) at the first purchase") % {"label": attribute.label, "what": what}
    if fact["parameter"] in _HOW:
        return str(_HOW[fact["parameter"]]) % {"what": what}
    return _("with “%(label)s” (%(what)s) at the first purchase") % {"label": attribute.label, "what": what}


def _at_least(fact: Fact, attribute: Attribute, value: str) -> str:
    words = {"label": attribute.label, "value": value, "days": fact["days"]}
    if fact.get("point") == SECOND and not attribute.key.startswith("customer."):
        return _("with %(label)s of at least %(value)s by the second purchase") % words
    if fact["days"]:
        return _("with %(label)s of at least %(value)s in the first %(days)s days") % words
    if attribute.key.startswith("customer."):
        return _("with %(label)s of at least %(value)s") % words
    return _("with %(label)s of at least %(value)s at the first purchase") % words


def _what(fact: Fact) -> str:
    value = fact["value"]
    if fact["parameter"] == "time_band":
        return str(BAND_WORDS[value])
    if fact["parameter"] == "weekday":
        return str(WEEKDAY_WORDS[int(value)])
    channels = {channel: str(label) for channel, label in Consent.Channel.choices}
    return fact["words"] or channels.get(value, "") or str(value)


def _exact(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def times(lift: float) -> str:
    """A lift as people read it: 3.1, 0.64."""
    return f"{lift:.2f}" if lift < 1 else f"{lift:.1f}"


def percent(share: float | None) -> str:
    """A share of 1 in whole per cent, one decimal below 10."""
    if share is None:
        return "–"
    return f"{share:.1%}" if share < 0.0995 else f"{share:.0%}"  # noqa: PLR2004
