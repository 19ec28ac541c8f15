"""``joren regulars …``: what a regular is, how many there are, why, and who is next."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import CommandProblem, emit, example, json_option
from joren.foundation.money import AmountProblem, parse_amount
from joren.segments.library.rule_argument import rule_of

from . import actions, queries, telling
from .questions import FIRST, SECOND
from .sentences import percent

_MOST = 100_000
_DAY = click.DateTime(formats=["%Y-%m-%d"])
_AS_OF = click.option("--as-of", type=_DAY, help=_("As if today were this day (YYYY-MM-DD)."))
_LIMIT = click.option(
    "--limit", type=click.IntRange(1, _MOST), default=20, show_default=True, help=_("How many at most.")
)


@click.group("regulars", help=_("Who is a regular, why, and who is next."))
def regulars() -> None:
    """Hold the commands about regulars."""


@regulars.command(
    "define",
    help=_("Say what a regular is. RULE.json is a file with a rule; - reads standard input."),
    epilog=example("joren regulars define rule.json --name 常連", 'echo \'{"attribute": "purchases.count", "op": '
                   '"at_least", "value": 3}\' | joren regulars define -'),
)  # fmt: skip
@click.argument("rule")
@click.option("--name", default="", help=_("What you call them. Left out: the rule in words."))
@click.option("--money-step", help=_("The amount that is one step. Left out: the customers' usual purchase."))
@click.option("--window", "window", type=click.IntRange(1, 180), default=90, show_default=True,
              help=_("How many days after the first purchase count as early."))  # fmt: skip
@json_option
def define(rule: str, name: str, money_step: str | None, window: int) -> None:
    """Make a rule the definition."""
    step = _amount(money_step) if money_step else None
    definition = actions.define(rule=rule_of(rule), name=name, money_step=step, window_days=window, by=None)
    emit(telling.definition_told(definition), human=_defined)


@regulars.command(
    "show",
    help=_("How many regulars there are, their share of customers and sales, and who they are."),
    epilog=example("joren regulars show", "joren regulars show --as-of 2024-12-31 --json"),
)
@_AS_OF
@_LIMIT
@json_option
def show(as_of: datetime | None, limit: int) -> None:
    """Print how many, what share, and who."""
    told = telling.regulars_told(queries.official(), staff=None, as_of=_day(as_of), limit=limit)
    emit(told, human=_shown)


@regulars.command(
    "factors",
    help=_("What later regulars had early that others lacked."),
    epilog=example("joren regulars factors", "joren regulars factors --as-of 2024-12-31 --json"),
)
@_AS_OF
@click.option("--by-second-purchase", "by_second", is_flag=True,
              help=_("What was known by the second purchase, of those who made one."))  # fmt: skip
@json_option
def factors(as_of: datetime | None, by_second: bool) -> None:
    """Print why people become regulars."""
    point = SECOND if by_second else FIRST
    emit(telling.factors_told(queries.official(), as_of=_day(as_of), point=point), human=_factors)


@regulars.command(
    "prospects",
    help=_("Who is one step away from being a regular, and what the step is."),
    epilog=example("joren regulars prospects --limit 50", "joren regulars prospects --by-mail --json"),
)
@_AS_OF
@_LIMIT
@click.option("--by-mail", is_flag=True, help=_("Only those mail may be sent to."))
@json_option
def list_prospects(as_of: datetime | None, limit: int, by_mail: bool) -> None:
    """Print who is next."""
    told = telling.prospects_told(
        queries.official(), staff=None, as_of=_day(as_of), limit=limit, by_mail=True if by_mail else None
    )
    emit(told, human=_prospects)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _amount(text: str) -> Decimal:
    try:
        found = parse_amount(text)
    except AmountProblem:
        found = Decimal(0)
    if found <= 0:
        raise CommandProblem("bad_amount", _("“%(text)s” is no amount above 0.") % {"text": text[:50]})
    return found


def _defined(told: dict[str, Any]) -> str:
    return _("A regular is now: %(sentence)s") % {"sentence": told["sentence"]}


def _shown(told: dict[str, Any]) -> str:
    words = {
        "sentence": told["definition"]["sentence"],
        "regulars": f"{told['regulars']:,}",
        "customers": f"{told['customers']:,}",
        "share": percent(told["share_of_customers"]),
        "sales": percent(told["share_of_sales"]),
    }
    head = _("%(regulars)s of %(customers)s customers are regulars (%(share)s); they bring %(sales)s of the sales.")
    lines = [words["sentence"], head % words, ""]
    return "\n".join(lines + [f"{p['id']:>8}  {p['amount']:>14,}  {p['name']}" for p in told["customers_shown"]])


def _factors(told: dict[str, Any]) -> str:
    lines = [told["basis"], told["message"]] if told["message"] else [told["basis"]]
    alone = [factor for factor in told["factors"] if factor["stands"]]
    lines += [f"- {factor['sentence']}" for factor in [*alone, *told["pairs"]]]
    lines += [told["asked_words"]] if told["asked_words"] else []
    return "\n".join(lines)


def _prospects(told: dict[str, Any]) -> str:
    words = {"number": f"{told['number']:,}", "mail": f"{told['by_mail']:,}"}
    head = _("%(number)s customers are one step away; mail may be sent to %(mail)s of them.") % words
    return "\n".join([head, *(f"{p['id']:>8}  {p['step']}  {p['name']}" for p in told["prospects"])])


COMMANDS = [regulars]
