"""Numbers of other systems that rows of a file bring along."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.utils.translation import gettext as _

from joren.foundation.importing.rows import Warn

from .bulk_rows import CustomerRow


def leave_taken_numbers(rows: Sequence[CustomerRow], known: Mapping[str, int], warn: Warn) -> None:
    """Take from the rows, in place, the numbers that somebody else has, here or above in the file; tell of each."""
    wanted = {pair for row in rows for pair in row.externals}
    if not wanted:
        return
    holders = _holders_of(sorted(wanted))
    for row in rows:
        mine = known.get(row.external_id)
        kept = []
        for pair in row.externals:
            holder = holders.setdefault(pair, mine or row.external_id)
            if holder in (mine, row.external_id):
                kept.append(pair)
                continue
            sentence = _("A number in another system belongs to another customer already and was left there.")
            warn(row.row, "external_ids", sentence, value=":".join(pair))
        row.externals = kept


def _holders_of(pairs: list[tuple[str, str]]) -> dict[tuple[str, str], int | str]:
    """Number to the customer who has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.source, e.value, e.customer_id FROM customers_externalid e"
            " JOIN unnest(%s::text[], %s::text[]) w(source, value) ON e.source = w.source AND e.value = w.value",
            [[source for source, _value in pairs], [value for _source, value in pairs]],
        )
        return {(source, value): customer for source, value, customer in cursor.fetchall()}
