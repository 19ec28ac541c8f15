"""``joren kpi``: the ten measures."""

from datetime import datetime
from typing import Any

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option
from joren.insight.reports import exporting, keeping

from . import presenting
from .rules.periods import FOUR_WEEKS, MONTH, QUARTER


@click.command(
    "kpi",
    help=_("Tell the ten measures of the newest period that is over, the period before and the year before."),
    epilog=example("joren kpi", "joren kpi --by weeks --shop ekimae", "joren kpi --json", "joren kpi --csv > kpis.csv"),
)
@click.option(
    "--by",
    type=click.Choice([MONTH, FOUR_WEEKS, QUARTER]),
    default=MONTH,
    help=_("Calendar months, 28 days, quarters."),
)
@click.option("--shop", default="", help=_("The code of a shop."))
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help=_("As if today were this day."))
@click.option("--csv", "csv_wanted", is_flag=True, help=_("Print all periods as CSV."))
@json_option
def kpi(by: str, shop: str, as_of: datetime | None, csv_wanted: bool) -> None:
    """Print the measures."""
    day = as_of.date() if as_of else None
    if csv_wanted:
        given = {"by": by, "shop": shop, "as_of": day.isoformat() if day else ""}
        click.echo(exporting.as_csv(keeping.answer("kpis", given, staff=None), "main"), nl=False)
        return
    emit(presenting.told(presenting.page(by=by, shop=shop, as_of=day)), human=_in_words)


def _in_words(told: dict[str, Any]) -> str:
    lines = [f"{told['period']['first']} – {told['period']['last']}"]
    for each in told["measures"]:
        change = _("before %(before)s, a year ago %(year)s") % dict(
            zip(("before", "year"), each["changes"], strict=True)
        )
        lines.append(f"{each['label']}: {each['missing'] or each['text'] + ' (' + change + ')'}")
    return "\n".join(lines)


COMMANDS = [kpi]
