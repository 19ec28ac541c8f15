"""Templates: the usual ones and those of the business, as the page, the builder and programs see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from joren.foundation.time import clock
from joren.segments.catalogue.binding import BoundRule, bind_rule
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.catalogue.queries import Catalogue, catalogue
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.sentences import rule_sentence
from joren.segments.engine import run
from joren.segments.engine.tables import Column

from .errors import TemplateNotFound
from .models import SegmentTemplate
from .samples import SAMPLES
from .standing import kept


@dataclass(frozen=True, slots=True)
class Template:
    """A rule to start from. `own`: saved by the business; `problem`: why it cannot be used, or ""."""

    key: str
    group: str
    name: str
    why: str
    rule: dict[str, Any]
    sentence: str
    own: bool = False
    problem: str = ""
    bound: BoundRule | None = None

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "key": self.key,
            "group": self.group,
            "name": self.name,
            "why": self.why,
            "sentence": self.sentence,
            "rule": self.rule,
            "own": self.own,
            "problem": self.problem or None,
        }


def templates() -> list[Template]:
    """The business's own first, then the usual ones whose attributes are all there."""
    known = catalogue()
    own = [_own(row, known) for row in SegmentTemplate.objects.all()]
    usual = [_template(s.key, str(s.group), str(s.name), str(s.why), s.rule, known=known) for s in SAMPLES]
    return [*own, *(template for template in usual if not template.problem)]


def template(key: str) -> Template:
    """One of them. Raises `TemplateNotFound`."""
    found = next((each for each in templates() if each.key == key), None)
    if found is None:
        raise TemplateNotFound(key=key[:100])
    return found


def counts(found: Sequence[Template], *, as_of: date | None = None) -> dict[str, int]:
    """How many people each comes to, by key, in one question; those that cannot be used are left out."""
    day = as_of or clock.today()
    usable = {each.key: each.bound for each in found if each.bound is not None}

    def counted() -> list[int]:
        columns = [Column(key, rule) for key, rule in usable.items()]
        return run.evaluate(columns, as_of=day).true_counts()[1:] if columns else []

    return dict(zip(usable, kept("templates", list(usable.values()), day, counted), strict=True))


def _own(row: SegmentTemplate, known: Catalogue) -> Template:
    return _template(row.key, _("Your own"), row.name, row.why, row.rule, known=known, own=True, names=row.names)


def _template(
    key: str,
    group: str,
    name: str,
    why: str,
    rule: Mapping[str, Any],
    *,
    known: Catalogue,
    own: bool = False,
    names: Any = None,
) -> Template:
    try:
        bound = bind_rule(read_rule(rule, known, names), known, names=names)
    except InvalidRule as broken:
        return Template(key, group, name, why, dict(rule), str(broken), own, problem=str(broken))
    return Template(key, group, name, why, dict(rule), rule_sentence(bound), own, bound=bound)
