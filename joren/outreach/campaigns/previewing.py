"""What a campaign will look like and what a careful colleague would point out, before it is sent."""

from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.errors import JorenError
from joren.foundation.registry import resolve
from joren.foundation.time import clock
from joren.outreach.content import actions as content
from joren.outreach.content import fields
from joren.outreach.content import queries as contents
from joren.outreach.content.media import Preview as Seen
from joren.outreach.content.media import Setting, compile_words, medium
from joren.outreach.content.words import Words, check, fields_without_default, link_targets, words_of
from joren.outreach.mail import sending
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to

from . import queries, rules, words
from .errors import NoTestThere
from .models import Campaign

_LOOKED_AT = 2_000
"""Empty merge fields are counted among so many people at most."""


def as_person(campaign: Campaign, customer_id: int | None, variant: str = "", channel: str = "") -> Seen:
    """The message as that person gets it over a channel (the first), except that its links are not counted. Raises
    what `words.check` raises."""
    said = said_on(campaign, variant, channel)
    check(said, needs_subject=content.needs_subject(said.channel))
    setting = Setting(business=the_business(), base_url=sending.base_url(), tracked=False)
    values = contents.values_of([customer_id], said).get(customer_id, {}) if customer_id else {}
    return compile_words(said, setting).preview(values)


def said_on(campaign: Campaign, variant: str = "", channel: str = "") -> Words:
    """What the campaign says on a channel (the first it says something on), in the first wording or in that variant."""
    found = dict(words.messages_of(campaign))
    message = found.get(variant) or next(iter(found.values()), None)
    for key in [channel] if channel else campaign.channels:
        wording = words.wording_of(message, key)
        if wording is not None:
            return words_of(wording)
    return Words(channel=channel or campaign.channels[0])


def send_test(campaign: Campaign, *, to: str, customer_id: int | None, variant: str = "", by: Any) -> str:
    """Send what the campaign says to a member of staff, marked as a test; returns its subject. Raises what the channel
    raises."""
    message = as_person(campaign, customer_id, variant)
    said = said_on(campaign, variant)
    declared = medium(said.channel)
    if not declared.test:
        raise NoTestThere(channel=str(declared.label))
    resolve(declared.test)(said, to, customer_id, by)
    return _("[TEST] ") + message.subject


def tried(campaign: Campaign) -> tuple[queries.Preview | None, JorenError | None]:
    """The audience, or the refusal that stands in its way."""
    try:
        return queries.preview(campaign), None
    except JorenError as problem:
        return None, problem


def example(campaign: Campaign, preview: queries.Preview | None, staff: Any, channel: str) -> dict[str, Any]:
    """Somebody of the audience to show the message of a channel with, and the message itself or why there is none."""
    ids = preview.first[:50] if preview else []
    customer: Customer | None = customers_visible_to(staff).filter(pk__in=ids).order_by("pk").first()
    try:
        message = as_person(campaign, customer.pk if customer else None, channel=channel)
    except JorenError as problem:
        return {"customer": customer, "problem": problem}
    return {"customer": customer, "message": message}


def advice(campaign: Campaign, preview: queries.Preview, *, starts: time | None = None) -> list[str]:
    """Light warnings in words; none of them forbids sending."""
    unworded = [_unworded(key) for key in campaign.channels if words.said_on(campaign, key) is None]
    said = said_on(campaign)
    try:
        message = as_person(campaign, None)
        links = len(link_targets(said))
    except JorenError:
        return unworded
    found = rules.warnings(
        subject=said.subject,
        html_bytes=len(message.html.encode()),
        links=links,
        share=campaign.held_back_share,
        people=preview.reachable,
        starts=starts or clock.now().astimezone(clock.TOKYO).time(),
    )
    return unworded + _about_the_sender() + [_words(warning) for warning in found] + empty_fields(campaign, preview)


def _unworded(channel: str) -> str:
    return _("Nothing is written for %(channel)s yet: it is not sent before.") % {
        "channel": words.channel_label(channel)
    }


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
    said = said_on(campaign)
    bare, ids = fields_without_default(said), preview.first[:_LOOKED_AT]
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
