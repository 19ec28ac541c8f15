"""``joren segment …`` and ``joren attributes``."""

from datetime import date, datetime
from typing import Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from joren.foundation.catalogue import Attribute
from joren.foundation.cli import emit, example, json_option
from joren.record.customers.queries import find
from joren.segments.catalogue.queries import catalogue
from joren.segments.catalogue.sentences import rule_sentence
from joren.segments.engine import run
from joren.segments.engine.asking import Asking
from joren.segments.engine.explanations import Explanation

from . import actions, queries
from .describing import described_attribute
from .rule_argument import rule_of

as_of_option = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help=_("The day the question is asked for; today when left out.")
)


@click.group(
    "segment",
    help=_(
        "Count, list and explain who a rule is true for. RULE is a JSON file, - for standard input, or a saved key."
    ),
)
def segment_group() -> None:
    """Hold the commands about rules and segments."""


@segment_group.command(
    "count",
    help=_("Print how many customers RULE is true for."),
    epilog=example("joren segment count vip --as-of 2026-03-31"),
)
@click.argument("rule")
@as_of_option
@json_option
def count(rule: str, as_of: datetime | None) -> None:
    """Print the number."""
    asking, bound = _asked(rule, as_of)
    number = run.count(bound, as_of=asking.as_of)
    said = rule_sentence(bound)
    emit({"count": number, "as_of": asking.as_of, "sentence": said}, human=lambda _data: f"{said}\n{number:,}")


@segment_group.command(
    "members",
    help=_("Print the customers RULE is true for, by the number of their record, ascending."),
    epilog=example("joren segment members vip --json", "joren segment members rule.json"),
)
@click.argument("rule")
@as_of_option
@json_option
def members(rule: str, as_of: datetime | None) -> None:
    """Print them."""
    asking, bound = _asked(rule, as_of)
    ids = run.members(bound, as_of=asking.as_of)
    data = {"count": len(ids), "as_of": asking.as_of, "members": ids}
    emit(data, human=lambda _said: "\n".join(map(str, ids)) or _("Nobody."))


@segment_group.command(
    "why",
    help=_("Print why that customer is in or out of RULE."),
    epilog=example("joren segment why vip --customer M0001", "joren segment why r.json --customer 12"),
)
@click.argument("rule")
@click.option("--customer", "reference", required=True, help=_("Number of the record, member number or source:number."))
@as_of_option
@json_option
def why(rule: str, reference: str, as_of: datetime | None) -> None:
    """Print why."""
    asking, bound = _asked(rule, as_of)
    customer = find(reference)
    found = run.why(bound, customer.pk, as_of=asking.as_of)
    data = {"customer": customer.pk, "as_of": asking.as_of, "met": found.met, "why": found.as_dict()}
    emit(data, human=lambda _said: "\n".join(_lines(found)))


@segment_group.command(
    "save",
    help=_("Save RULE under KEY: a new segment, or a new version of the one there is."),
    epilog=example("joren segment save vip rule.json --name 常連"),
)
@click.argument("key")
@click.argument("rule")
@click.option("--name", default="", help=_("What people call it; needed for a new one."))
@json_option
def save(key: str, rule: str, name: str) -> None:
    """Save it."""
    known = queries.segments().filter(key=key).exists()
    saved = actions.save(key=key, rule=rule_of(rule), name=name or ("" if known else key), by=None)
    emit(queries.told(saved), human=lambda said: f"{said['key']} v{said['version']}: {said['sentence']}")


@segment_group.command("list", help=_("Print the saved segments."), epilog=example("joren segment list --json"))
@json_option
def list_segments() -> None:
    """Print them."""
    found = [queries.told(each) for each in queries.segments().order_by("name", "pk")]
    emit({"segments": found}, human=lambda said: "\n".join(f"{s['key']}\t{s['name']}" for s in said["segments"]))


@click.command(
    "attributes",
    help=_(
        "Print what can be known of a customer: everything, or the attribute KEY with its parameters and operators."
    ),
    epilog=example("joren attributes", "joren attributes purchases.count --json"),
)
@click.argument("key", required=False)
@json_option
def attributes(key: str | None) -> None:
    """Print them."""
    known = catalogue()
    if key:
        emit(described_attribute(known.attribute(key)))
        return
    found = sorted(known.attributes.values(), key=lambda attribute: attribute.key)
    data = {"attributes": [described_attribute(attribute) for attribute in found]}
    emit(data, human=lambda _said: "\n".join(map(_one_line, found)))


def _one_line(attribute: Attribute) -> str:
    return f"{attribute.key}\t{attribute.type.value}\t{attribute.label}"


def _asked(rule: str, as_of: datetime | None) -> tuple[Asking, Any]:
    day: date | None = as_of.date() if as_of else None
    asking = Asking(as_of=day)
    return asking, asking.rule(rule_of(rule))


def _lines(node: Explanation, depth: int = 0) -> list[str]:
    mark = pgettext("rule", "yes") if node.met else pgettext("rule", "no")
    answer = f" ({node.actual_words})" if node.kind == "leaf" else ""
    own = f"{'  ' * depth}[{mark}] {node.sentence}{answer}"
    return [own, *(line for part in node.parts for line in _lines(part, depth + 1))]


COMMANDS: list[click.Command] = [segment_group, attributes]
