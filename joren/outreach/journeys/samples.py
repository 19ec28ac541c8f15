"""Ready-made journeys to begin from: the usual ones, with words to change."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.foundation.registry.entries import Text
from joren.outreach.content import actions as content
from joren.outreach.content.words import Words

from .rules import editing
from .rules.editing import Definition

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_NAME = '{{ customer.family_name | default: "お客" }}様'


@dataclass(frozen=True, slots=True)
class Sample:
    """A ready-made journey: its name and what it is good for."""

    key: str
    label: Text
    text: Text
    icon: str


SAMPLES = (
    Sample(
        "welcome",
        gettext_lazy("Welcome"),
        gettext_lazy("Thanks new customers, tells them about the shop, and looks whether they come again."),
        "hand-stop",
    ),
    Sample(
        "second",
        gettext_lazy("To the second purchase"),
        gettext_lazy("Reminds those who bought once and stops as soon as they come again."),
        "number-2",
    ),
    Sample(
        "birthday", gettext_lazy("Birthday"), gettext_lazy("Congratulates a week before the day, each year."), "cake"
    ),
    Sample(
        "asleep",
        gettext_lazy("Asleep for long"),
        gettext_lazy("Writes to those who have not bought for 90 days, and asks the staff to call good customers."),
        "zzz",
    ),
    Sample(
        "review",
        gettext_lazy("Thanks, then a review"),
        gettext_lazy("Thanks after each purchase and asks for a review a week later."),
        "star",
    ),
)


def definition_of(sample: str, *, by: "Staff | None") -> Definition:
    """A draft of that ready-made journey with messages of its own; an empty one for "" or an unknown key."""
    makers = {"welcome": _welcome, "second": _second, "birthday": _birthday, "asleep": _asleep, "review": _review}
    return makers[sample](by) if sample in makers else editing.empty()


def _welcome(by: "Staff | None") -> Definition:
    first = {"rule": {"attribute": "purchases.count", "op": "at_most", "value": 1}}
    thanks = _message(
        _("Welcome"), "ようこそ", "はじめてのご来店、ありがとうございました。またのお越しをお待ちしております。", by
    )
    more = _message(_("About us"), "当店の楽しみ方", "人気の品や、お得なご利用方法をご紹介します。", by)
    return _flow(
        _event("purchases.recorded"),
        [
            _wait("s1", 1, "days"),
            _hour("s2", "10:00"),
            _send("s3", thanks),
            _branch("s4", "wait_event", {"keys": ["purchases.recorded"], "days": 14}, no=[_send("s5", more)]),
        ],
        only_if=first["rule"],
    )


def _second(by: "Staff | None") -> Definition:
    first = {"attribute": "purchases.count", "op": "at_most", "value": 1}
    one = _message(
        _("Come again"), "その後いかがですか", "先日はありがとうございました。またのご来店をお待ちしております。", by
    )
    two = _message(
        _("Come again, second time"), "お待ちしております", "新しい品が入りました。お近くにお越しの際はぜひどうぞ。", by
    )
    return _flow(
        _event("purchases.recorded"),
        [
            _branch(
                "s1",
                "wait_event",
                {"keys": ["purchases.recorded"], "days": 14},
                yes=[{"id": "s2", "type": "end", "settings": {}}],
                no=[_hour("s3", "10:00"), _send("s4", one)],
            ),
            _branch("s5", "wait_event", {"keys": ["purchases.recorded"], "days": 14}, no=[_send("s6", two)]),
        ],
        only_if=first,
    )


def _birthday(by: "Staff | None") -> Definition:
    words = _message(
        _("Birthday"),
        "お誕生日おめでとうございます",
        "お誕生日おめでとうございます。ささやかなお祝いをご用意してお待ちしております。",
        by,
    )
    send = _send("s1", words)
    send["settings"]["never_twice"] = False
    trigger = {"type": "birthday", "settings": {"days_before": 7, "hour": "10:00", "month_only": True}}
    return _flow(trigger, [send]) | {"again": {"rule": "every", "days": 300}}


def _asleep(by: "Staff | None") -> Definition:
    words = _message(
        _("We miss you"),
        "お久しぶりです",
        "しばらくお目にかかれず、さびしく思っております。またのお越しをお待ちしております。",
        by,
    )
    task = {"title": "お電話でごあいさつ", "days": 3}
    good = {"rule": {"attribute": "purchases.count", "op": "at_least", "value": 5}}
    settings = {"attribute": "purchases.last_on", "days_after": 90, "yearly": False, "hour": "10:00"}
    return _flow(
        {"type": "date", "settings": settings},
        [
            _send("s1", words),
            _branch(
                "s2",
                "wait_event",
                {"keys": ["purchases.recorded"], "days": 14},
                no=[_branch("s3", "rule", good, yes=[{"id": "s4", "type": "task", "settings": task}])],
            ),
        ],
    ) | {"again": {"rule": "every", "days": 180}}


def _review(by: "Staff | None") -> Definition:
    thanks = _message(
        _("Thanks"),
        "ご来店ありがとうございました",
        "本日はありがとうございました。またのお越しをお待ちしております。",
        by,
    )
    review = _message(
        _("Review"), "ご感想をお聞かせください", "その後、いかがでしょうか。よろしければご感想をお聞かせください。", by
    )
    send = _send("s2", thanks)
    ask = _send("s4", review)
    send["settings"]["never_twice"] = ask["settings"]["never_twice"] = False
    steps = [_wait("s1", 1, "hours"), send, _wait("s3", 7, "days"), ask]
    return _flow(_event("purchases.recorded"), steps) | {"again": {"rule": "every", "days": 30}}


def _message(name: str, subject: str, body: str, by: "Staff | None") -> int:
    blocks = [{"type": "text", "text": f"{_NAME}\n\n{body}"}]
    made = content.create(name=name, by=by, wordings=[Words(channel="mail", subject=subject, blocks=blocks)])
    return made.pk


def _flow(trigger: dict[str, Any], steps: list[dict[str, Any]], only_if: Any = None) -> Definition:
    made = editing.empty() | {"trigger": trigger, "steps": steps}
    return made | {"only_if": only_if} if only_if else made


def _event(key: str) -> dict[str, Any]:
    return {"type": "event", "settings": {"keys": [key]}}


def _wait(key: str, amount: int, unit: str) -> dict[str, Any]:
    return {"id": key, "type": "wait", "settings": {"amount": amount, "unit": unit}}


def _hour(key: str, hour: str) -> dict[str, Any]:
    return {"id": key, "type": "until_hour", "settings": {"hour": hour}}


def _send(key: str, message: int) -> dict[str, Any]:
    return {"id": key, "type": "message", "settings": {"message": message, "channels": ["mail"], "never_twice": True}}


def _branch(
    key: str, kind: str, settings: dict[str, Any], yes: list[Any] | None = None, no: list[Any] | None = None
) -> dict[str, Any]:
    paths = [{"key": "yes", "steps": yes or []}, {"key": "no", "steps": no or []}]
    return {"id": key, "type": kind, "settings": settings, "paths": paths}
