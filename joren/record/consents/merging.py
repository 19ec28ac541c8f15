"""Consents when two records are one person: a withdrawal beats a grant. And when they are two again: still."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from joren.foundation.merging import Change, Merging, Pair, Parting

from .joining import RENEWED, STRICTER, Span, joined, withdrawals
from .models import Consent
from .queries import state_of

_TABLE = Consent._meta.db_table
About = tuple[str, str]
"""channel, purpose."""


def merge(merging: Merging) -> None:
    """Join what both said, channel by channel; every row of evidence stays."""
    rows = _rows_of(key for pair in merging.pairs for key in (pair.survivor, pair.gone))
    changed: dict[int, int] = {}
    fresh: list[tuple[Pair, Consent]] = []
    for pair in merging.pairs:
        mine, theirs = rows[pair.survivor], rows[pair.gone]
        for about in sorted(mine.keys() & theirs.keys()):
            originals = {row.pk: row for row in (*mine[about], *theirs[about])}
            for span in joined(_spans(mine[about]), _spans(theirs[about]), merging.at):
                if span.key == 0:
                    fresh.append((pair, _refusal(span, originals[span.like], pair.survivor)))
                elif _differs(span, originals[span.key]):
                    _write(span, originals[span.key])
                    changed[span.key] = pair.merge
    merging.keep(_TABLE, changed)
    by_key = {row.pk: row for about in rows.values() for found in about.values() for row in found}
    Consent.objects.bulk_update([by_key[key] for key in changed], ["withdrawn_at", "withdrawn_how"], batch_size=500)
    merging.move(_TABLE)
    Consent.objects.bulk_create([consent for _pair, consent in fresh])
    merging.made(_TABLE, {consent.pk: pair.merge for pair, consent in fresh})
    _note_what_was_said(merging)


def part(parting: Parting) -> None:
    """Give both their own history back. A no said while they were one person holds for both: nobody knows for whom
    it was meant. A yes said then stays with the survivor.
    """
    changes = {change.row_id: change for change in parting.changes.get(_TABLE, ())}
    made = [key for key, change in changes.items() if change.before is None]
    people = _rows_of([parting.survivor, parting.gone])
    since = _said_since(people, parting)
    Consent.objects.filter(pk__in=made).delete()
    for customer_id in (parting.survivor, parting.gone):
        for about in sorted(people[customer_id].keys() | since.keys()):
            rows = [row for row in people[customer_id][about] if row.pk not in made]
            _part_one(customer_id, about, rows, changes, since.get(about, {}), parting)


def _said_since(people: dict[int, dict[About, list[Consent]]], parting: Parting) -> dict[About, dict[datetime, str]]:
    """Every no that the merge did not know, with how it was said; read of both together, as the merge left them."""
    together: dict[About, list[Consent]] = defaultdict(list)
    for abouts in people.values():
        for about, rows in abouts.items():
            together[about] += rows
    found: dict[About, dict[datetime, str]] = defaultdict(dict)
    for about, rows in together.items():
        known = set(parting.said.get(":".join(about), ()))
        for moment in withdrawals(_spans(rows)):
            if moment.isoformat() not in known:
                how = next(row.withdrawn_how for row in rows if row.withdrawn_at == moment)
                found[about][moment] = how
    return found


def _part_one(
    customer_id: int,
    about: About,
    rows: list[Consent],
    changes: dict[int, Change],
    since: dict[datetime, str],
    parting: Parting,
) -> None:
    mark = parting.marks.get(_TABLE, 0)
    own = [_as_before(row, changes) for row in rows if row.pk <= mark]
    later = _spans([row for row in rows if row.pk > mark])
    heard = withdrawals([*own, *later])
    noes = [(moment, how) for moment, how in sorted(since.items()) if moment not in heard]
    later += [Span(-nth, None, moment, how) for nth, (moment, how) in enumerate(noes, 1)]
    by_key = {row.pk: row for row in rows}
    told = joined(own, later, None) if later else own
    # Those that end first: two of one kind must not stand open at any moment.
    for span in sorted(told, key=lambda span: (span.withdrawn_at is None, span.key)):
        row = by_key.get(span.key) or _new(customer_id, about, by_key.get(span.like))
        if row.pk is None or _differs(span, row):
            row.withdrawn_at, row.withdrawn_how = span.withdrawn_at, _words(span.withdrawn_how)
            row.save()


def _as_before(row: Consent, changes: dict[int, Change]) -> Span:
    """The span as it was before the merge ended it; what was said of it since is told by `since`."""
    change = changes.get(row.pk)
    if change is None or change.before is None or change.after is None:
        return Span(row.pk, row.granted_at, row.withdrawn_at, row.withdrawn_how)
    ended = change.before["withdrawn_at"]
    return Span(
        row.pk,
        row.granted_at,
        datetime.fromisoformat(ended) if ended else None,
        change.before["withdrawn_how"],
    )


def _new(customer_id: int, about: About, like: Consent | None) -> Consent:
    channel, purpose = about
    source = like.source if like else ""
    return Consent(customer_id=customer_id, channel=channel, purpose=purpose, source=source)


def _note_what_was_said(merging: Merging) -> None:
    rows = _rows_of(pair.survivor for pair in merging.pairs)
    for pair in merging.pairs:
        for about, found in rows[pair.survivor].items():
            moments = sorted(withdrawals(_spans(found)))
            if moments:
                merging.note(pair.merge, ":".join(about), [moment.isoformat() for moment in moments])


def _rows_of(customer_ids: Iterable[int]) -> dict[int, dict[About, list[Consent]]]:
    found: dict[int, dict[About, list[Consent]]] = defaultdict(lambda: defaultdict(list))
    for row in Consent.objects.filter(customer_id__in=list(customer_ids)).order_by("id"):
        found[row.customer_id][row.channel, row.purpose].append(row)
    return found


def _spans(rows: list[Consent]) -> list[Span]:
    return [Span(row.pk, row.granted_at, row.withdrawn_at, row.withdrawn_how) for row in rows]


def _differs(span: Span, row: Consent) -> bool:
    return span.withdrawn_at != row.withdrawn_at


def _write(span: Span, row: Consent) -> None:
    row.withdrawn_at, row.withdrawn_how = span.withdrawn_at, _words(span.withdrawn_how)


def _words(how: str) -> str:
    words = {
        RENEWED: _("agreed again in another record of the same person"),
        STRICTER: _("another record of the same person had said no"),
    }
    return words.get(how, how)


def _refusal(span: Span, like: Consent, customer_id: int) -> Consent:
    return Consent(
        customer_id=customer_id,
        channel=like.channel,
        purpose=like.purpose,
        withdrawn_at=span.withdrawn_at,
        withdrawn_how=span.withdrawn_how,
        source=like.source,
        import_id=None,
    )


def told(customer_ids: Sequence[int]) -> dict[int, str]:
    """What each said yes and no to, for whoever decides about a merge."""
    return {customer_id: words for customer_id in customer_ids if (words := _state_words(customer_id))}


def _state_words(customer_id: int) -> str:
    said = [state for state in state_of(customer_id) if state.last is not None]
    yes_no = {True: _("%(channel)s: yes"), False: _("%(channel)s: no")}
    return ", ".join(yes_no[state.given] % {"channel": state.channel_label} for state in said)
