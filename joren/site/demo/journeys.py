"""The journey of the story as rows: entries, steps passed, messages as sent, tasks; and taking it away again."""

from datetime import timedelta
from typing import Any

from joren.foundation.accounts.models import Staff
from joren.foundation.time.clock import TOKYO
from joren.outreach.content import actions as messages
from joren.outreach.content.models import Content, Message
from joren.outreach.delivery import actions as delivery
from joren.outreach.delivery.models import Delivery, Dispatch, Said
from joren.outreach.journeys.models import Entry, Journey, Passage, Position, Task, Version
from joren.outreach.mail.drafts import Draft
from joren.outreach.responses.models import Click
from joren.record.timeline.actions import NewEvent, append_many
from joren.record.timeline.models import Event

from . import story_journey, words_journey
from .story_journey import SECOND, TASK, THANKS, Led, Sent, Way
from .world import Person
from .writing import Keys

CHANNEL = "mail"
_BASE_URL = "https://demo.example.jp"
_BATCH = 5_000


def write_journey(led: Led, people: dict[int, Person], keys: Keys, by: Staff) -> Journey:
    """Write the journey with everybody's way, in the caller's transaction. It is paused: nothing goes out of a demo."""
    version = _version(led)
    contents = {step: _freeze(version, step) for step in (THANKS, SECOND)}
    entries = _entries(led, version, keys)
    tasks = _tasks(led, version, people, keys, by)
    _passages(led, version, entries, tasks)
    deliveries = _deliveries(led, version, people, keys)
    append_many(_sent_and_opened(deliveries) + _clicked(deliveries, contents))
    return version.journey


def _version(led: Led) -> Version:
    words = {THANKS: words_journey.THANKS, SECOND: words_journey.SECOND}
    made = {step: messages.create(name=said["name"], by=None, wordings=[_words(said)]) for step, said in words.items()}
    definition = story_journey.definition({step: message.pk for step, message in made.items()})
    journey = Journey.objects.create(
        name=words_journey.NAME,
        note=words_journey.NOTE,
        draft=definition,
        status=Journey.Status.PAUSED,
        seed=story_journey.SEED,
        started_at=led.started_at,
    )
    version = Version.objects.create(journey=journey, number=1, definition=definition, published_at=led.started_at)
    Journey.objects.filter(pk=journey.pk).update(version=version, created_at=led.started_at - timedelta(days=3))
    return version


def _words(said: dict[str, str]) -> Any:
    return Draft(subject=said["subject"], body=said["body"]).words


def _freeze(version: Version, step: str) -> Content:
    settings = _settings(version, step)
    origin = version.origin(step)
    message = Message.objects.get(pk=settings["message"])
    (kept,) = messages.freeze(message=message, origin=origin, base_url=_BASE_URL, channels=[CHANNEL])
    delivery.note_words(origin=origin, channel=CHANNEL, fingerprint=kept.fingerprint)
    Dispatch.objects.create(
        origin=origin, channel=CHANNEL, standing=True, minds_budget=True, state=Dispatch.State.PAUSED
    )
    return kept


def _settings(version: Version, step: str) -> dict[str, Any]:
    from joren.outreach.journeys.rules.editing import find

    found = find(version.definition, step)
    assert found is not None, step
    settings: dict[str, Any] = found["settings"]
    return settings


def _entries(led: Led, version: Version, keys: Keys) -> dict[int, Entry]:
    """The entries by the person's number, with the positions of those inside."""
    causes = _causes([keys.customers[way.number] for way in led.ways])
    rows = {way.number: _entry(way, version, keys.customers[way.number], causes) for way in led.ways}
    Entry.objects.bulk_create(rows.values(), batch_size=_BATCH)
    stands = [(rows[way.number], way.walked.rest) for way in led.ways if way.walked and way.walked.rest]
    Position.objects.bulk_create(
        [
            Position(
                entry=entry,
                journey=version.journey,
                version=version,
                customer_id=entry.customer_id,
                step=rest.step,
                arrived_at=rest.arrived_at,
                due_at=rest.due_at,
                awaits=list(rest.awaits),
                is_held=True,
            )
            for entry, rest in stands
        ],
        batch_size=_BATCH,
    )
    return rows


def _causes(customers: list[int]) -> dict[int, str]:
    """The first purchase of each as the timeline has it."""
    found = Event.objects.filter(key="purchases.recorded", customer_id__in=customers).order_by("-occurred_at", "-pk")
    return {customer: f"event:{pk}" for customer, pk in found.values_list("customer_id", "pk")}


def _entry(way: Way, version: Version, customer_id: int, causes: dict[int, str]) -> Entry:
    held_back = way.walked is None
    ended_at = way.entered_at if way.walked is None else way.walked.ended_at
    return Entry(
        journey=version.journey,
        version=version,
        customer_id=customer_id,
        number=1,
        cause=causes[customer_id],
        decision=Entry.Decision.HELD_BACK if held_back else Entry.Decision.SEND,
        stratum=way.stratum,
        entered_at=way.entered_at,
        entered_on=way.entered_at.astimezone(TOKYO).date(),
        ended_at=ended_at,
        ending=Entry.Ending.HELD_BACK if way.walked is None else way.walked.ending,
    )


