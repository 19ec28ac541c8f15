"""Comparisons and reasons as sentences, also those of rules that can no longer be run."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from joren.foundation.catalogue import Attribute, AttributeType
from joren.segments.catalogue.binding import bind_rule, bind_use
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.catalogue.queries import Catalogue, catalogue
from joren.segments.catalogue.reading import read_rule, read_use
from joren.segments.catalogue.saved import Names
from joren.segments.catalogue.sentences import answer_words, rule_sentence, use_words

from .following.reasons import Because
from .models import Segment

_NUMBERS = (AttributeType.NUMBER, AttributeType.MONEY, AttributeType.DAYS)


class Teller:
    """Says parts of rules in the language of the moment; looks each thing up once. `names`: words kept for the gone."""

    def __init__(self, names: Names | None = None) -> None:
        self._names = names or {}
        self._said: dict[str, str] = {}

    @cached_property
    def _known(self) -> Catalogue:
        return catalogue()

    @cached_property
    def _segments(self) -> dict[str, str]:
        return dict(Segment.objects.values_list("key", "name"))

    def rule(self, rule: Mapping[str, Any]) -> str:
        """A rule, or a part of one; what can no longer be asked is said by the name it had."""
        written = repr(rule)
        if written not in self._said:
            self._said[written] = self._rule(rule)
        return self._said[written]

    def because(self, because: Because | None, *, entering: bool) -> list[str]:
        """Why somebody entered or left, one sentence for each cause."""
        kind = (because or {}).get("kind", "")
        if because is None or kind not in _SAID:
            return []
        if kind == "definition":
            return [self._definition(because)]
        said = [words] if (words := _SAID[kind]()) else []
        return said + [self._leaf(leaf, entering) for leaf in because.get("leaves", [])]

    def _definition(self, because: Because) -> str:
        words = {"name": self._segments.get(because["segment"], because["segment"]), "n": because["version"]}
        return _("The rule of “%(name)s” changed (version %(n)s)") % words

    def _rule(self, rule: Mapping[str, Any]) -> str:
        try:
            bound = bind_rule(read_rule(rule, self._known, self._names), self._known, names=self._names)
        except InvalidRule:
            return self._gone(rule)
        return rule_sentence(bound)

    def _gone(self, rule: Mapping[str, Any]) -> str:
        """A rule in which something is missing, part by part."""
        for kind, joint in (("all", pgettext("rule", " and ")), ("any", pgettext("rule", " or "))):
            if kind in rule:
                return joint.join(
                    self.rule(part) if "attribute" in part else f"({self.rule(part)})" for part in rule[kind]
                )
        if "not" in rule:
            return _("not (%(rule)s)") % {"rule": self.rule(rule["not"])}
        if "segment" in rule:
            key = str(rule["segment"])
            name = self._segments.get(key) or self._names.get("segment", {}).get(key, key)
            return _("is in the segment “%(name)s”") % {"name": name}
        key = str(rule.get("attribute", ""))
        attribute = self._known.attributes.get(key)
        label = str(attribute.label) if attribute else self._names.get("attribute", {}).get(key, key)
        words = [name for kind, known in self._names.items() if kind != "attribute" for name in _used(rule, known)]
        return _("%(what)s (%(how)s)") % {"what": label, "how": pgettext("list", ", ").join(words)} if words else label

    def _leaf(self, told: Mapping[str, Any], entering: bool) -> str:
        leaf = told["leaf"]
        words = {"leaf": self._leaf_words(leaf), **self._answers(leaf, told)}
        holds = bool(told.get("is")) == entering
        if "old" not in told:
            return _("%(leaf)s: %(new)s") % words
        if told.get("by") == "time" and words["old"] == words["new"]:
            text = (
                _("“%(leaf)s” came to hold as time passed (%(new)s)")
                if holds
                else _("“%(leaf)s” no longer holds as time passed (%(new)s)")
            )
        elif told.get("by") == "time":
            text = (
                _("“%(leaf)s” came to hold as time passed (%(old)s → %(new)s)")
                if holds
                else _("“%(leaf)s” no longer holds as time passed (%(old)s → %(new)s)")
            )
        else:
            text = (
                _("“%(leaf)s” came to hold (%(old)s → %(new)s)")
                if holds
                else _("“%(leaf)s” no longer holds (%(old)s → %(new)s)")
            )
        return text % words

    def _leaf_words(self, leaf: Mapping[str, Any]) -> str:
        if "op" in leaf:
            return self.rule(leaf)
        try:
            return use_words(bind_use(read_use(dict(leaf), self._known), self._known))
        except InvalidRule:
            return self._gone(leaf)

    def _answers(self, leaf: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, str]:
        attribute = self._known.attributes.get(leaf["attribute"])
        return {
            which: answer_words(attribute, _value(attribute, told[which])) if attribute else str(told[which])
            for which in ("old", "new")
            if which in told
        }


def _value(attribute: Attribute, value: Any) -> Any:
    """A kept answer in the type its words are made of."""
    if value is None or isinstance(value, bool):
        return value
    if attribute.type is AttributeType.DATE:
        return date.fromisoformat(value)
    return Decimal(str(value)) if attribute.type in _NUMBERS else value


def _used(rule: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """The kept names of what the parameters write."""
    given = rule.get("with", {})
    written = [item for raw in given.values() for item in (raw if isinstance(raw, list) else [raw])]
    return [names[str(item)] for item in written if str(item) in names]


_SAID: Final[dict[str, Callable[[], str]]] = {
    "first": lambda: _("Was in it already when following began"),
    "definition": lambda: "",
    "leaves": lambda: "",
    "registered": lambda: _("Became a customer"),
    "record": lambda: _("The record was put right; what it said before is not kept"),
    "removed": lambda: _("Is no customer any more"),
    "archived": lambda: _("The segment was put away"),
}
