"""How a name of few characters is spread on a postcard, as a printer sets it (五字取り).

A name takes five places: 林守 stands as 林□□□守, 山田守 as 山田□□守, 田中花子 as 田中□花子. From five characters
on half a place stands between family and given name. A single name has no gap.
"""

from typing import Final

PLACES: Final = 5
HALF: Final = 0.5


def gap(family: str, given: str) -> float:
    """Places (em) between family and given name."""
    if not family or not given:
        return 0.0
    left = PLACES - len(family) - len(given)
    return float(left) if left >= 1 else HALF


def length(family: str, given: str) -> float:
    """Places (em) the whole name takes."""
    return len(family) + len(given) + gap(family, given)


def places(family: str, given: str) -> list[tuple[str, float]]:
    """Each character with the place (em from the beginning) it stands at."""
    second = len(family) + gap(family, given)
    first = [(sign, float(at)) for at, sign in enumerate(family)]
    return first + [(sign, second + at) for at, sign in enumerate(given)]
