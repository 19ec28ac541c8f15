"""``joren goal …``: set goals, see where they stand and are going, review them, look up what was learned."""

from datetime import datetime
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option
from joren.record.shops.queries import shop_by_code

from . import actions, experience, queries, reviewing, telling
from .models import Goal, Measure

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group("goal", help=_("Set goals, see where they stand and are going, review them, look up what was learned."))
def goal() -> None:
    """Hold the commands about goals."""


@goal.command(
    "list", help=_("Goals and where they stand."), epilog=example("joren goal list", "joren goal list --json")
)
@click.option("--closed", is_flag=True, help=_("Those put away."))
@json_option
def list_goals(closed: bool) -> None:
    """Print them."""
    rows = [telling.told(item) for item in queries.goals(closed=closed)]
    emit({"goals": rows}, human=lambda _data: "\n".join(_line(row) for row in rows) or _("No goal here yet"))


@goal.command("metrics", help=_("What a goal can be set on."), epilog=example("joren goal metrics"))
@json_option
def list_metrics() -> None:
    """Print the keys."""
    rows = [telling.told_metric(each) for each in queries.metrics()]
    emit({"metrics": rows}, human=lambda _data: "\n".join(f"{row['key']:<30} {row['label']}" for row in rows))


@goal.command(
    "show",
    help=_("One goal: where it stands and is going, what is done for it, its reviews."),
    epilog=example("joren goal show 3", "joren goal show 3 --look --json"),
)
@click.argument("number", type=int)
@click.option("--look", is_flag=True, help=_("Make the forecast now; else it is that of this morning."))
@json_option
def show(number: int, look: bool) -> None:
    """Print it."""
    found = queries.goal(number)
    if look:
        actions.look(found)
    emit(telling.told_fully(found), human=_in_words)


@goal.command(
    "set",
    help=_("Set a goal; where it stands is measured."),
    epilog=example(
        "joren goal set 四月の売上 --metric purchases.sales --target +10% --from 2026-04-01 --until 2026-04-30",
        "joren goal set リピート率 --metric kpis.repeat --target +5ポイント --from 2026-04-01 --until 2026-06-30",
    ),
)
@click.argument("name")
@click.option("--metric", required=True, help=_("What is measured; see `joren goal metrics`."))
@click.option("--target", required=True, help=_("A number (1,200,000, 120万) or a change (+10%, -5)."))
@click.option("--from", "starts_on", type=_DAY, required=True, help=_("The first day."))
@click.option("--until", "due_on", type=_DAY, required=True, help=_("The last day."))
@click.option("--review", type=click.Choice(Goal.Review.values), default="month", help=_("How often it is looked at."))
@click.option("--shop", default="", help=_("Only purchases made there: the code of a shop."))
@click.option("--segment", default="", help=_("Only those in that segment on the first day."))
@click.option("--owner", default="", help=_("Who sees to it: the address they log in with."))
@click.option("--note", default="", help=_("How we want to get there."))
@json_option
def set_goal(starts_on: datetime, due_on: datetime, shop: str, segment: str, owner: str, **given: str) -> None:
    """Set it and print it."""
    made = actions.set_goal(
        starts_on=starts_on.date(),
        due_on=due_on.date(),
        shop=shop_by_code(shop) if shop else None,
        segment_key=segment,
        owner=queries.owner(owner) if owner else None,
        by=None,
        **given,
    )
    actions.look(made)
    emit(telling.told_fully(made), human=_in_words)


@goal.command("close", help=_("Put a goal away."), epilog=example("joren goal close 3"))
@click.argument("number", type=int)
@json_option
def close(number: int) -> None:
    """Put it away."""
    actions.close_goal(queries.goal(number), by=None)
    emit(telling.told(queries.with_standing(queries.goal(number))), human=_line)


@goal.command("reopen", help=_("Take a closed goal back."), epilog=example("joren goal reopen 3"))
@click.argument("number", type=int)
@json_option
def reopen(number: int) -> None:
    """Take it back."""
    actions.reopen_goal(queries.goal(number), by=None)
    emit(telling.told(queries.with_standing(queries.goal(number))), human=_line)


