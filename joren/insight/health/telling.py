"""Figures as a page shows them."""

from decimal import Decimal
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from . import queries
from .figures import sees_all
from .models import HealthSnapshot
from .rules import CHECKS
from .sentences import CHANNELS, FORMULAS, PEOPLE_FORMULAS, STEPS
from .sentences import CHECKS as CHECK_LABELS

_HUNDRED: Final = 100


def steps(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The waterfall with words, addresses and widths of bars in per cent."""
    shown = []
    for step in told["steps"]:
        key, by_people = step["key"], told["basis"] == "people"
        label = _("All customers") if by_people and key == "known" else STEPS[key]
        formula = PEOPLE_FORMULAS.get(key, FORMULAS[key]) if by_people else FORMULAS[key]
        opens = reverse("health:people", args=[key]) if key in ("reachable", "in_order") else ""
        shown.append(
            step
            | {
                "label": label,
                "formula": formula,
                "opens": opens,
                "yen": _money(step["yen"]),
                "lost_yen": _money(step["lost_yen"]),
                "width": round(step["share"] * _HUNDRED, 1),
                "purchases": told["anonymous"]["purchases"] if key == "known" and not by_people else None,
            }
        )
    return shown


def channels(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The reachable share per channel with words; `unasked`: something would arrive, but they did not agree."""
    return [
        row | {"label": CHANNELS[row["channel"]], "yen": _money(row["yen"]), "unasked": row["working"] - row["people"]}
        for row in told["channels"]
    ]


def checks(told: dict[str, Any]) -> list[dict[str, Any]]:
    """What is wrong with words and addresses."""
    return [
        row
        | {
            "label": CHECK_LABELS[row["check"]],
            "hint": CHECKS[row["check"]].hint,
            "yen": _money(row["yen"]),
            "url": f"{reverse('health:findings')}?check={row['check']}",
        }
        for row in told["checks"]
        if row["check"] in CHECKS
    ]


def cost(told: dict[str, Any]) -> dict[str, Any]:
    """What it costs today: people nobody reaches, and the sales of those of them who bought."""
    people, lost = told["people"], {step["key"]: step["lost_yen"] for step in told["steps"]}
    return {"people": people["all"] - people["reachable"], "yen": _money(lost.get("reachable"))}


def trend_chart(snapshots: list[HealthSnapshot]) -> dict[str, Any] | None:
    """The one number over time, with the linked share beside it; None for a single day."""
    if len(snapshots) < 2:  # noqa: PLR2004 - a line needs two points
        return None
    names = (("share", _("Sales in order")), ("linked_share", _("Sales with a name")))
    return {
        "labels": [snapshot.day.isoformat() for snapshot in snapshots],
        "series": [
            {"name": name, "values": [_percent(snapshot.figures.get(key)) for snapshot in snapshots]}
            for key, name in names
        ],
    }


def home_panel(request: HttpRequest, subject: object) -> dict[str, Any] | None:
    """The number and this week's repairs; None before the first measurement."""
    staff: Any = request.user
    snapshot = queries.latest_snapshot()
    if snapshot is None or snapshot.figures["basis"] == "nothing":
        return None
    shown = {"progress": queries.progress_of(staff), "may_repair": staff.may("health.repair")}
    if sees_all(staff):
        shown["figures"] = snapshot.figures
    return shown


def _percent(share: float | None) -> float:
    return round((share or 0) * _HUNDRED, 1)


def _money(yen: Decimal | str | None) -> Decimal | None:
    return None if yen is None else Decimal(yen)
