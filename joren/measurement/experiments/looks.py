"""Everything that is looked at beside the verdict, gathered for a page, a file or a program."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .funnel import Reached, by_channel, reached
from .parts import DIMENSIONS, Parts, more_than_one, parts_by, variants
from .queries import Result
from .ratios import Clicking, Measured, clicks, ratios_of


@dataclass(frozen=True, slots=True)
class Looks:
    """`ways` are how far the messages came, all together and by channel. `dimensions` can be chosen for `parts`."""

    ways: Sequence[tuple[str, Reached]]
    ratios: Sequence[Measured]
    clicks: Sequence[Clicking]
    variants: Parts | None
    dimensions: Sequence[str]
    parts: Parts | None


def looks_at(result: Result, *, by: str = "") -> Looks:
    """All further looks at a result; `by` chooses what people are parted by, else the first way that parts them."""
    subject, until, progress = result.subject, result.as_of, result.progress
    if result.groups is None:
        return Looks([], [], [], None, [], None)
    found = reached(subject, until)
    ways = [(_("All"), sum(found.values(), Reached())), *by_channel(found)] if found else []
    dimensions = [key for key in DIMENSIONS if more_than_one(subject, until, key)]
    chosen = by or (dimensions[0] if dimensions else "")
    known = chosen in DIMENSIONS or chosen.startswith("segment:")
    return Looks(
        ways,
        ratios_of(subject, until, progress),
        clicks(subject, until, progress),
        variants(subject, until, progress),
        dimensions,
        parts_by(subject, until, chosen, progress) if known else None,
    )
