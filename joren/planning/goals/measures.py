"""What is done for a goal: its state and what it was proven to bring, read where it lives."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from joren.measurement.experiments.models import Evaluation
from joren.outreach.campaigns.models import Campaign
from joren.outreach.coupons.models import Coupon
from joren.outreach.journeys.models import Journey

from .errors import UnknownMeasure
from .models import Goal, Measure

_MODELS: dict[str, Any] = {"campaign": Campaign, "journey": Journey, "coupon": Coupon}
_PAGES = {"campaign": "campaigns:detail", "journey": "journeys:detail", "coupon": "coupons:detail"}
_RUNNING = {"sending", "scheduled", "preparing", "live", "active"}
_OVER = {"sent", "stopped", "cancelled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMeasure:
    """A measure, its state in words, where it lives, and the verdict where one was given."""

    measure: Measure
    state: str
    url: str = ""
    verdict: Evaluation | None = None
    phase: str = "planned"

    @property
    def proven(self) -> Decimal | None:
        """Extra yen; None where nothing is proven."""
        return self.verdict.extra_sales if self.verdict and self.verdict.code in ("up", "down") else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """At least and at most, of the extra yen."""
        sales = (self.verdict.figures or {}).get("sales") if self.verdict else None
        return (sales["low"], sales["high"]) if sales else None


def name_of(kind: str, reference: int | None) -> str:
    """The name of that campaign, journey or coupon. Raises `UnknownMeasure`."""
    model = _MODELS.get(kind)
    name = model.objects.filter(pk=reference).values_list("name", flat=True).first() if model and reference else None
    if name is None:
        raise UnknownMeasure
    return str(name)


def of_goal(goal: Goal) -> list[ShownMeasure]:
    """Everything that hangs under a goal, in the order it was added."""
    return shown(goal.measures.all())


def shown(measures: Iterable[Measure]) -> list[ShownMeasure]:
    """Each with its state and verdict."""
    found = list(measures)
    lived = {
        kind: model.objects.in_bulk([each.reference for each in found if each.kind == kind])
        for kind, model in _MODELS.items()
    }
    keys = [f"{each.kind}:{each.reference}" for each in found if each.reference]
    verdicts = {verdict.key: verdict for verdict in Evaluation.objects.filter(key__in=keys)}
    return [_shown(each, lived.get(each.kind, {}).get(each.reference), verdicts) for each in found]


def _shown(each: Measure, lives: Any, verdicts: dict[str, Evaluation]) -> ShownMeasure:
    if each.kind == Measure.Kind.FREE:
        return ShownMeasure(measure=each, state=each.get_status_display(), phase=each.status)
    if lives is None:
        return ShownMeasure(measure=each, state="–", phase="done")
    phase = "running" if lives.status in _RUNNING else "done" if lives.status in _OVER else "planned"
    return ShownMeasure(
        measure=each,
        state=str(lives.get_status_display()),
        url=reverse(_PAGES[each.kind], args=[each.reference]),
        verdict=verdicts.get(f"{each.kind}:{each.reference}"),
        phase=phase,
    )


def choices() -> list[tuple[str, str, str]]:
    """What can be hung under a goal, the newest first: (kind:number, kind, name)."""
    return [
        (f"{kind}:{pk}", str(Measure.Kind(kind).label), name)
        for kind, model in _MODELS.items()
        for pk, name in model.objects.order_by("-pk").values_list("pk", "name")[:50]
    ]
