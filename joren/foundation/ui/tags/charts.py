"""The chart tag. The data go into the page as JSON, drawn by ECharts; the same data stand as a table below."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()

KINDS = frozenset({"bar", "line", "pie", "scatter"})


@register.inclusion_tag("ui/components/chart.html", takes_context=True)
def chart(
    context: Any, kind: str, data: dict[str, Any], title: str = "", *, height: int = 280, unit: str = ""
) -> dict[str, Any]:
    """``{% chart "bar" data %}`` with ``{"labels": [...], "series": [{"name": ..., "values": [...]}]}``.

    `height` is in pixels; `unit` stands behind the values. A series may have `low` and `high`, lists of the ends of
    an interval for each value. Raises ValueError for a kind that is not drawn.
    """
    if kind not in KINDS:
        raise ValueError(f"a chart is one of {sorted(KINDS)}, not {kind!r}")
    count = context.render_context.setdefault("joren_charts", 0) + 1
    context.render_context["joren_charts"] = count
    series = [{"name": str(one.get("name", "")), "values": list(one["values"])} | _ends(one) for one in data["series"]]
    labels = [str(label) for label in data["labels"]]
    rows = [(label, [one["values"][n] for one in series]) for n, label in enumerate(labels)]
    drawing = {"kind": kind, "labels": labels, "series": series, "unit": unit}
    return {
        "id": f"chart-{count}",
        "drawing": drawing,
        "rows": rows,
        "title": title or _("Chart"),
        "height": height,
        "unit": unit,
    }


def _ends(series: dict[str, Any]) -> dict[str, list[Any]]:
    return {end: list(series[end]) for end in ("low", "high") if end in series}
