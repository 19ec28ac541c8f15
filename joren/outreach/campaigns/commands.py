"""``joren campaign …``: write, look at, send and watch campaigns."""

import time
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import click
from django.conf import settings
from django.utils.translation import gettext as _

from joren.foundation.cli import CommandProblem, emit, example, json_option, progress
from joren.foundation.jobs.models import Job
from joren.foundation.jobs.queries import latest
from joren.foundation.jobs.running import run_due
from joren.record.customers.queries import find
from joren.segments.library.queries import get_segment
from joren.segments.library.rule_argument import written_rule

from . import actions, previewing, queries, settling
from .models import Campaign

_FORMATS = ("text", "html")
_POLL = 0.5
_END = (Campaign.Status.SENT, Campaign.Status.CANCELLED, Campaign.Status.PAUSED, Campaign.Status.DRAFT)


@click.group("campaign", help=_("Write, preview, send and watch campaigns."))
def campaign() -> None:
    """Hold the commands about campaigns."""


@campaign.command(
    "create",
    help=_("Write a campaign. SEGMENT is the key of a saved segment or a file with a rule."),
    epilog=example(
        "joren campaign create --name 新豆 --segment regulars --subject '新しい豆のお知らせ' --body mail.txt",
        "joren campaign create --name 新豆 --segment rule.json --subject 新豆 --body mail.html --share 0.2 --json",
    ),
)
@click.option("--name", required=True, help=_("For yourselves; customers do not see it."))
@click.option("--segment", required=True, help=_("Key of a saved segment, or a file with a rule as JSON."))
@click.option("--subject", required=True, help=_("Subject; merge fields are allowed."))
@click.option(
    "--body", required=True, type=click.File(encoding="utf-8-sig"), help=_("File with the text; - is the input.")
)
@click.option("--format", "written_as", type=click.Choice(_FORMATS), help=_("Default: html for *.html, else text."))
@click.option("--preheader", default="", help=_("The line the inbox shows after the subject."))
@click.option("--share", default="0.10", show_default=True, help=_("Share held back at random, 0 to 0.9."))
@click.option("--channel", "channels", multiple=True, help=_("mail, line, …; several are tried in this order."))
@click.option("--cap", type=int, help=_("The most people who get it."))
@click.option("--best-hour", is_flag=True, help=_("Each person at the hour in which they read."))
@click.option("--window-days", default=14, show_default=True, type=int, help=_("Days until the result."))
@json_option
def create(
    name: str,
    segment: str,
    subject: str,
    body: Any,
    written_as: str | None,
    preheader: str,
    share: str,
    channels: tuple[str, ...],
    cap: int | None,
    best_hour: bool,
    window_days: int,
) -> None:
    """Make a draft and print it."""
    is_html = str(getattr(body, "name", "")).lower().endswith((".html", ".htm"))
    made = actions.create(
        by=None,
        name=name,
        subject=subject,
        preheader=preheader,
        body=_text(body),
        format=written_as or ("html" if is_html else "text"),
        held_back_share=_share(share),
        window_days=window_days,
        channels=list(channels) or ["mail"],
        cap=cap,
        best_hour=best_hour,
        **_audience(segment),
    )
    emit(queries.told(made), human=_in_words)


def _text(body: Any) -> str:
    try:
        return str(body.read())
    except UnicodeDecodeError:
        raise CommandProblem("not_utf8", _("The file with the text is not UTF-8.")) from None


def _share(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise CommandProblem("bad_share", _("The share is a number such as 0.1, not %(text)s."), text=text) from None


def _audience(segment: str) -> dict[str, Any]:
    rule = written_rule(segment)
    return {"segment_key": get_segment(segment).key} if rule is None else {"rule": rule}


@campaign.command(
    "preview",
    help=_("Say who will get it, who will not and why; with --as, show one person's mail."),
    epilog=example("joren campaign preview 3", "joren campaign preview 3 --as M0001 --json"),
)
@click.argument("campaign_id")
@click.option("--as", "reference", help=_("A customer: number of the record, member number or source:number."))
@json_option
def preview(campaign_id: str, reference: str | None) -> None:
    """Print the division of the audience, warnings, and on request one person's mail."""
    found = queries.campaign(campaign_id)
    divided = queries.preview(found)
    data = {"id": found.pk, **queries.told_preview(divided), "warnings": previewing.advice(found, divided)}
    if reference:
        message = previewing.as_person(found, find(reference).pk)
        data["mail"] = {"subject": message.subject, "text": message.text, "html": message.html}
    emit(data, human=_preview_in_words)


@campaign.command(
    "test",
    help=_("Send a test mail, marked as such and not counted."),
    epilog=example("joren campaign test 3 --to me@example.jp --as M0001"),
)
@click.argument("campaign_id")
@click.option("--to", required=True, help=_("Where it goes."))
@click.option("--as", "reference", help=_("Whose values fill the merge fields."))
@json_option
def test(campaign_id: str, to: str, reference: str | None) -> None:
    """Send a test and print its subject."""
    found = queries.campaign(campaign_id)
    customer_id = find(reference).pk if reference else None
    subject = previewing.send_test(found, to=to, customer_id=customer_id, by=None)
    emit({"id": found.pk, "to": to, "subject": subject}, human=lambda data: str(data["subject"]))


@campaign.command(
    "send",
    help=_("Send now or at a time; the audience is fixed when it starts."),
    epilog=example(
        "joren campaign send 3 --wait", "joren campaign send 3 --at '2026-12-01 10:00'", "joren campaign send 3 --json"
    ),
)
@click.argument("campaign_id")
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]), help=_("Local time.")
)
@click.option(
    "--annoyed",
    type=click.Choice(["leave-out", "send"]),
    help=_("What happens to people who have had enough of messages lately; asked for when there are any."),
)
@click.option("--wait", is_flag=True, help=_("Send in this process, beside any worker, and wait for the end."))
@json_option
def send(campaign_id: str, at: datetime | None, annoyed: str | None, wait: bool) -> None:
    """Send or schedule, and print where it stands."""
    moment = at.replace(tzinfo=ZoneInfo(settings.TIME_ZONE)) if at else None
    decided = annoyed.replace("-", "_") if annoyed else None
    found = actions.send(queries.campaign(campaign_id), at=moment, annoyance=decided, by=None)
    if wait and moment is None:
        _wait_for(found)
    _emit_status(found.pk)


