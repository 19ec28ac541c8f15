"""Pictures of reports on paper: the same drawings as on the screen, as vectors."""

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import get_language

from joren.insight.reports.pictures import Drawing
from joren.insight.reports.rules.scales import compact

from .faces import COLOURS, FONT, LINE, PALE, SHADES, WHITE_FROM, styles

HEIGHT: Final = 170
_LEGEND: Final = 16
_MOST_LABELS: Final = 14
_MOST_BARS: Final = 60
_ROOMY: Final = 9
"""Columns of a grid up to which a cell tells more than its first figure."""


def picture(drawing: Drawing, width: float) -> list[Any]:
    """The flowables of a picture, `width` points wide."""
    if drawing.grid is not None:
        return [_grid(drawing, width)]
    chart = drawing.chart or {}
    makers: dict[str, Callable[[dict[str, Any], float], Any]] = {
        "bar": _bars,
        "pareto": _pareto,
        "scatter": _points,
    }
    if not chart.get("series"):
        return []
    return [makers.get(drawing.kind, _lines)(chart, width)]


def _canvas(chart: dict[str, Any], width: float) -> Any:
    """An empty picture with its legend on top."""
    from reportlab.graphics.shapes import Drawing as Canvas
    from reportlab.graphics.shapes import Rect, String
    from reportlab.lib.colors import HexColor
    from reportlab.pdfbase.pdfmetrics import stringWidth

    styles()
    canvas, x = Canvas(width, HEIGHT + _LEGEND + 6), 40.0
    for number, series in enumerate(chart["series"] if len(chart["series"]) > 1 else []):
        long = stringWidth(series["name"], FONT, 7.5) + 22
        if x + long > width:
            break
        colour = HexColor(COLOURS[number % len(COLOURS)])
        canvas.add(Rect(x, HEIGHT + 8, 8, 6, fillColor=colour, strokeColor=None))
        canvas.add(String(x + 11, HEIGHT + 8, series["name"], fontName=FONT, fontSize=7.5, fillColor=HexColor(PALE)))
        x += long
    return canvas


def _told(chart: dict[str, Any]) -> Callable[[float], str]:
    japanese = (get_language() or "").startswith("ja")
    if chart.get("unit") == "percent":
        return lambda value: f"{value:g}%"
    return lambda value: compact(value, japanese=japanese)


def _bars(chart: dict[str, Any], width: float) -> Any:
    from reportlab.graphics.charts.barcharts import VerticalBarChart

    canvas, bars = _canvas(chart, width), VerticalBarChart()
    cut = {**chart, "labels": chart["labels"][:_MOST_BARS]}
    bars.data = [[value or 0 for value in series["values"][:_MOST_BARS]] for series in chart["series"]]
    bars.groupSpacing, bars.barSpacing = 4, 0
    if chart.get("stacked"):
        bars.categoryAxis.style = "stacked"
    _place(bars, cut, width)
    for number in range(len(bars.data)):
        bars.bars[number].fillColor = _colour(number)
        bars.bars[number].strokeColor = None
    canvas.add(bars)
    return canvas


def _lines(chart: dict[str, Any], width: float) -> Any:
    if chart.get("places"):
        return _curves(chart, width)
    from reportlab.graphics.charts.linecharts import HorizontalLineChart

    canvas, lines = _canvas(chart, width), HorizontalLineChart()
    lines.data = [list(series["values"]) for series in chart["series"]]
    lines.joinedLines = 1
    _place(lines, chart, width)
    for number in range(len(lines.data)):
        lines.lines[number].strokeColor = _colour(number)
        lines.lines[number].strokeWidth = 1.4
        lines.lines[number].strokeDashArray = [4, 2] if number >= len(COLOURS) else None
    canvas.add(lines)
    return canvas


def _curves(chart: dict[str, Any], width: float) -> Any:
    canvas, plot = _canvas(chart, width), _plot(chart, width)
    plot.data = [
        [(x, y) for x, y in zip(chart["places"], series["values"], strict=True) if y is not None] or [(0, 0)]
        for series in chart["series"]
    ]
    for number in range(len(plot.data)):
        plot.lines[number].strokeColor = _colour(number)
        plot.lines[number].strokeWidth = 1.4
    canvas.add(plot)
    return canvas


def _pareto(chart: dict[str, Any], width: float) -> Any:
    from reportlab.graphics.shapes import PolyLine, String
    from reportlab.lib.colors import HexColor

    first, running = chart["series"]
    canvas = _bars({**chart, "series": [first]}, width)
    shares = running["values"][:_MOST_BARS]
    left, wide, low, high = 44.0, width - 80, 34.0, HEIGHT - 44.0
    step = wide / max(1, len(shares))
    points = [at for n, share in enumerate(shares) for at in (left + step * (n + 0.5), low + high * share / 100)]
    canvas.add(PolyLine(points, strokeColor=_colour(3), strokeWidth=1.4))
    for share in (0, 50, 100):
        told = {"fontName": FONT, "fontSize": 7, "fillColor": HexColor(PALE)}
        canvas.add(String(left + wide + 4, low + high * share / 100 - 2, f"{share}%", **told))
    return canvas


