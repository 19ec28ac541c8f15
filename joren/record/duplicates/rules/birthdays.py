"""Comparing birthdays of which parts may be unknown or mistyped."""

from .features import PersonFeatures


def compare(first: PersonFeatures, second: PersonFeatures) -> str:
    """The level of agreement, empty where nothing can be compared."""
    one, other = (first.year, first.month, first.day), (second.year, second.month, second.day)
    if not any(one) or not any(other):
        return ""
    if all(one) and all(other):
        return _complete(one, other)
    return _partly(one, other)


def _complete(one: tuple[int, int, int], other: tuple[int, int, int]) -> str:
    if one == other:
        return "same"
    if one[0] == other[0] and one[1] == other[2] and one[2] == other[1]:
        return "swapped"
    written, others = _digits(one), _digits(other)
    wrong = sum(letter != second for letter, second in zip(written, others, strict=True))
    if wrong == 1 or (wrong == 2 and _neighbours(written, others)):  # noqa: PLR2004
        return "digit"
    return "year_differs" if one[1:] == other[1:] else "different"


def _digits(date: tuple[int, int, int]) -> str:
    year, month, day = date
    return f"{year:04}{month:02}{day:02}"


def _neighbours(written: str, other: str) -> bool:
    """Whether two neighbouring digits changed places."""
    at = next(place for place, letter in enumerate(written) if letter != other[place])
    return written[at : at + 2] == other[at : at + 2][::-1]


def _partly(one: tuple[int, int, int], other: tuple[int, int, int]) -> str:
    """Only the parts that both have are compared."""
    known = [(mine, theirs) for mine, theirs in zip(one, other, strict=True) if mine and theirs]
    if any(mine != theirs for mine, theirs in known):
        return "different"
    year, month, day = (bool(mine and theirs) for mine, theirs in zip(one, other, strict=True))
    if month and day:
        return "month_day"
    if year:
        return "month" if month else "year_only"
    return ""
