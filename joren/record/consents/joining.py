"""The consents of two records of one person as one history. Pure.

Everything said is put in order of time. A yes while a yes stands renews it: the earlier span ends where the later one
begins, so that both pieces of evidence stay. A no ends whatever stands. If either record said no last, the person
has said no, even where the other record holds a newer yes: the doubt ends in *not sent*.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A row of consent: `key` is its id, 0 or less for one to be made; `like` the row it was split from."""

    key: int
    granted_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_how: str = ""
    like: int = 0


RENEWED = "renewed"
STRICTER = "stricter"
"""What `joined` says instead of a sentence in `withdrawn_how`; the caller knows the words."""


def stands(spans: Iterable[Span]) -> bool:
    """Whether a yes stands now."""
    return any(span.granted_at is not None and span.withdrawn_at is None for span in spans)


def withdrawals(spans: Iterable[Span]) -> set[datetime]:
    """Every moment at which a no was said; the end of a span that was only renewed is none."""
    rows = list(spans)
    begun = {row.granted_at for row in rows if row.granted_at and row.withdrawn_at != row.granted_at}
    return {row.withdrawn_at for row in rows if row.withdrawn_at and row.withdrawn_at not in begun}


def joined(mine: list[Span], theirs: list[Span], at: datetime | None) -> list[Span]:
    """All spans of the one person, changed ones included; none overlap.

    `at` is the moment of joining two records; None: what is joined is of one record, and the last word counts.
    """
    rows = [*mine, *theirs]
    grants = [(row.granted_at, 0, row.key, row) for row in rows if row.granted_at]
    ends = withdrawals(mine) | withdrawals(theirs)
    # Of noes of one moment the bare refusal is heard first, whichever record came first: it needs no second row.
    noes = [
        (row.withdrawn_at, 2 if row.granted_at else 1, row.key, row)
        for row in rows
        if row.withdrawn_at in ends and row.withdrawn_at
    ]
    told: dict[int, Span] = {row.key: replace(row, withdrawn_at=None) for row in rows if row.granted_at}
    made: list[Span] = []
    standing: int | None = None
    answered: set[datetime] = set()
    for moment, is_no, key, row in sorted([*grants, *noes], key=lambda one: one[:3]):
        if not is_no:
            if standing is not None:
                told[standing] = replace(told[standing], withdrawn_at=moment, withdrawn_how=RENEWED)
            standing = key
        elif standing is not None:
            told[standing] = replace(told[standing], withdrawn_at=moment, withdrawn_how=row.withdrawn_how)
            standing = None
            answered.add(moment)
            if row.granted_at is None and key > 0:
                told[key] = row
        elif row.granted_at is None and (key > 0 or moment not in answered):
            told[key] = row
            answered.add(moment)
        elif moment not in answered:
            made.append(Span(0, None, moment, row.withdrawn_how, like=key))
            answered.add(moment)
    if at is not None and standing is not None and (_refused(mine) or _refused(theirs)):
        told[standing] = replace(told[standing], withdrawn_at=at, withdrawn_how=STRICTER)
    return [*told.values(), *made]


def _refused(spans: list[Span]) -> bool:
    return bool(spans) and not stands(spans)
