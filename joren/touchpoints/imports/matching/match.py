"""A column taken for a field."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """A column taken for a field. `confidence` 0 to 1: 1 a known name, below 0.6 only by its values."""

    field: str
    column: int
    confidence: float
