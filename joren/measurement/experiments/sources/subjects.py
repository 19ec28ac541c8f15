"""What is judged, whatever kind of experiment it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from joren.measurement.experiments.windows import Window
from joren.outreach.campaigns.models import Campaign


class Kind(StrEnum):
    """The kinds of experiment: the first word of their keys."""

    CAMPAIGN = "campaign"
    JOURNEY = "journey"
    CONTROL = "control"


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """Who was to get what: a query with one row for each person and the columns

    ``decision`` (send or held_back), ``customer_id``, ``start`` (the first day of the person's window), ``variant``,
    ``channel``, ``stratum`` (texts, "" where there is none) and ``compared`` (false: this person's variant was not
    drawn by chance). `parameters` fill it.
    """

    sql: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """An experiment. `window` is None before anybody got anything.

    Of a rolling one (a journey) each person's window begins with their own entry; `window` is that of the first. It has
    no end: each look is one of many, until `closes` (nobody enters any more) lies a window back. `origin` marks what
    it causes, `share` is the planned share held back.
    """

    key: str
    kind: Kind
    name: str
    share: Decimal
    window: Window | None
    assigned: Assigned
    origin: str = ""
    is_rolling: bool = False
    closes: Any = None
    days: int = 14
    campaign: Campaign | None = None
    link: str = ""
    counted: str = ""

    @property
    def path(self) -> str:
        """How it stands in addresses: the number of a campaign, else ``journey-3``, ``control-2026-04``."""
        return str(self.campaign.pk) if self.campaign else self.key.replace(":", "-", 1)

    @property
    def has_messages(self) -> bool:
        """Whether it has messages of its own, with ways, costs and clicks."""
        return bool(self.origin)
