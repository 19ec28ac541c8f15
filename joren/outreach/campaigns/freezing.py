"""Freezing an audience: who gets it, who is held back, who is left out and why, decided once for everybody.

A million people are decided about inside the database: their numbers go in by COPY, `reach` says who can be reached,
`choosing` draws as the written rule of chance says, and one statement writes the rows.
"""

import secrets
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.db import connection, transaction

from joren.foundation.chance.assignment import held_back_number
from joren.foundation.time import clock
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery.reach import ANNOYED, decide, reasons_in
from joren.outreach.mail import sending

from . import approving, words
from .audience import People, chosen_rule, expanded, people_of, plan_of, working_table
from .choosing import Chooser
from .errors import NobodyToSendTo, WouldAnnoy
from .models import Campaign

Testing = Campaign.Testing
_MORE, _A_FEW = 1.1, 10
"""A decision about tired people holds for a tenth and ten more of them."""
_KEEP: Final = """
INSERT INTO campaigns_audiencemember
    (campaign_id, customer_id, decision, reason, stratum, channel, variant, wave, occasion, decided_on)
SELECT %(campaign)s, customer_id, decision, reason,
    CASE WHEN reason = '' THEN (%(names)s::text[])[stratum + 1] ELSE '' END,
    CASE WHEN decision = 'excluded' THEN '' ELSE channel END, variant, wave, '', %(day)s
FROM {table} ORDER BY customer_id
"""


def freeze(campaign: Campaign) -> Campaign:
    """Decide about every member of the segment, once. Raises `InvalidRule` or what the engine raises, and
    `NobodyToSendTo`: then nothing is frozen."""
    rule = chosen_rule(campaign)
    people = people_of(rule)
    with transaction.atomic():
        locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if locked.frozen_at is None:  # otherwise another worker was first
            _decide(locked, people)
            _keep(locked, expanded(rule))
    return locked


def new_seed() -> str:
    """A seed nobody can guess beforehand; stored, so that the choice can be checked afterwards."""
    return secrets.token_hex(16)


def _decide(campaign: Campaign, people: People) -> None:
    campaign.seed = campaign.seed or new_seed()
    if campaign.annoyance == Campaign.Annoyance.SEND:
        _ask_again_when_more(campaign, people)
    plan = plan_of(campaign, at=clock.now(), budget=campaign.annoyance != Campaign.Annoyance.SEND)
    with decide(plan, people.ids) as decided:
        table = working_table(decided, people)
        if not _draw(campaign, Chooser(table, people.names, campaign.seed)):
            raise NobodyToSendTo(members=len(people.ids))
        values: dict[str, Any] = {"campaign": campaign.pk, "names": list(people.names), "day": clock.today()}
        with connection.cursor() as cursor:
            cursor.execute(_KEEP.format(table=table), values)
            cursor.execute("ANALYZE campaigns_audiencemember")  # the next questions are asked at once


def _ask_again_when_more(campaign: Campaign, people: People) -> None:
    """Somebody decided to write to so many tired people. Raises `WouldAnnoy` when they have become clearly more."""
    with decide(plan_of(campaign, at=clock.now(), budget=True), people.ids) as decided:
        annoyed = sum(number for reason, number in reasons_in(decided).items() if reason in ANNOYED)
    if annoyed > campaign.annoyed * _MORE + _A_FEW:
        raise WouldAnnoy(people=annoyed)


def _draw(campaign: Campaign, chance: Chooser) -> int:
    """Let chance decide: who is within the limit, who is held back, who gets which words. Returns how many get it."""
    among = "decision = 'send'"
    people = chance.people(among)
    if over := over_the_cap(people, campaign.cap, campaign.held_back_share):
        out = "decision = 'excluded', reason = 'cap'"
        chance.take(Fraction(over, people), among=among, change=out, seed="cap")
    chance.take(Fraction(campaign.held_back_share), among=among, change="decision = 'held_back'")
    if campaign.testing == Testing.WINNER:
        rest = 1 - Fraction(campaign.test_share)
        chance.take(rest, among=among, change="wave = 2", seed="test")
    if campaign.testing:
        chance.part(weights_of(campaign), among=f"{among} AND wave = 1")
    return chance.people(among)


def over_the_cap(people: int, cap: int | None, share: Decimal) -> int:
    """How many of the reachable are too many, so that at most `cap` get the message after a share was held back."""
    if cap is None:
        return 0
    within = min(people, int(cap / (1 - Fraction(share))) + 1)
    while within and within - held_back_number(within, share) > cap:
        within -= 1
    return people - within


def weights_of(campaign: Campaign) -> dict[str, int]:
    """The weight of each wording that is compared."""
    return dict(campaign.variants.values_list("key", "weight"))


def _keep(campaign: Campaign, rule: Any) -> None:
    """The campaign and its words as they are at this moment."""
    campaign.frozen_at, campaign.frozen_rule = clock.now(), rule
    campaign.status = Campaign.Status.PREPARING
    campaign.save(update_fields=["frozen_at", "seed", "frozen_rule", "status"])
    freeze_words(campaign)
    approving.check(campaign, frozen=True)


def freeze_words(campaign: Campaign) -> None:
    """Keep the words of the campaign, and what tells them again."""
    words.freeze(campaign, sending.base_url())
    for variant, channel, said in words.texts(campaign):
        delivery.note_words(origin=campaign.origin, channel=channel, variant=variant, fingerprint=said.fingerprint)
