"""Columns matched to fields, each field to one column at most, the surest pair first."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from joren.foundation.importing import ImportField

from .ambiguous import settle
from .headers import header_key, is_of_others, names_of
from .match import Match
from .sniffing import PROVEN_ONLY, looks_unmistakably, share_like

__all__ = ["Match", "guess_kind", "known_header", "match_columns"]

SURE: Final = 1.0
OWNED: Final = 0.9
"""A known name behind a word that says whose it is: 会員住所, お客様電話番号."""
LIKELY: Final = 0.7
WEAK: Final = 0.66
BY_VALUES: Final = 0.5
_MOST: Final = 0.8
_FEW: Final = 0.2


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
def _weak_names(fields: tuple[ImportField, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for field in fields:
        for word in field.weak.split():
            found.setdefault(header_key(word), set()).add(field.key)
    return found


@lru_cache(maxsize=64)
def _parts(fields: tuple[ImportField, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((header_key(part), field.key) for field in fields for part in field.parts.split())


def match_columns(
    header: Sequence[str], fields: tuple[ImportField, ...], sample: Sequence[Sequence[str]]
) -> list[Match]:
    """The columns that were recognised, in the order of the file."""
    values = [[row[column] for row in sample] for column in range(len(header))]
    pairs = [
        Match(field.key, column, confidence)
        for column, name in enumerate(header)
        for field, confidence in _candidates(name, fields, values[column])
    ]
    pairs.sort(key=lambda pair: (-pair.confidence, pair.column))
    taken: dict[str, Match] = {}
    columns: set[int] = set()
    for pair in pairs:
        if pair.field not in taken and pair.column not in columns:
            taken[pair.field] = pair
            columns.add(pair.column)
    settle(taken, header, values, {field.key for field in fields})
    return sorted(taken.values(), key=lambda pair: pair.column)


def _candidates(name: str, fields: tuple[ImportField, ...], values: list[str]) -> list[tuple[ImportField, float]]:
    named: dict[str, float] = {}
    weak: set[str] = set()
    keys = names_of(name)
    for key, certainty in zip(keys, (SURE, OWNED), strict=False):
        for field_key, confidence in _names(fields).get(key, {}).items():
            named.setdefault(field_key, confidence * certainty)
        weak |= _weak_names(fields).get(key, set())
    others = is_of_others(name)
    partly = {field for part, field in _parts(fields) if part in keys[0]} if not others else set()
    found = []
    for field in fields:
        confidence = named.get(field.key) or (LIKELY if field.key in partly else 0.0)
        if confidence or not others:
            confidence = _weighed(field, confidence, values, weak=field.key in weak)
        if confidence:
            found.append((field, confidence))
    return found


def _weighed(field: ImportField, confidence: float, values: list[str], *, weak: bool) -> float:
    """The confidence after a look at the values: it falls when they are something else."""
    share = share_like(field.sniff, values) if field.sniff else None
    if field.sniff in PROVEN_ONLY:
        return confidence if share is not None and share >= _MOST else 0.0
    if share is None:
        return confidence
    if not confidence:
        return _by_values(field, values, share, weak=weak) if share >= _MOST else 0.0
    if share <= _FEW:
        return confidence * 0.6
    return confidence + 0.01 * share if confidence < SURE else confidence


def _by_values(field: ImportField, values: list[str], share: float, *, weak: bool) -> float:
    if weak:
        return WEAK
    return BY_VALUES if looks_unmistakably(field.sniff, values, share) else 0.0


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
