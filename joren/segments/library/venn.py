"""The geometry of a Venn picture. Pure: counts in, circles or ellipses with places for the figures out.

Two circles: the areas and the common area stand in the proportion of the counts. Three: every two circles overlap in
the proportion of their counts; the three areas in the middle follow from that and are approximate. Four: the standard
ellipses, which have all fifteen parts but no proportions. Where proportional shapes would leave a part with people too
small to see, equal circles are drawn instead.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import acos, cos, hypot, pi, radians, sin, sqrt
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 420
_LARGEST: Final = 150.0
_SMALLEST: Final = 46.0
_GRID: Final = 6
"""Distance in pixels of the points from which the middle of each part is found."""
_SMALLEST_PART: Final = 420.0
"""Square pixels: a part that holds people and is smaller cannot show its figure."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An ellipse, turned by `turn` degrees around its middle; a circle where both radii are equal."""

    x: float
    y: float
    rx: float
    ry: float
    turn: float = 0.0

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        angle = radians(self.turn)
        dx, dy = x - self.x, y - self.y
        along, across = dx * cos(angle) + dy * sin(angle), dy * cos(angle) - dx * sin(angle)
        return (along / self.rx) ** 2 + (across / self.ry) ** 2 <= 1


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the figure of a part stands, and how many square pixels the part has."""

    x: float
    y: float
    area: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes in the order of the segments; the place of each part that is there; whether areas mean anything."""

    shapes: list[Shape]
    spots: dict[str, Spot]
    proportional: bool


def picture(counts: Mapping[str, int], size: int) -> Picture:
    """The picture of `size` sets (2 to 4) with these counts by part (see `overlap.Region.key`)."""
    if size < 4 and any(counts.values()):  # noqa: PLR2004
        shapes = _fitted(_two(counts) if size == 2 else _three(counts))  # noqa: PLR2004
        spots = _spots(shapes)
        if all(key in spots and spots[key].area >= _SMALLEST_PART for key, count in counts.items() if count):
            return Picture(shapes, spots, proportional=True)
    return Picture(_STANDARD[size], _standard_spots(size), proportional=False)


def _two(counts: Mapping[str, int]) -> list[Shape]:
    sizes = [counts["11"] + counts["10"], counts["11"] + counts["01"]]
    first, second = _radii(sizes)
    apart = _distance(first, second, counts["11"] * _scale(sizes))
    return [Shape(0, 0, first, first), Shape(apart, 0, second, second)]


def _three(counts: Mapping[str, int]) -> list[Shape]:
    sizes = [sum(n for key, n in counts.items() if key[place] == "1") for place in range(3)]
    radii = _radii(sizes)

    def common(one: int, other: int) -> float:
        people = sum(n for key, n in counts.items() if key[one] == "1" and key[other] == "1")
        return _distance(radii[one], radii[other], people * _scale(sizes))

    a, b, c = common(0, 1), common(0, 2), common(1, 2)
    b, c = max(b, abs(a - c) + 1e-6), max(c, abs(a - b) + 1e-6)
    x = (a * a + b * b - c * c) / (2 * a) if a else 0.0
    y = sqrt(max(b * b - x * x, 0.0))
    centres = [(0.0, 0.0), (a, 0.0), (x, y)]
    return [Shape(cx, cy, r, r) for (cx, cy), r in zip(centres, radii, strict=True)]


def _scale(sizes: Sequence[int]) -> float:
    """Square pixels a person."""
    return pi * _LARGEST**2 / max(*sizes, 1)


def _radii(sizes: Sequence[int]) -> list[float]:
    return [max(sqrt(size * _scale(sizes) / pi), _SMALLEST) for size in sizes]


def _distance(first: float, second: float, area: float) -> float:
    """How far apart two circles lie that have so large an area in common: the area falls as they part."""
    near, far = abs(first - second), first + second
    if area <= 0:
        return far + 12
    for _step in range(60):
        middle = (near + far) / 2
        near, far = (middle, far) if _lens(first, second, middle) > area else (near, middle)
    return (near + far) / 2


def _lens(first: float, second: float, apart: float) -> float:
    """The area two circles have in common."""
    if apart >= first + second:
        return 0.0
    if apart <= abs(first - second):
        return pi * min(first, second) ** 2
    one = (apart**2 + first**2 - second**2) / (2 * apart * first)
    other = (apart**2 + second**2 - first**2) / (2 * apart * second)
    kite = (-apart + first + second) * (apart + first - second) * (apart - first + second) * (apart + first + second)
    return first**2 * acos(_cut(one)) + second**2 * acos(_cut(other)) - sqrt(max(kite, 0.0)) / 2


def _cut(value: float) -> float:
    return min(1.0, max(-1.0, value))


def _fitted(shapes: Sequence[Shape]) -> list[Shape]:
    """The shapes in the middle of the picture, as large as fits."""
    left, right = min(s.x - s.rx for s in shapes), max(s.x + s.rx for s in shapes)
    top, bottom = min(s.y - s.ry for s in shapes), max(s.y + s.ry for s in shapes)
    factor = min((WIDTH - 40) / (right - left), (HEIGHT - 40) / (bottom - top), 1.4)
    x, y = (WIDTH - (right - left) * factor) / 2, (HEIGHT - (bottom - top) * factor) / 2
    move: Callable[[Shape], Shape] = lambda s: Shape(  # noqa: E731
        x + (s.x - left) * factor, y + (s.y - top) * factor, s.rx * factor, s.ry * factor
    )
    return [move(shape) for shape in shapes]


@cache
def _standard_spots(size: int) -> dict[str, Spot]:
    return _spots(_STANDARD[size])


def _spots(shapes: Sequence[Shape]) -> dict[str, Spot]:
    """For each part the point of a grid that lies deepest inside it."""
    points: dict[tuple[int, int], str] = {}
    for x in range(0, WIDTH, _GRID):
        for y in range(0, HEIGHT, _GRID):
            key = "".join("1" if shape.holds(x, y) else "0" for shape in shapes)
            if "1" in key:
                points[x, y] = key
    found: dict[str, list[tuple[int, int]]] = {}
    for point, key in points.items():
        found.setdefault(key, []).append(point)
    return {key: _deepest(some, points, key) for key, some in found.items()}


def _deepest(some: list[tuple[int, int]], points: Mapping[tuple[int, int], str], key: str) -> Spot:
    """Peel the part from its edge inwards; of what remains last, the point nearest to its own middle."""
    rest = set(some)
    while True:
        inner = {
            (x, y)
            for x, y in rest
            if all((x + dx, y + dy) in rest for dx, dy in ((_GRID, 0), (-_GRID, 0), (0, _GRID), (0, -_GRID)))
        }
        if not inner:
            break
        rest = inner
    mx, my = sum(x for x, _y in rest) / len(rest), sum(y for _x, y in rest) / len(rest)
    x, y = min(rest, key=lambda point: hypot(point[0] - mx, point[1] - my))
    return Spot(x, y, len(some) * _GRID**2)


_STANDARD: Final[dict[int, list[Shape]]] = {
    2: [Shape(240, 210, 150, 150), Shape(400, 210, 150, 150)],
    3: [Shape(255, 155, 130, 130), Shape(385, 155, 130, 130), Shape(320, 265, 130, 130)],
    4: [
        Shape(240, 235, 190, 105, 45),
        Shape(295, 190, 190, 105, 45),
        Shape(345, 190, 190, 105, -45),
        Shape(400, 235, 190, 105, -45),
    ],
}
"""Where every part is there, whatever the counts."""
