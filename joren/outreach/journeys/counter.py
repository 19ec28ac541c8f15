"""The step that has staff tell somebody something when they next come to the counter: a talk card, no call."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.foundation.errors import JorenError
from joren.outreach.calls import actions as calls
from joren.outreach.calls.queries import CHANNEL, refuses_at_counter
from joren.outreach.calls.sending import talks_of
from joren.outreach.content import actions as content
from joren.outreach.content.models import Content, Message
from joren.outreach.content.queries import channels_of, values_of
from joren.outreach.content.words import check as check_words
from joren.outreach.content.words import words_of
from joren.outreach.mail.sending import base_url

from .errors import MessageGone
from .forms.base import StepForm
from .kinds import Doing
from .messages import name_of
from .models import Version
from .rules.flow import Settings, Step
from .rules.walking import Done


class CounterForm(StepForm):
    """What to tell, and for how long it is worth telling."""

    message = forms.TypedChoiceField(
        label=gettext_lazy("Message with a talk card"),
        coerce=int,
        help_text=gettext_lazy("Only messages that are worded for the phone are offered."),
    )
    days = forms.IntegerField(label=gettext_lazy("Days it may be told"), min_value=1, max_value=365, initial=30)

    def prepare(self) -> None:
        """See `StepForm`."""
        rows = Message.objects.filter(is_template=False, wordings__channel=CHANNEL).order_by("-changed_at", "-pk")
        self.choose("message", list(rows.values_list("pk", "name")[:500]))


def sentence(settings: Settings) -> str:
    """The sentence of telling at the counter."""
    told = {"name": name_of(settings), "days": settings.get("days")}
    return _("Tell “%(name)s” at the counter when they come within %(days)s days.") % told


def perform(doing: Doing) -> Done:
    """Leave the talk card for whoever serves this person next, or say why they are left in peace."""
    frozen = Content.objects.filter(origin=doing.origin, channel=CHANNEL).first()
    if frozen is None:
        raise MessageGone
    talk = talks_of(doing.origin)[frozen.variant]
    values = values_of([doing.customer_id], frozen, origin=doing.origin, occasion=doing.occasion)
    return Done(
        calls.put_at_counter(
            customer_id=doing.customer_id,
            origin=doing.origin,
            occasion=doing.occasion,
            title=talk.title,
            card=talk.compiled.fill(0, "", values.get(doing.customer_id, {})),
            days=int(doing.settings.get("days") or 30),
            at=doing.at,
        )
    )


def rehearse(doing: Doing) -> Done:
    """What would have come of it."""
    return Done(refuses_at_counter(doing.customer_id, doing.at) or "done")


def freeze(version: Version, step: Step) -> None:
    """Keep the words as they are now. Raises what the words' check raises."""
    message = Message.objects.get(pk=step.settings["message"])
    content.freeze(message=message, origin=version.origin(step.id), base_url=base_url(), channels=[CHANNEL])


def check(settings: Settings) -> Iterable[str]:
    """Whether there is a talk card, and whether it can be told."""
    message: Any = Message.objects.filter(pk=settings.get("message") or 0).first()
    if message is None:
        yield _("No message is chosen.")
    elif CHANNEL not in channels_of(message):
        yield _("The message “%(name)s” has no talk card.") % {"name": message.name}
    else:
        try:
            check_words(words_of(message.wordings.get(channel=CHANNEL)), needs_subject=False)
        except JorenError as problem:
            yield f"{message.name}: {problem}"
