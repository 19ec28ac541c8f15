"""The campaigns of the story as rows: frozen audience, deliveries as sent, reactions on the timeline."""

from datetime import datetime, timedelta
from typing import Any

from joren.outreach.campaigns.models import AudienceMember, Campaign
from joren.outreach.content import actions as messages
from joren.outreach.content.models import Link
from joren.outreach.delivery.models import Delivery, Dispatch
from joren.outreach.mail import actions as mail
from joren.outreach.mail.drafts import Draft
from joren.outreach.responses.models import Click
from joren.record.timeline.actions import NewEvent, append_many

from .story import SHARE, WINDOW_DAYS, Mailing
from .world import Person
from .writing import Keys

CHANNEL = "mail"
_BASE_URL = "https://demo.example.jp"
_BATCH = 5_000


def write_mailing(mailing: Mailing, people: dict[int, Person], keys: Keys) -> Campaign:
    """Write one finished campaign with everything that came of it, in the caller's transaction."""
    campaign = _campaign(mailing)
    members = [
        AudienceMember(
            campaign=campaign,
            customer_id=keys.customers[one.number],
            decision=one.decision,
            reason=one.reason,
            stratum=one.stratum,
            channel="" if one.decision == AudienceMember.Decision.EXCLUDED.value else CHANNEL,
        )
        for one in mailing.audience
    ]
    AudienceMember.objects.bulk_create(members, batch_size=_BATCH)
    content = mail.freeze_content(origin=campaign.origin, draft=_draft(mailing), base_url=_BASE_URL)
    deliveries = _deliveries(mailing, campaign, people, keys)
    append_many(_sent_and_opened(mailing, deliveries) + _clicked(mailing, deliveries, content.links.first()))
    return campaign


def _draft(mailing: Mailing) -> Draft:
    return Draft(subject=mailing.words["subject"], body=mailing.words["body"])


def _campaign(mailing: Mailing) -> Campaign:
    ended = mailing.reactions[-1].sent_at
    campaign = Campaign.objects.create(
        name=mailing.words["name"],
        message=messages.create(name=mailing.words["name"], by=None, wordings=[_draft(mailing).words]),
        prepared_at=mailing.sent_at,
        rule=mailing.rule,
        frozen_rule=mailing.rule,
        held_back_share=str(SHARE.numerator / SHARE.denominator),
        window_days=WINDOW_DAYS,
        status=Campaign.Status.SENT,
        seed=mailing.seed,
        frozen_at=mailing.sent_at - timedelta(minutes=1),
        started_at=mailing.sent_at,
        finished_at=ended,
    )
    Campaign.objects.filter(pk=campaign.pk).update(created_at=mailing.sent_at - timedelta(days=2))
    Dispatch.objects.create(origin=campaign.origin, channel=CHANNEL, state=Dispatch.State.FINISHED, finished_at=ended)
    return campaign


def _deliveries(mailing: Mailing, campaign: Campaign, people: dict[int, Person], keys: Keys) -> dict[int, Delivery]:
    """The deliveries by the person's number."""
    rows = {
        one.number: Delivery(
            origin=campaign.origin,
            customer_id=keys.customers[one.number],
            channel=CHANNEL,
            address=people[one.number].email,
            state=Delivery.State.SENT,
            due_at=mailing.sent_at,
            begun_at=one.sent_at,
            sent_at=one.sent_at,
            attempts=1,
            message_id=f"<{mailing.seed}.{one.number}@demo.example.jp>",
            first_opened_at=one.opened_at,
            open_count=int(one.opened_at is not None),
            first_clicked_at=one.clicked_at,
            click_count=int(one.clicked_at is not None),
            content={"customer.family_name": people[one.number].family[0]},
        )
        for one in mailing.reactions
    }
    Delivery.objects.bulk_create(rows.values(), batch_size=_BATCH)
    return rows


def _sent_and_opened(mailing: Mailing, deliveries: dict[int, Delivery]) -> list[NewEvent]:
    told = []
    for one in mailing.reactions:
        delivery = deliveries[one.number]
        told.append(_event("mail.sent", delivery, one.sent_at, delivery.pk, address=delivery.address))
        if one.opened_at:
            told.append(_event("mail.opened", delivery, one.opened_at, delivery.pk))
        if one.unsubscribed_at:
            told.append(_event("mail.unsubscribed", delivery, one.unsubscribed_at, delivery.pk))
    return told


def _clicked(mailing: Mailing, deliveries: dict[int, Delivery], link: Link | None) -> list[NewEvent]:
    assert link is not None, "each of the mails has a link"
    moments = {one.number: one.clicked_at for one in mailing.reactions if one.clicked_at}
    clicks = {
        number: Click(delivery=deliveries[number], number=link.number, first_at=at) for number, at in moments.items()
    }
    Click.objects.bulk_create(clicks.values(), batch_size=_BATCH)
    return [
        _event("mail.clicked", deliveries[number], at, clicks[number].pk, link=link.target)
        for number, at in moments.items()
    ]


def _event(key: str, delivery: Delivery, at: datetime, subject: int, **data: Any) -> NewEvent:
    return NewEvent(
        customer_id=delivery.customer_id,
        key=key,
        occurred_at=at,
        subject=subject,
        channel=CHANNEL,
        origin=delivery.origin,
        data=data,
    )
