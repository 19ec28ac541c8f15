"""The ten measures: what they are called, how they are counted, where they come from, what is missing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.foundation.registry.entries import Text

from .measures import Reading, answers, messages, purchases
from .rules.periods import Period
from .scope import Scope

Read = Callable[[Scope, Sequence[Period], str], list[Reading]]
People = Callable[[Scope, Period, str], list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One measure. Without `read` its data come later: `missing` says what lacks, `remedy` what to do.

    `formula` and `denominator` in words; `metric` the key of the `Metric` a goal is set on; `fresh` when its newest
    fact is of. `report` names the full report, `days` by how much its days lie before the period's.
    """

    key: str
    label: Text
    unit: Literal["money", "percent", "minutes", "points"]
    formula: Text
    denominator: Text
    icon: str
    higher_is_better: bool = True
    read: Read | None = None
    people: People | None = None
    fresh: Callable[[Scope], date | datetime | None] | None = None
    metric: str = ""
    report: str = ""
    report_days: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    empty: Text = ""
    missing: Text = ""
    remedy: Text = ""


_NO_LINES: Final = _(
    "No purchases with items of a category in this time. Import a file that has them, or give the products categories."
)

KPIS: Final = (
    Kpi(
        key="sales",
        label=_("Sales"),
        unit="money",
        formula=_("Everything paid in the period, returns taken off, cancelled purchases left out; anonymous ones in."),
        denominator=_("none: a sum of yen"),
        icon="cash",
        read=purchases.sales,
        people=purchases.sales_people,
        fresh=purchases.last_day,
        metric="purchases.sales",
        report="sales",
        empty=_("No purchases yet. Import what the till knows."),
    ),
    Kpi(
        key="repeat",
        label=pgettext_lazy("measure", "Repeat rate"),
        unit="percent",
        formula=_(
            "Came a second time within 90 days of the first purchase ÷ newcomers whose 90 days ended in the period."
        ),
        denominator=_("customers whose first purchase lies 90 days before the period"),
        icon="repeat",
        read=purchases.repeat,
        people=purchases.repeat_people,
        fresh=purchases.last_day,
        metric="kpis.repeat",
        report="second_purchase",
        report_days=purchases.WITHIN,
        empty=_("Nobody's 90 days since the first purchase ended in this time."),
    ),
    Kpi(
        key="nps",
        label=_("Recommendation (NPS)"),
        unit="points",
        formula=_("Share of answers 9 and 10 less share of answers 0 to 6 to “Would you recommend us?” (0 to 10)."),
        denominator=_("everybody who answered in the period"),
        icon="speakerphone",
        missing=_("Answers to surveys are missing: Joren sends the question but does not keep the answers yet."),
        remedy=_("Until then put a survey of your own behind the survey block of a message; its answers stay there."),
    ),
    Kpi(
        key="satisfaction",
        label=_("Satisfaction"),
        unit="percent",
        formula=_("Answers “satisfied” and “very satisfied” ÷ all answers."),
        denominator=_("everybody who answered in the period"),
        icon="mood-smile",
        missing=_("Answers to surveys are missing: Joren sends the question but does not keep the answers yet."),
        remedy=_("Until then put a survey of your own behind the survey block of a message; its answers stay there."),
    ),
    Kpi(
        key="cross",
        label=_("Cross-sell rate"),
        unit="percent",
        formula=_(
            "First purchases of an uppermost category followed within 90 days (or accompanied) by another category ÷"
            " all such first purchases whose 90 days ended in the period."
        ),
        denominator=_("first purchases of a category, one for each customer and category"),
        icon="arrows-cross",
        read=purchases.cross,
        people=purchases.cross_people,
        fresh=purchases.last_day,
        metric="kpis.cross",
        report="cross_sell",
        report_days=purchases.WITHIN,
        empty=_NO_LINES,
    ),
    Kpi(
        key="up",
        label=_("Up-sell rate"),
        unit="percent",
        formula=_(
            "Steps from one purchase of an uppermost category to the customer's next in the period whose price a piece"
            " is at least 10 % higher ÷ all such steps."
        ),
        denominator=_("steps from one purchase of a category to the next"),
        icon="trending-up",
        read=purchases.up,
        people=purchases.up_people,
        fresh=purchases.last_day,
        metric="kpis.up",
        report="up_sell",
        empty=_NO_LINES,
    ),
    Kpi(
        key="opened",
        label=_("Open rate"),
        unit="percent",
        formula=_(
            "Mails opened or clicked by a person ÷ mails delivered, by the day they were sent. Where only a machine"
            " loaded the picture, people are taken to open as often as elsewhere."
        ),
        denominator=_("delivered mails (LINE and SMS do not tell who opened)"),
        icon="mail-opened",
        read=messages.opened,
        people=messages.opened_people,
        fresh=messages.last_sent,
        metric="kpis.opened",
        empty=_("No mail was delivered in this time."),
    ),
    Kpi(
        key="clicked",
        label=_("Click rate (CTR)"),
        unit="percent",
        formula=_("Messages in which a person followed a link ÷ messages delivered, by the day they were sent."),
        denominator=_("delivered mails, LINE messages and SMS"),
        icon="click",
        read=messages.clicked,
        people=messages.clicked_people,
        fresh=messages.last_sent,
        metric="kpis.clicked",
        empty=_("No message was delivered in this time."),
    ),
    Kpi(
        key="answered",
        label=_("Time to answer"),
        unit="minutes",
        formula=_(
            "Median of the time from somebody's first message on LINE to the first answer by staff, nights and days off"
            " included. Unanswered ones count with the time waited until now."
        ),
        denominator=_("enquiries on LINE that began in the period (mail and telephone are not recorded yet)"),
        icon="message-circle",
        higher_is_better=False,
        read=answers.waiting,
        people=answers.waiting_people,
        fresh=answers.last_message,
        metric="kpis.answered",
        empty=_("Nobody wrote on LINE in this time. Connect LINE to measure it."),
    ),
    Kpi(
        key="lapsed",
        label=pgettext_lazy("measure", "Lapse rate"),
        unit="percent",
        formula=_(
            "Customers lost in the period (6 months, or 6 times 28 days, without a purchase) ÷ those at its beginning."
        ),
        denominator=_("customers at the beginning: who bought within that time before"),
        icon="user-minus",
        higher_is_better=False,
        read=purchases.lapsed,
        people=purchases.lapsed_people,
        fresh=purchases.last_day,
        metric="kpis.lapsed",
        report="customer_flow",
        empty=_("Nobody was a customer at the beginning yet."),
    ),
)
"""In the order of the page."""


def kpi(key: str) -> Kpi:
    """The measure of that key. Raises KeyError."""
    return {found.key: found for found in KPIS}[key]


def told_unit(unit: str) -> Any:
    """What a value is in, for programs."""
    return {"money": "money", "percent": "share", "minutes": "minutes", "points": "points"}[unit]
