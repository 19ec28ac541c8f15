"""What journeys offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, MARKETERS, READERS, Permission
from joren.foundation.registry import (
    CustomerLink,
    JobHandler,
    PeriodicJob,
)

from .kinds import Action, Trigger

_FORMS = "joren.outreach.journeys.forms:"
_SAID = "joren.outreach.journeys.sentences:"
_BEGINS = "joren.outreach.journeys.triggers:"
_DOES = "joren.outreach.journeys.deeds:"
_MERGES = "joren.outreach.journeys.merging:"
_WRITES = "joren.outreach.journeys.messages:"

TRIGGERS = (
    Trigger(
        key="event",
        label=_("Something happens"),
        description=_("A purchase, a visit, a note: anything that stands on the timeline."),
        icon="timeline",
        form=f"{_FORMS}EventForm",
        sentence=f"{_SAID}begins_event",
        keys=f"{_BEGINS}event_keys",
        matches=f"{_BEGINS}event_matches",
        order=10,
    ),
    Trigger(
        key="entered",
        label=_("Entering a segment"),
        description=_("Whoever becomes a member of a segment."),
        icon="user-plus",
        form=f"{_FORMS}SegmentForm",
        sentence=f"{_SAID}begins_entered",
        spell=f"{_BEGINS}entered",
        order=20,
    ),
    Trigger(
        key="left",
        label=_("Leaving a segment"),
        description=_("Whoever is a member of a segment no more."),
        icon="user-minus",
        form=f"{_FORMS}SegmentForm",
        sentence=f"{_SAID}begins_left",
        spell=f"{_BEGINS}left",
        order=30,
    ),
    Trigger(
        key="birthday",
        label=_("The birthday"),
        description=_("On it, or some days before or after."),
        icon="cake",
        form=f"{_FORMS}BirthdayForm",
        sentence=f"{_SAID}begins_birthday",
        on_day=f"{_BEGINS}birthday_on",
        order=40,
    ),
    Trigger(
        key="date",
        label=_("A date"),
        description=_("Days after the last purchase, an anniversary, the end of a contract."),
        icon="calendar-event",
        form=f"{_FORMS}DateForm",
        sentence=f"{_SAID}begins_date",
        on_day=f"{_BEGINS}date_on",
        order=50,
    ),
    Trigger(
        key="changed",
        label=_("Something known changes"),
        description=_("A condition becomes true of somebody: looked at each night and after each event."),
        icon="sparkles",
        form=f"{_FORMS}BecomesForm",
        sentence=f"{_SAID}begins_rule",
        becomes=f"{_BEGINS}rule",
        order=60,
    ),
    Trigger(
        key="link",
        label=_("A link is followed"),
        description=_("In any message, on any channel."),
        icon="link",
        form=f"{_FORMS}LinkForm",
        sentence=f"{_SAID}begins_link",
        keys=f"{_BEGINS}link_keys",
        matches=f"{_BEGINS}link_matches",
        order=70,
    ),
    Trigger(
        key="answer",
        label=_("A form is sent"),
        description=_("An answer to a form or a survey comes in."),
        icon="forms",
        form=f"{_FORMS}AnswerForm",
        sentence=f"{_SAID}begins_answer",
        keys=f"{_BEGINS}answer_keys",
        order=80,
    ),
)

ACTIONS = (
    Action(
        key="message",
        label=_("Send a message"),
        description=_("Over the channel that reaches the person, within quiet hours and budget."),
        icon="mail",
        form=f"{_FORMS}MessageForm",
        sentence=f"{_SAID}message",
        perform=f"{_WRITES}perform",
        freeze=f"{_WRITES}freeze",
        check=f"{_WRITES}check",
        order=10,
    ),
    Action(
        key="tag",
        label=_("Tag"),
        description=_("Put a tag on the customer, or take it off."),
        icon="tag",
        form=f"{_FORMS}TagForm",
        sentence=f"{_SAID}tag",
        perform=f"{_DOES}tag",
        order=20,
    ),
    Action(
        key="field",
        label=_("Field"),
        description=_("Write a value into one of your own fields."),
        icon="edit",
        form=f"{_FORMS}FieldForm",
        sentence=f"{_SAID}field",
        perform=f"{_DOES}field",
        check=f"{_DOES}check_field",
        order=30,
    ),
    Action(
        key="task",
        label=_("Task for the staff"),
        description=_("Something for a person to do: a call, a letter, a visit."),
        icon="checklist",
        form=f"{_FORMS}TaskForm",
        sentence=f"{_SAID}task",
        perform=f"{_DOES}task",
        order=40,
    ),
    Action(
        key="webhook",
        label=_("Tell another system"),
        description=_("A signed call to an address of yours (webhook)."),
        icon="webhook",
        form=f"{_FORMS}WebhookForm",
        sentence=f"{_SAID}webhook",
        perform=f"{_DOES}webhook",
        check=f"{_DOES}check_webhook",
        order=50,
    ),
)

PROVIDES = (
    *TRIGGERS,
    *ACTIONS,
    Permission(key="journeys.view", label=_("See journeys"), roles=READERS),
    Permission(key="journeys.write", label=_("Write journeys"), roles=MARKETERS),
    Permission(key="journeys.publish", label=_("Publish, pause and end journeys"), roles=MARKETERS),
    Permission(key="tasks.do", label=_("See and do what is to do today"), roles=COUNTER),
    JobHandler(key="journeys.run", label=_("Let people go on in journeys"), run="joren.outreach.journeys.tasks:run"),
    JobHandler(key="journeys.call", label=_("Tell other systems"), run="joren.outreach.journeys.tasks:call"),
    JobHandler(key="journeys.rehearse", label=_("Rehearse a journey"), run="joren.outreach.journeys.tasks:rehearse"),
    PeriodicJob(key="journeys.run", every="* * * * *"),
    PeriodicJob(key="journeys.call", every="* * * * *"),
    CustomerLink(
        model="journeys.Entry",
        merge=f"{_MERGES}entries",
        part=f"{_MERGES}part",
        erase="delete",
        export=("journey", "number", "entered_at", "ended_at", "decision"),
    ),
    CustomerLink(model="journeys.Position", merge=f"{_MERGES}positions", erase="delete"),
    CustomerLink(model="journeys.Watched", merge=f"{_MERGES}watched", erase="delete"),
    CustomerLink(
        model="journeys.Task",
        merge=f"{_MERGES}tasks",
        erase="delete",
        export=("title", "note", "due_on", "done_at"),
    ),
    CustomerLink(model="journeys.Rehearsed", merge="move", erase="delete"),
)
