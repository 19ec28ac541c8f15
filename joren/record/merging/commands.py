"""``joren customers merge …``, ``unmerge``, ``merges``."""

from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option
from joren.record.customers.queries import find

from . import actions, queries


@click.group("customers")
def customers() -> None:
    """Join the group of the same name."""


@customers.command(
    "merge",
    help=_("Make one person of two records. KEEP stays, GONE goes into it; every number of both leads there."),
    epilog=example("joren customers merge M0001 pos:10002", "joren customers merge id:12 id:345 --json"),
)
@click.argument("keep")
@click.argument("gone")
@click.option("--by-rule", is_flag=True, help=_("Let the rule say which of the two stays."))
@click.option("--reason", default="", help=_("Why; kept in the history."))
@json_option
def merge(keep: str, gone: str, by_rule: bool, reason: str) -> None:
    """Merge two customers."""
    kept, other = find(keep), find(gone)
    pair = (kept.pk, other.pk)
    if by_rule and kept.pk != other.pk:
        pair = actions.suggested(*pair)
    made = actions.merge(survivor=pair[0], gone=pair[1], by=None, reason=reason)
    emit(queries.told(made), human=_in_words)


@customers.command(
    "unmerge",
    help=_("Take a merge back. MERGE is its number; “joren customers merges” lists them."),
    epilog=example("joren customers unmerge 7"),
)
@click.argument("merge_id", metavar="MERGE", type=int)
@json_option
def unmerge(merge_id: int) -> None:
    """Separate two records again."""
    actions.unmerge(merge=queries.get(merge_id), by=None)
    emit(queries.told(queries.get(merge_id)), human=_in_words)


@customers.command("merges", help=_("List merges, newest first."), epilog=example("joren customers merges --json"))
@click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True, help=_("How many at most."))
@json_option
def merges(limit: int) -> None:
    """Print the newest merges."""
    rows = [queries.told(merge) for merge in queries.merges_visible_to(None).order_by("-pk")[:limit]]
    emit({"merges": rows}, human=lambda told: "\n".join(map(_in_words, told["merges"])) or _("Nothing was merged yet"))


def _in_words(merge: dict[str, Any]) -> str:
    words = {"id": merge["id"], "gone": merge["gone"], "survivor": merge["survivor"]}
    if merge["undone_at"]:
        return _("Merge %(id)s: record %(gone)s is separate from %(survivor)s again") % words
    return _("Merge %(id)s: record %(gone)s is one with %(survivor)s") % words


COMMANDS = [customers]
