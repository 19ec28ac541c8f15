"""The searchable list of all attributes, once on the page for every comparison."""

from dataclasses import dataclass

from joren.segments.catalogue.queries import Catalogue

from .choices import by_group
from .readings import search_words


@dataclass(frozen=True, slots=True)
class Pick:
    """One attribute to pick. `words`: what finds it besides what is shown."""

    key: str
    label: str
    about: str
    words: str


def picker_groups(known: Catalogue) -> list[tuple[str, list[Pick]]]:
    """The attributes under their groups."""
    return [
        (
            label,
            [
                Pick(one.key, str(one.label), str(one.description), f"{label} {one.key} {search_words(str(one.label))}")
                for one in found
            ],
        )
        for label, found in by_group(known.attributes.values())
    ]
