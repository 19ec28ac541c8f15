"""Columns matched to fields, each field to one column at most, the surest pair first."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from joren.foundation.importing import ImportField

from .headers import header_key
from .sniffing import UNMISTAKABLE, share_like

SURE: Final = 1.0
LIKELY: Final = 0.7
BY_VALUES: Final = 0.5
_MOST: Final = 0.8
_FEW: Final = 0.2


@dataclass(frozen=True, slots=True)
class Match:
    """A column taken for a field. `confidence` 0 to 1: 1 a known name, below 0.6 only by its values."""

    field: str
    column: int
    confidence: float


@lru_cache(maxsize=64)
def _names(fields: tuple[ImportField, ...]) -> dict[str, dict[str, float]]:
    """Header key to field key to confidence; an earlier field's synonym does not hide a later one's."""
    found: dict[str, dict[str, float]] = {}
    for field in fields:
        for order, word in enumerate(field.synonyms.split()):
            # A field's first synonyms are its plainest ones: they settle who gets a column two fields could take.
            found.setdefault(header_key(word), {}).setdefault(field.key, SURE - min(order, 50) / 10_000)
    return found


@lru_cache(maxsize=64)
def _parts(fields: tuple[ImportField, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((header_key(part), field.key) for field in fields for part in field.parts.split())


def match_columns(
    header: Sequence[str], fields: tuple[ImportField, ...], sample: Sequence[Sequence[str]]
) -> list[Match]:
    """The columns that were recognised, in the order of the file."""
    pairs = [
        Match(field.key, column, confidence)
        for column, name in enumerate(header)
        for field, confidence in _candidates(name, fields, [row[column] for row in sample])
    ]
    pairs.sort(key=lambda pair: (-pair.confidence, pair.column))
    taken: dict[str, Match] = {}
    columns: set[int] = set()
    for pair in pairs:
        if pair.field not in taken and pair.column not in columns:
            taken[pair.field] = pair
            columns.add(pair.column)
    return sorted(taken.values(), key=lambda pair: pair.column)


def _candidates(name: str, fields: tuple[ImportField, ...], values: list[str]) -> list[tuple[ImportField, float]]:
    key = header_key(name)
    named = _names(fields).get(key, {})
    partly = {field for part, field in _parts(fields) if part in key}
    found = []
    for field in fields:
        confidence = named.get(field.key) or (LIKELY if field.key in partly else 0.0)
        confidence = _weighed(field, confidence, values)
        if confidence:
            found.append((field, confidence))
    return found


def _weighed(field: ImportField, confidence: float, values: list[str]) -> float:
    """The confidence after a look at the values: it falls when they are something else."""
    if not field.sniff:
        return confidence
    share = share_like(field.sniff, values)
    if share is None:
        return confidence
    if not confidence:
        return BY_VALUES if field.sniff in UNMISTAKABLE and share >= _MOST else 0.0
    if share <= _FEW:
        return confidence * 0.6
    return confidence + 0.01 * share if confidence < SURE else confidence


def known_header(kinds: Sequence[tuple[ImportField, ...]], name: str) -> bool:
    """Whether some kind of file has a column of exactly that name."""
    key = header_key(name)
    return bool(key) and any(key in _names(fields) for fields in kinds)


def guess_kind(
    header: Sequence[str], kinds: dict[str, tuple[ImportField, ...]], sample: Sequence[Sequence[str]]
) -> str:
    """The kind of file whose fields fit most of the columns; the first of equals."""
    scores = {key: _score(header, fields, sample) for key, fields in kinds.items()}
    return max(scores, key=lambda key: scores[key])


def _score(header: Sequence[str], fields: tuple[ImportField, ...], sample: Sequence[Sequence[str]]) -> float:
    return sum(match.confidence for match in match_columns(header, fields, sample))
