"""``joren segment …``: versions, who came and went, growth, overlaps and templates of saved segments."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any

import click
from django.utils.translation import gettext_lazy as _

from joren.foundation.cli import emit, example, json_option

from . import actions, moves_of, queries, templating, versions
from .commands import as_of_option
from .following.actions import follow_all, renew_past
from .growth import STEPS, growth
from .models import Membership
from .overlap import chosen, overlap
from .telling import Teller

limit_option = click.option("--limit", type=click.IntRange(1, 100_000), default=100, help=_("At most so many; 100."))


@click.group("segment")
def segment_group() -> None:
    """Added to the group of `commands`."""


@segment_group.command(
    "history",
    help=_("Print who came into the segment KEY, or who left, newest first, and because of what."),
    epilog=example("joren segment history vip", "joren segment history vip --left"),
)
@click.argument("key")
@click.option("--left", is_flag=True, help=_("Those who left instead of those who came in."))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help=_("Only from that day on."))
@limit_option
@json_option
def history(key: str, left: bool, since: datetime | None, limit: int) -> None:
    """Print who came into the segment KEY, or who left, newest first, and because of what."""
    segment, day = queries.get_segment(key), since.date() if since else None
    rows = moves_of.left(segment, None, since=day) if left else moves_of.entered(segment, None, since=day)
    rows = rows.order_by("-left_on" if left else "-entered_on", "-pk")
    people = list(told_rows(islice(rows, limit), Teller(segment.names), entering=not left))
    emit({"segment": key, "left": left, "people": people}, human=lambda _said: "\n".join(map(_line, people)))


@segment_group.command(
    "growth",
    help=_("Print how many members the segment KEY had, and how many came and went."),
    epilog=example("joren segment growth vip --step month --json"),
)
@click.argument("key")
@click.option("--step", type=click.Choice(STEPS), help=_("By day, week or month."))
@json_option
def grown(key: str, step: Any) -> None:
    """Print how many members the segment KEY had, and how many came and went."""
    found = growth(queries.get_segment(key), step)
    data = {"segment": key, "began_on": found.began_on, "step": found.step, "points": found.told()}

    def lines(said: Any) -> str:
        return "\n".join(f"{p['day']}\t{p['members']:,}\t+{p['joined']:,}\t-{p['left']:,}" for p in said["points"])

    emit(data, human=lines)


@segment_group.command(
    "versions",
    help=_("Print the rules the segment KEY has had, newest first, and what each changed."),
    epilog=example("joren segment versions vip"),
)
@click.argument("key")
@json_option
def version_list(key: str) -> None:
    """Print the rules the segment KEY has had, newest first, and what each changed."""
    found = [each.as_dict() for each in versions.versions_of(queries.get_segment(key))]
    emit({"segment": key, "versions": found}, human=lambda _said: "\n".join(_version(each) for each in found))


@segment_group.command(
    "restore",
    help=_("Take the rule of version NUMBER of the segment KEY back, as a new version."),
    epilog=example("joren segment restore vip 1"),
)
@click.argument("key")
@click.argument("number", type=click.IntRange(1, 10_000_000))
@json_option
def restore(key: str, number: int) -> None:
    """Take the rule of version NUMBER of the segment KEY back, as a new version."""
    saved = actions.restore_version(queries.get_segment(key), number, by=None)
    emit(queries.told(saved), human=lambda said: f"{said['key']} v{said['version']}: {said['sentence']}")


@segment_group.command(
    "overlap",
    help=_("Print how many people are in which of two to four segments KEYS at once."),
    epilog=example("joren segment overlap vip lunch sleeping --json"),
)
@click.argument("keys", nargs=-1, required=True)
@as_of_option
@json_option
def overlapping(keys: tuple[str, ...], as_of: datetime | None) -> None:
    """Print how many people are in which of two to four segments KEYS at once."""
    found = overlap(chosen(keys), as_of=as_of.date() if as_of else None)

    def lines(said: Any) -> str:
        told = [f"{'+'.join(r['inside'])}\t{r['count']:,}" for r in said["regions"]]
        return "\n".join([*told, f"{_('at least one of them')}\t{said['anybody']:,}"])

    emit(found.told(), human=lines)


@segment_group.command(
    "templates",
    help=_("Print the rules to start from with how many people each finds, or the one called KEY."),
    epilog=example("joren segment templates", "joren segment templates at-risk"),
)
@click.argument("key", required=False)
@json_option
def template_list(key: str | None) -> None:
    """Print the rules to start from with how many people each finds, or the one called KEY."""
    found = [templating.template(key)] if key else templating.templates()
    numbers = templating.counts(found)
    data = [each.as_dict() | {"count": numbers.get(each.key)} for each in found]
    emit({"templates": data}, human=lambda _said: "\n".join(map(_template, data)))


@segment_group.command(
    "save-template",
    help=_("Keep the rule of the segment KEY as a template."),
    epilog=example("joren segment save-template vip --name 上得意様"),
)
@click.argument("key")
@click.option("--name", default="", help=_("What people call it; the segment's name when left out."))
@click.option("--why", default="", help=_("What it is good for."))
@json_option
def save_template(key: str, name: str, why: str) -> None:
    """Keep the rule of the segment KEY as a template."""
    segment = queries.get_segment(key)
    saved = actions.save_template(segment, name=name or segment.name, why=why, by=None)
    emit(templating.template(saved.key).as_dict(), human=lambda said: f"{said['key']}\t{said['name']}")


@segment_group.command(
    "follow",
    help=_("See now who came into the segments and who left; the worker does so every five minutes."),
    epilog=example("joren segment follow"),
)
@json_option
def follow() -> None:
    """See now who came into the segments and who left; the worker does so every five minutes."""
    found = follow_all()
    renew_past()
    if found is None:
        emit({"busy": True}, human=lambda _said: str(_("Another run is at it.")))
        return
    data = {
        "day": found.day,
        "segments": found.looked_at,
        "unchanged": found.unchanged,
        "entered": found.entered,
        "left": found.left,
        "broken": list(found.broken),
    }
    words = _("%(segments)s segments, %(entered)s came in, %(left)s left")
    emit(data, human=lambda said: str(words) % said)


def told_rows(rows: Iterable[Membership], teller: Teller, *, entering: bool) -> Iterable[dict[str, Any]]:
    """Spells for programs, with the sentences of their reason and the reason as data."""
    for row in rows:
        because = row.entered_because if entering else row.left_because
        yield {
            "customer": row.customer_id,
            "entered_on": row.entered_on,
            "left_on": row.left_on,
            "because": teller.because(because, entering=entering),
            "reason": because,
        }


def _line(person: dict[str, Any]) -> str:
    until = f" – {person['left_on']}" if person["left_on"] else ""
    return f"{person['customer']}\t{person['entered_on']}{until}\t{' / '.join(person['because'])}"


def _version(said: dict[str, Any]) -> str:
    changes = [f"  {each['kind']}: {each['before'] or ''} → {each['after'] or ''}" for each in said["differences"]]
    return "\n".join([f"v{said['number']}\t{said['saved_at']:%Y-%m-%d}\t{said['sentence']}", *changes])


def _template(said: dict[str, Any]) -> str:
    return f"{said['key']}\t{said['name']}\t{'' if said['count'] is None else said['count']}"


COMMANDS: list[click.Command] = [segment_group]