def _points(chart: dict[str, Any], width: float) -> Any:
    from reportlab.graphics.shapes import Circle, String
    from reportlab.lib.colors import HexColor

    canvas, plot = _canvas(chart, width), _plot(chart, width)
    points = [
        (point, number)
        for number, series in enumerate(chart["series"])
        for point in series["points"]
        if None not in point["value"][:2]
    ]
    plot.data = [[(point["value"][0], point["value"][1]) for point, _n in points] or [(0, 0)]]
    plot.lines[0].strokeColor = None
    canvas.add(plot)
    plot.xValueAxis.setPosition(plot.x, plot.y, plot.width)
    plot.yValueAxis.setPosition(plot.x, plot.y, plot.height)
    plot.xValueAxis.configure([[(p["value"][0], 0) for p, _n in points] or [(0, 0)]])
    plot.yValueAxis.configure([[(0, p["value"][1]) for p, _n in points] or [(0, 0)]])
    largest = max((point["value"][2] or 0 for point, _n in points), default=0) or 1
    for point, number in points:
        x, y = plot.xValueAxis.scale(point["value"][0]), plot.yValueAxis.scale(point["value"][1])
        radius = 3 + 9 * (max(point["value"][2] or 0, 0) / largest) ** 0.5 if chart.get("size") else 3
        canvas.add(Circle(x, y, radius, fillColor=_colour(number), strokeColor=None, fillOpacity=0.7))
        if len(points) <= _MOST_LABELS * 2:
            told = {"fontName": FONT, "fontSize": 6.5, "textAnchor": "middle", "fillColor": HexColor(PALE)}
            canvas.add(String(x, y + radius + 2, point["name"], **told))
    return canvas


def _plot(chart: dict[str, Any], width: float) -> Any:
    from reportlab.graphics.charts.lineplots import LinePlot

    plot = LinePlot()
    plot.x, plot.y, plot.width, plot.height = 44, 34, width - 60, HEIGHT - 44
    _axis(plot.yValueAxis, _told(chart))
    _axis(plot.xValueAxis, lambda value: f"{value:,.6g}")
    return plot


def _place(drawn: Any, chart: dict[str, Any], width: float) -> None:
    """Where the picture stands, its axes and the names under it."""
    drawn.x, drawn.y, drawn.width, drawn.height = 44, 34, width - 80, HEIGHT - 44
    every = max(1, -(-len(chart["labels"]) // _MOST_LABELS))
    names = [_cut(label) if n % every == 0 else "" for n, label in enumerate(chart["labels"])]
    axis = drawn.categoryAxis
    axis.categoryNames = names
    axis.labels.fontName, axis.labels.fontSize = FONT, 7
    axis.visibleTicks = 0
    if max(map(len, names), default=0) * 7 * len([n for n in names if n]) > drawn.width:
        axis.labels.angle, axis.labels.boxAnchor, axis.labels.dy = 30, "ne", -2
    _axis(drawn.valueAxis, _told(chart))
    lowest = min((value or 0 for row in drawn.data for value in row), default=0)
    if lowest >= 0:
        drawn.valueAxis.valueMin = 0


def _axis(axis: Any, told: Callable[[float], str]) -> None:
    from reportlab.lib.colors import HexColor

    axis.labels.fontName, axis.labels.fontSize = FONT, 7
    axis.labelTextFormat = told
    axis.strokeColor = HexColor(LINE)
    axis.gridStrokeColor, axis.gridStrokeWidth = HexColor("#eef0f1"), 0.5
    axis.visibleGrid = 1


def _colour(number: int) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(COLOURS[number % len(COLOURS)])


def _cut(label: str) -> str:
    return label if len(label) <= 12 else f"{label[:11]}…"  # noqa: PLR2004


def _grid(drawing: Drawing, width: float) -> Any:
    from html import escape

    from reportlab.lib.colors import HexColor, white
    from reportlab.platypus import Paragraph, Table, TableStyle

    grid, small = drawing.grid, styles()["centre"]
    assert grid is not None
    rows: list[list[Any]] = [[Paragraph(escape(head), small) for head in (grid.corner, *grid.heads)]]
    shaded: list[tuple[Any, ...]] = [("GRID", (1, 1), (-1, -1), 1.5, white), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    for y, (name, cells) in enumerate(grid.lines, start=1):
        row: list[Any] = [Paragraph(escape(name), small)]
        for x, cell in enumerate(cells, start=1):
            colour = "white" if cell.level >= WHITE_FROM else "black"
            told = (cell.text, *cell.extra) if len(grid.heads) <= _ROOMY else (cell.text,)
            text = "<br/>".join(escape(line) for line in told)
            row.append(Paragraph(f'<font color="{colour}">{text}</font>', small))
            shaded.append(("BACKGROUND", (x, y), (x, y), HexColor(SHADES[cell.level]) if cell.text else white))
        rows.append(row)
    first = min(70.0, width / 4)
    across = (width - first) / max(1, len(grid.heads))
    widths = [first, *([across] * len(grid.heads))]
    return Table(rows, colWidths=widths, repeatRows=1, style=TableStyle([*shaded, *_PADDING]))


_PADDING: Final = [
    ("LEFTPADDING", (0, 0), (-1, -1), 1),
    ("RIGHTPADDING", (0, 0), (-1, -1), 1),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
]
