"""Audiences when two of their people are one.

Whoever was to get a mail with one record and to be held back with the other can be compared with nobody: they are left
out of the comparison, and get nothing that was not sent yet. Otherwise what was decided by chance goes before having
been left out.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from django.db import connection

from joren.foundation.merging import Merging, Parting
from joren.outreach.delivery.merging import MERGED
from joren.outreach.delivery.models import Delivery

from .models import AudienceMember

TABLE: Final = AudienceMember._meta.db_table
Decision = AudienceMember.Decision
_CHOSEN: Final = (Decision.SEND, Decision.HELD_BACK)


def merge(merging: Merging) -> None:
    """One place in each audience for one person."""
    people = [key for pair in merging.pairs for key in (pair.survivor, pair.gone)]
    members: dict[int, dict[tuple[int, str], AudienceMember]] = defaultdict(dict)
    for member in AudienceMember.objects.filter(customer_id__in=people):
        members[member.customer_id][member.campaign_id, member.occasion] = member
    dropped: dict[int, tuple[int, int | None]] = {}
    changed: dict[int, tuple[int, AudienceMember]] = {}
    mixed: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for pair in merging.pairs:
        for place, theirs in members[pair.gone].items():
            mine = members[pair.survivor].get(place)
            if mine is not None:
                dropped[theirs.pk] = (pair.merge, None)
                if _joined(mine, theirs):
                    changed[mine.pk] = (pair.merge, mine)
                    if mine.reason == AudienceMember.Reason.MERGED:
                        mixed[place] += [(pair.survivor, pair.merge), (pair.gone, pair.merge)]
    merging.keep(TABLE, {key: merge for key, (merge, _member) in changed.items()})
    rows = [member for _merge, member in changed.values()]
    AudienceMember.objects.bulk_update(
        rows, ["decision", "reason", "stratum", "channel", "variant", "wave"], batch_size=500
    )
    merging.drop(TABLE, dropped)
    merging.move(TABLE)
    _stop(merging, mixed)


def _stop(merging: Merging, mixed: Mapping[tuple[int, str], list[tuple[int, int]]]) -> None:
    """Cancel what waits for people (with the merge of each) who were in both groups of a campaign and occasion."""
    stopped: dict[int, int] = {}
    for (campaign, occasion), merges in mixed.items():
        merge_of = dict(merges)
        waiting = Delivery.objects.filter(
            origin=f"campaign:{campaign}", occasion=occasion, customer__in=merge_of, state=Delivery.State.DUE
        )
        stopped |= {key: merge_of[customer] for key, customer in waiting.values_list("pk", "customer_id")}
    merging.keep(Delivery._meta.db_table, stopped)
    Delivery.objects.filter(pk__in=stopped).update(state=Delivery.State.CANCELLED, reason=MERGED)


def _joined(mine: AudienceMember, theirs: AudienceMember) -> bool:
    """Write what holds for the one person onto `mine`; returns whether that changes it."""
    if mine.decision == theirs.decision or theirs.decision not in _CHOSEN:
        return False
    if mine.decision in _CHOSEN:
        mine.decision, mine.reason = Decision.EXCLUDED, AudienceMember.Reason.MERGED
    elif mine.reason != AudienceMember.Reason.MERGED:
        mine.decision, mine.reason, mine.stratum = theirs.decision, theirs.reason, theirs.stratum
        mine.channel, mine.variant, mine.wave = theirs.channel, theirs.variant, theirs.wave
    else:
        return False
    return True


_PLACES = """
UPDATE campaigns_audiencemember m SET customer_id = %(gone)s
WHERE m.customer_id = %(survivor)s AND m.id > %(mark)s AND EXISTS (
    SELECT FROM delivery_delivery d WHERE d.customer_id = %(gone)s AND d.origin = 'campaign:' || m.campaign_id
        AND d.occasion = m.occasion)
"""


def part(parting: Parting) -> None:
    """The place in an audience follows the message that went out for it."""
    values = {"gone": parting.gone, "survivor": parting.survivor, "mark": parting.marks.get(TABLE, 0)}
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, values)
