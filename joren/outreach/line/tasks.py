"""Job handlers of LINE."""

from joren.foundation.jobs.actions import schedule
from joren.foundation.jobs.running import RunningJob

from . import answers, fetching, queries
from .actions import link_segment
from .handling import handle
from .models import ChatMessage, ReceivedEvent, RichMenu
from .settling import settle_uncertain

_BATCH = 200


def events(job: RunningJob) -> None:
    """Handle every event that waits, in the order in which things happened."""
    done: set[int] = set()
    while ids := _waiting(done):
        for pk in ids:
            handle(pk)
        done.update(ids)
        job.progress(len(done))
    account = queries.the_account()
    if account is not None and account.is_on and fetching.is_missing():
        schedule("line.fetch")


def _waiting(done: set[int]) -> list[int]:
    rows = ReceivedEvent.objects.filter(state=ReceivedEvent.State.DUE).exclude(pk__in=done)
    return list(rows.order_by("occurred_at", "pk").values_list("pk", flat=True)[:_BATCH])


def send_answers(job: RunningJob) -> None:
    """Send the answers that wait."""
    answers.send_due()


def fetch(job: RunningJob) -> None:
    """Get names and pictures."""
    fetching.fetch_missing()


def sweep(job: RunningJob) -> None:
    """Each minute: whatever waits, and what a vanished worker left behind."""
    settle_uncertain()
    if ReceivedEvent.objects.filter(state=ReceivedEvent.State.DUE).exists():
        schedule("line.events")
    account = queries.the_account()
    if account is None or not account.is_on:
        return
    if ChatMessage.objects.filter(state=ChatMessage.State.DUE).exists():
        schedule("line.answers")
    if fetching.is_missing():
        schedule("line.fetch")


def link_menus(job: RunningJob) -> None:
    """Each night: show each segment's menu to who is in it now."""
    account = queries.the_account()
    if account is None or not account.is_on:
        return
    for menu in RichMenu.objects.exclude(line_id="").exclude(segment_key="").defer("image"):
        link_segment(menu)