@goal.command(
    "add",
    help=_("Hang something that is done under a goal: a campaign, a journey or a coupon, or anything by its name."),
    epilog=example("joren goal add 3 campaign:12", "joren goal add 3 新しい看板"),
)
@click.argument("number", type=int)
@click.argument("what")
@json_option
def add(number: int, what: str) -> None:
    """Add it and print the goal."""
    found = queries.goal(number)
    kind, _colon, reference = what.partition(":")
    if kind in Measure.Kind.values and reference.isascii() and reference.isdigit():
        actions.add_measure(found, kind=kind, reference=int(reference), by=None)
    else:
        actions.add_measure(found, kind=Measure.Kind.FREE, name=what, by=None)
    emit(telling.told_fully(found), human=_in_words)


@goal.command(
    "review",
    help=_("The review of a day, filled in beforehand; with words, it is written down."),
    epilog=example("joren goal review 3 2026-04-30", "joren goal review 3 2026-04-30 --keep 誕生日の葉書"),
)
@click.argument("number", type=int)
@click.argument("day", type=_DAY)
@click.option("--keep", default="", help=_("What to go on with."))
@click.option("--stop", default="", help=_("What to stop or change."))
@click.option("--notes", default="", help=_("What we learned, and what comes next."))
@json_option
def review(number: int, day: datetime, **words: str) -> None:
    """Print it, or write it down and print it."""
    found, on = queries.goal(number), day.date()
    if any(words.values()):
        actions.write_review(found, on=on, by=None, **words)
    emit(telling.told_review(reviewing.prepared(found, on)), human=_review_in_words)


@goal.command(
    "experience",
    help=_("What finished measures brought, the newest first."),
    epilog=example("joren goal experience", "joren goal experience 誕生日 --channel line --json"),
)
@click.argument("words", nargs=-1)
@click.option("--kind", type=click.Choice(["campaign", "journey", "free"]), default=None, help=_("Only of this kind."))
@click.option("--channel", default="", help=_("Only over this channel."))
@click.option("--segment", default="", help=_("Only to this segment."))
@json_option
def look_up(words: tuple[str, ...], kind: str | None, channel: str, segment: str) -> None:
    """Print it."""
    found = experience.search(" ".join(words), kind=kind or "", channel=channel, segment=segment)
    rows = [telling.told_experience(each) for each in found]
    emit({"experience": rows}, human=lambda _data: "\n".join(_learned(row) for row in rows) or _("Nothing learned yet"))


def _line(row: dict[str, Any]) -> str:
    standing = row["standing"]
    stands = f"{_number(standing['current'])} / {_number(row['target'])}  {standing['verdict']}" if standing else "–"
    return f"{row['id']:>5}  {row['name']}  {row['due_on']}  {stands}"


def _in_words(row: dict[str, Any]) -> str:
    lines = [_line(row)]
    before = row["before"]
    if before is not None:
        told = {"first": row["before_first"], "last": row["before_last"], "value": _number(before)}
        lines.append(_("From %(first)s to %(last)s, as many days just before: %(value)s") % told)
    ahead = row["forecast"]
    if ahead:
        told = {name: _number(ahead[name]) for name in ("value", "low", "high")}
        lines.append(_("On the present course: %(value)s (%(low)s to %(high)s)") % told)
    lines += [
        f"  {each['name']}: {each['state']}" + (f"  {_number(each['proven'])}" if each["proven"] is not None else "")
        for each in row["measures"]
    ]
    due = [str(day["on"]) for day in row["review_days"] if day["has_come"] and not day["is_written"]]
    if due:
        lines.append(_("Reviews to be written: %(days)s") % {"days": ", ".join(due)})
    return "\n".join(lines)


def _review_in_words(found: dict[str, Any]) -> str:
    lines = [f"{found['first']} – {found['on']}  {_number(found['value'])} / {_number(found['target'])}"]
    lines += [f"  {each['name']}: {each['state']}" for each in found["ran"]]
    said = found["written"] or found
    names = {"keep": _("what to go on with"), "stop": _("what to stop or change")}
    lines += [f"{name}: {said[key]}" for key, name in names.items() if said[key]]
    if found["written"] and said["notes"]:
        lines.append(said["notes"])
    return "\n".join(lines)


def _learned(row: dict[str, Any]) -> str:
    each = row["per_person"]
    brought = f"{_number(each['value'])} ({_number(each['low'])} – {_number(each['high'])})" if each else row["told"]
    return f"{row['on']}  {row['name']}  {row['words']}  {brought}"


def _number(value: Any) -> str:
    return "–" if value is None else f"{value:,.1f}".removesuffix(".0")


COMMANDS: list[click.Command] = [goal]
