"""Households when two of their people are one: nobody is in two, and a household keeps one primary member."""

from joren.foundation.merging import Merging

from .models import Member


def merge(merging: Merging) -> None:
    """The survivor stays in its household, else goes into the other one's; within one, the place is kept once."""
    people = [key for pair in merging.pairs for key in (pair.survivor, pair.gone)]
    members = {member.customer_id: member for member in Member.objects.filter(customer_id__in=people)}
    table = Member._meta.db_table
    dropped, promoted = {}, {}
    for pair in merging.pairs:
        mine, theirs = members.get(pair.survivor), members.get(pair.gone)
        if mine is not None and theirs is not None:
            same = mine.household_id == theirs.household_id
            dropped[theirs.pk] = (pair.merge, mine.pk if same else None)
            if same and theirs.is_primary:
                promoted[mine.pk] = pair.merge
    merging.drop(table, dropped)
    merging.keep(table, promoted)
    Member.objects.filter(pk__in=promoted).update(is_primary=True)
    merging.move(table)