def _wait_for(found: Campaign) -> None:
    """Until nothing moves any more. This process works beside any worker; what waits for a later try stays due."""
    with progress(_("Sending")) as advance:
        done = 0
        while True:
            ran = run_due(kinds=[actions.PREPARE, "delivery.send"], until_none_left=False)
            now = settling.settle_one(found)
            shown = queries.progress(now)
            advance(shown.done - done)
            done = shown.done
            if shown.status in _END or _only_later(now):
                return
            if not ran:
                time.sleep(_POLL)


def _only_later(found: Campaign) -> bool:
    """Whether what is left was refused for now and waits for its next try."""
    job = latest("delivery.send", found.origin)
    return bool(found.started_at and job and job.state == Job.State.DONE and not queries.has_due_now(found))


@campaign.command(
    "status",
    help=_("Say where a campaign stands: sent, opened, clicked, what did not arrive."),
    epilog=example("joren campaign status 3 --json"),
)
@click.argument("campaign_id")
@json_option
def status(campaign_id: str) -> None:
    """Print the progress."""
    _emit_status(queries.campaign(campaign_id).pk)


def _emit_status(campaign_id: int) -> None:
    emit(queries.told_progress(settling.settle_one(queries.campaign(campaign_id))), human=_status_in_words)


def _verb(name: str, words: str, action: Any) -> None:
    """Add ``joren campaign <name> ID``."""

    @campaign.command(name, help=words, epilog=example(f"joren campaign {name} 3"))
    @click.argument("campaign_id")
    @json_option
    def run(campaign_id: str) -> None:
        found = action(settling.settle_one(queries.campaign(campaign_id)), by=None)
        _emit_status(found.pk)


_verb("pause", _("Let no further mail go."), actions.pause)
_verb("resume", _("Go on after a pause."), actions.resume)
_verb("cancel", _("End a campaign for good."), actions.cancel)
_verb("unschedule", _("Take a scheduled campaign back to draft."), actions.unschedule)


@campaign.command("list", help=_("List the campaigns, newest first."), epilog=example("joren campaign list --json"))
@json_option
def list_campaigns() -> None:
    """Print all campaigns."""
    rows = [queries.told(found) for found in queries.campaigns_visible_to(None).order_by("-pk")]
    lines = [f"{row['id']:>5}  {row['status']:<10}  {row['name']}" for row in rows]
    emit({"campaigns": rows}, human=lambda _data: "\n".join(lines) or _("No campaign yet."))


def _in_words(data: dict[str, Any]) -> str:
    return _("Campaign %(id)s “%(name)s” (%(status)s)") % (data | {"status": Campaign.Status(data["status"]).label})


def _preview_in_words(data: dict[str, Any]) -> str:
    lines = [
        _("In the segment: %(members)s. Get the mail: %(sending)s. Held back at random: %(held_back)s.") % data,
        *(f"  {reason}: {number}" for reason, number in data["left_out"].items() if number),
        *(f"! {warning}" for warning in data["warnings"]),
    ]
    if "mail" in data:
        lines += ["", data["mail"]["subject"], "", data["mail"]["text"]]
    return "\n".join(lines)


def _status_in_words(data: dict[str, Any]) -> str:
    lines = [
        _in_words(data),
        _("Sent %(sent)s of %(total)s, waiting %(waiting)s, opened %(opened)s, clicked %(clicked)s.") % data,
    ]
    bad = {key: data[key] for key in ("bounced", "failed", "uncertain", "cancelled") if data[key]}
    lines += [f"  {key}: {number}" for key, number in bad.items()]
    return "\n".join(filter(None, [*lines, data["problem"]]))


COMMANDS: list[click.Command] = [campaign]
