"""What comes before lines become purchases: options, charges, payments and voids are folded into their orders."""

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from joren.foundation.importing import Counts
from joren.foundation.importing.rows import Remember, Warn

from . import parts_sql

_MAIL: Final = "unknown_mail"


@dataclass(frozen=True, slots=True)
class Folding:
    """The staged rows of one import."""

    import_id: int
    source: str
    customer_source: str
    remember: Remember
    warn: Warn


def fold(folding: Folding) -> Counts:
    """Leave only lines of goods; counts what was voided. In the caller's transaction."""
    key = folding.import_id
    there = {part for (part,) in _all(parts_sql.PARTS, [key])}
    if "option" in there:
        _run(parts_sql.OPTIONS, [key, key, key])
        _run(parts_sql.OPTIONS_DONE, [key])
    if "charge" in there:
        _run(parts_sql.CHARGES, [key, key])
    if "payment" in there:
        _run(parts_sql.PAYMENTS, [key, key])
    if there & {"charge", "payment"}:
        _run(parts_sql.PARTS_DONE, [key])
    counts = _void(folding) if "void" in there else Counts()
    _run(parts_sql.CANCEL_STAGED, [key, folding.source])
    _warn_about_mail(folding)
    return counts


def _void(folding: Folding) -> Counts:
    """Cancel what the file voids, also purchases of earlier files; those of later files find it noted."""
    key = folding.import_id
    _run(parts_sql.VOIDS, [folding.source, key])
    _run(parts_sql.VOIDS_DONE, [key])
    found = [purchase for (purchase,) in _all(parts_sql.VOIDED, [key])]
    if not found:
        return Counts()
    lines = [line for (line,) in _all("SELECT id FROM purchases_purchaseline WHERE purchase_id = ANY(%s)", [found])]
    folding.remember("purchases_purchase", found)
    folding.remember("purchases_purchaseline", lines)
    for statement, values in (
        (parts_sql.CANCEL, [found]),
        (parts_sql.CANCEL_LINES, [found]),
        (parts_sql.CANCEL_EVENTS, [key, found]),
    ):
        _run(statement, values)
    return Counts({"voided": len(found)})


def _warn_about_mail(folding: Folding) -> None:
    nobody = _("Nobody has this e-mail address yet: the purchase waits for whoever comes with it.")
    several = _("Several customers have this e-mail address: the purchase was kept without a customer.")
    for address, row, people in _all(parts_sql.UNKNOWN_MAIL, [folding.import_id, folding.customer_source]):
        code, sentence = ("shared_mail", several) if people else (_MAIL, nobody)
        folding.warn(row, code, sentence, value=address)


def _run(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _all(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
