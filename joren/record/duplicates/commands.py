"""``joren duplicates …``: look for duplicates, see them, decide about them."""

from dataclasses import asdict
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import CommandProblem, emit, example, json_option, progress
from joren.record.customers import queries as customers

from . import actions, queries
from .errors import NothingToCompare
from .rules.features import Written

_MOST = 1_000


@click.group("duplicates", help=_("Find customers who are recorded more than once."))
def duplicates() -> None:
    """Hold the commands about duplicates."""


@duplicates.command(
    "check",
    help=_("Compare whoever changed since the last time with everybody."),
    epilog=example("joren duplicates check", "joren duplicates check --whole --json"),
)
@click.option("--whole", is_flag=True, help=_("Work everything out anew."))
@json_option
def check(whole: bool) -> None:
    """Find duplicates now, in this process."""
    with progress(_("Looking for duplicates")) as advance:
        at = 0

        def step(done: int, _total: int | None, _message: str) -> None:
            nonlocal at
            advance(max(done - at, 0))
            at = done

        report = actions.check(whole=whole, progress=step)
    emit(asdict(report), human=_report_in_words)


@duplicates.command(
    "list",
    help=_("List the pairs that were found."),
    epilog=example("joren duplicates list", "joren duplicates list --band review --limit 100 --json"),
)
@click.option("--band", type=click.Choice(["sure", "review"]), help=_("Only this band."))
@click.option("--suggests", type=click.Choice(["same", "household"]), help=_("Only what suggests this."))
@click.option(
    "--state",
    type=click.Choice(["open", "merged", "different", "household", "all"]),
    default="open",
    show_default=True,
    help=_("Undecided pairs, or decided ones."),
)
@click.option("--limit", type=click.IntRange(1, _MOST), default=20, show_default=True, help=_("How many at most."))
@json_option
def list_(band: str | None, suggests: str | None, state: str, limit: int) -> None:
    """Print pairs, sure ones first."""
    pairs = queries.candidates(None, state="" if state == "all" else state, band=band or "", suggests=suggests or "")
    found = list(pairs[: limit + 1])
    shown = [queries.told_candidate(candidate) for candidate in found[:limit]]
    emit({"pairs": shown, "more": len(found) > limit}, human=_pairs_in_words)


@duplicates.command(
    "find",
    help=_("Find who may be this person: a recorded customer (REF), or one given by the options."),
    epilog=example(
        "joren duplicates find M0001",
        "joren duplicates find --family 山田 --given 花子 --phone 090-1111-2222 --json",
    ),
)
@click.argument("ref", required=False)
@click.option("--family", default="", help=_("Family name."))
@click.option("--given", default="", help=_("Given name."))
@click.option("--family-kana", default="", help=_("Family name in kana."))
@click.option("--given-kana", default="", help=_("Given name in kana."))
@click.option("--birthday", default="", help=_("Birthday, as 1988-04-12."))
@click.option("--phone", default="", help=_("Phone number."))
@click.option("--email", default="", help=_("E-mail address."))
@click.option("--line-id", default="", help=_("LINE id."))
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help=_("How many at most."))
@json_option
def find(ref: str | None, limit: int, **given: str) -> None:
    """Print who may be that person, likeliest first."""
    if ref:
        customer = customers.find(ref)
        person, but = queries.written_of_customer(customer.pk), customer.pk
    else:
        person, but = _person(given), 0
    if person is None:
        raise NothingToCompare
    found = queries.matches_of(person, limit=limit, but=but or None)
    emit({"matches": [queries.told(match) for match in found]}, human=_matches_in_words)


@duplicates.command(
    "settle",
    help=_("Decide that two customers are different people or one household; open takes a decision back."),
    epilog=example("joren duplicates settle M0001 M0002 different", "joren duplicates settle 12 15 household --json"),
)
@click.argument("first")
@click.argument("second")
@click.argument("verdict", type=click.Choice(["different", "household", "open"]))
@json_option
def settle(first: str, second: str, verdict: str) -> None:
    """Keep a decision for good."""
    candidate = actions.settle(first=customers.find(first), second=customers.find(second), verdict=verdict, by=None)
    emit(queries.told_candidate(candidate), human=_pair_in_words)


def _person(given: dict[str, str]) -> Written:
    """The person of the options. Refuses what is none."""
    from joren.foundation.japanese.dates import DateProblem, parse_partial_date
    from joren.foundation.japanese.emails import normalise_email
    from joren.foundation.japanese.phones import normalise_phone

    if not any(given.values()):
        raise NothingToCompare
    try:
        born = parse_partial_date(given["birthday"]) if given["birthday"] else None
    except DateProblem as problem:
        words = _("“%(text)s” is not a date; write 1988-04-12.") % {"text": given["birthday"]}
        raise CommandProblem("bad_date", words) from problem
    phone, email = normalise_phone(given["phone"]), normalise_email(given["email"])
    return Written(
        family_name=given["family"],
        given_name=given["given"],
        family_kana=given["family_kana"],
        given_kana=given["given_kana"],
        birth_year=born.year if born else None,
        birth_month=born.month if born else None,
        birth_day=born.day if born else None,
        phones=[phone] if phone else [],
        emails=[email] if email else [],
        line_ids=[given["line_id"]] if given["line_id"] else [],
    )


def _report_in_words(report: dict[str, Any]) -> str:
    return _(
        "%(people)s customers, %(changed)s changed, %(compared)s pairs compared."
        " Undecided: %(sure)s sure, %(review)s to be reviewed, %(household)s that look like one household."
    ) % {key: f"{value:,}" for key, value in report.items()}


def _pairs_in_words(found: dict[str, Any]) -> str:
    lines = [_pair_in_words(pair) for pair in found["pairs"]]
    if found["more"]:
        lines.append(_("… and more. Use --limit."))
    return "\n".join(lines) or _("Nothing is found.")


def _pair_in_words(pair: dict[str, Any]) -> str:
    first, second = pair["first"], pair["second"]
    return (
        f"#{first['id']} {first['name']} – #{second['id']} {second['name']}"
        f"  {pair['band']} {pair['suggests']} {pair['probability']:.2f} {pair['state']}  {pair['why']}"
    )


def _matches_in_words(found: dict[str, Any]) -> str:
    lines = [
        f"#{match['customer']} {match['name']}  {match['band']} {match['suggests']} {match['probability']:.2f}"
        f"  {match['why']}"
        for match in found["matches"]
    ]
    return "\n".join(lines) or _("Nothing is found.")


COMMANDS = [duplicates]
