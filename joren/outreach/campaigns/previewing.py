"""What a campaign will look like and what a careful colleague would point out, before it is sent."""

from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.outreach.mail import drafts, fields, sending
from joren.outreach.mail.composing import Composer, Message
from joren.outreach.mail.queries import active_account
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to

from . import queries, rules
from .models import Campaign

_LOOKED_AT = 2_000
"""Empty merge fields are counted among so many people at most."""


def as_person(campaign: Campaign, customer_id: int | None) -> Message:
    """The mail as that person gets it, except that its links are not counted. Raises what `drafts.check` raises."""
    drafts.check(campaign.draft)
    account, business, url = active_account(), the_business(), sending.base_url()
    composer = Composer(campaign.draft, sending.envelope(account, business, url, tracked=False, is_test=False))
    used = drafts.used_fields(campaign.draft)
    content = fields.values_of([customer_id], used).get(customer_id, {}) if customer_id else {}
    return composer.compose(delivery_id=0, recipient="preview@example.jp", content=content)


def tried(campaign: Campaign) -> tuple[queries.Preview | None, JorenError | None]:
    """The audience, or the refusal that stands in its way."""
    try:
        return queries.preview(campaign), None
    except JorenError as problem:
        return None, problem


def example(campaign: Campaign, preview: queries.Preview | None, staff: Any) -> dict[str, Any]:
    """Somebody of the audience to show the mail with, and the mail itself or why there is none."""
    ids = queries.member_ids(campaign, preview, "send")[:50] if preview else []
    customer: Customer | None = customers_visible_to(staff).filter(pk__in=ids).order_by("pk").first()
    try:
        message = as_person(campaign, customer.pk if customer else None)
    except JorenError as problem:
        return {"customer": customer, "problem": problem}
    return {"customer": customer, "message": message}


def advice(campaign: Campaign, preview: queries.Preview, *, starts: time | None = None) -> list[str]:
    """Light warnings in words; none of them forbids sending."""
    try:
        message = as_person(campaign, None)
        links = len(drafts.link_targets(campaign.draft))
    except JorenError:
        return []
    found = rules.warnings(
        subject=campaign.subject,
        html_bytes=len(message.html.encode()),
        links=links,
        share=campaign.held_back_share,
        people=preview.reachable,
        starts=starts or clock.now().astimezone(clock.TOKYO).time(),
    )
    return _about_the_sender() + [_words(warning) for warning in found] + empty_fields(campaign, preview)


def _about_the_sender() -> list[str]:
    missing = sending.missing_of_sender(the_business())
    if not missing:
        return []
    words = _("Before real mail can be sent, fill in the business's settings: %(missing)s.")
    return [words % {"missing": ", ".join(missing)}]


def _words(warning: rules.Warning) -> str:
    return {
        "long_subject": _("The subject is long: phones cut it off after about 20 characters, computers after 40."),
        "shouting": _("Exclamation marks in a row or all capitals look like spam."),
        "no_link": _("There is no link, so nobody can click and only opens will show."),
        "big": _("The mail is big: some mail programs cut off what is over 100 KB."),
        "night": _("It is between 21:00 and 08:00: consider scheduling it for the morning."),
        "no_held_back": _("Nobody is held back, so nobody will know what the mail changed."),
        "small_audience": _("The audience is small: the result will probably stay open."),
    }[warning]


def empty_fields(campaign: Campaign, preview: queries.Preview) -> list[str]:
    """For each merge field without a default of its own: how many people have nothing there."""
    bare = drafts.fields_without_default(campaign.draft)
    ids = queries.member_ids(campaign, preview, "reachable")[:_LOOKED_AT]
    if not bare or not ids:
        return []
    values = fields.values_of(ids, bare)
    labels = {field.key: str(field.label) for field in fields.merge_fields()}
    found = {key: sum(_at(values.get(customer_id, {}), key) is None for customer_id in ids) for key in sorted(bare)}
    return [
        _('%(number)s of %(people)s people have no “%(label)s”. Write a default: {{ %(field)s | default: "…" }}')
        % {"number": number, "people": len(ids), "label": labels.get(key, key), "field": key}
        for key, number in found.items()
        if number
    ]


def _at(values: dict[str, Any], key: str) -> Any:
    for part in key.split("."):
        values = values.get(part) if isinstance(values, dict) else None  # type: ignore[assignment]
    return values