def _tasks(led: Led, version: Version, people: dict[int, Person], keys: Keys, by: Staff) -> dict[int, Task]:
    """What staff was asked to do, by the person's number: done within two days, the newest still open."""
    rows = {}
    for way in led.ways:
        for passed in way.walked.passed if way.walked else ():
            if passed.step == TASK:
                done_at = passed.at + timedelta(hours=26 + way.number % 20)
                is_done = done_at < led.now - timedelta(days=1)
                rows[way.number] = Task(
                    customer_id=keys.customers[way.number],
                    shop_id=keys.shops[people[way.number].home_shop],
                    **words_journey.TASK,
                    due_on=(passed.at + timedelta(days=3)).astimezone(TOKYO).date(),
                    origin=version.origin(TASK),
                    occasion="1",
                    done_at=done_at if is_done else None,
                    done_by=by if is_done else None,
                )
    Task.objects.bulk_create(rows.values(), batch_size=_BATCH)
    return rows


def _passages(led: Led, version: Version, entries: dict[int, Entry], tasks: dict[int, Task]) -> None:
    Passage.objects.bulk_create(
        [
            Passage(
                entry=entries[way.number],
                version=version,
                step=passed.step,
                at=passed.at,
                outcome=passed.outcome,
                detail={"task": tasks[way.number].pk} if passed.step == TASK else passed.detail,
            )
            for way in led.ways
            if way.walked
            for passed in way.walked.passed
        ],
        batch_size=_BATCH,
    )


def _deliveries(led: Led, version: Version, people: dict[int, Person], keys: Keys) -> list[tuple[Sent, Delivery]]:
    sent = sorted((one for way in led.ways for one in way.sent), key=lambda one: (one.at, one.number))
    rows = [
        (
            one,
            Delivery(
                origin=version.origin(one.step),
                customer_id=keys.customers[one.number],
                channel=CHANNEL,
                address=people[one.number].email,
                state=Delivery.State.SENT,
                occasion="1",
                due_at=one.at,
                begun_at=one.at,
                sent_at=one.at,
                attempts=1,
                message_id=f"<{story_journey.SEED}.{one.step}.{one.number}@demo.example.jp>",
                first_opened_at=one.opened_at,
                open_count=int(one.opened_at is not None),
                first_clicked_at=one.clicked_at,
                click_count=int(one.clicked_at is not None),
                content={"customer.family_name": people[one.number].family[0]},
            ),
        )
        for one in sent
    ]
    Delivery.objects.bulk_create([row for _one, row in rows], batch_size=_BATCH)
    return rows


def _sent_and_opened(deliveries: list[tuple[Sent, Delivery]]) -> list[NewEvent]:
    told = [_event("mail.sent", row, one.at, row.pk, address=row.address) for one, row in deliveries]
    return told + [_event("mail.opened", row, one.opened_at, row.pk) for one, row in deliveries if one.opened_at]


def _clicked(deliveries: list[tuple[Sent, Delivery]], contents: dict[str, Content]) -> list[NewEvent]:
    links = {step: content.links.get() for step, content in contents.items()}
    clicks = [
        (one, Click(delivery=row, number=links[one.step].number, first_at=one.clicked_at))
        for one, row in deliveries
        if one.clicked_at
    ]
    Click.objects.bulk_create([click for _one, click in clicks], batch_size=_BATCH)
    return [
        _event("mail.clicked", click.delivery, one.clicked_at, click.pk, link=links[one.step].target)
        for one, click in clicks
    ]


def _event(key: str, row: Delivery, at: Any, subject: int, **data: Any) -> NewEvent:
    return NewEvent(
        customer_id=row.customer_id,
        key=key,
        occurred_at=at,
        subject=subject,
        channel=CHANNEL,
        origin=row.origin,
        data=data,
    )


def remove_journeys(ids: list[int]) -> None:
    """Take the journeys away with everything they caused, and their messages where nobody else uses them."""
    for journey in Journey.objects.filter(pk__in=ids):
        prefix = f"journey:{journey.pk}:"
        said = list(Content.objects.filter(origin__startswith=prefix).values_list("message", flat=True))
        Event.objects.filter(origin__startswith=prefix).delete()
        for model in (Delivery, Dispatch, Content, Said, Task):
            model._default_manager.filter(origin__startswith=prefix).delete()
        Journey.objects.filter(pk=journey.pk).update(version=None)
        for rows in (journey.positions, journey.entries, journey.rehearsals, journey.versions):
            rows.all().delete()
        journey.delete()
        Message.objects.filter(pk__in=said, campaigns=None, variants=None).delete()
