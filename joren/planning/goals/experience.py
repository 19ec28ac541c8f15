"""What was learned: every finished measure, searchable, and those that are like a new plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.urls import reverse

from joren.foundation.japanese.folding import fold
from joren.measurement.experiments.costing import channel_labels
from joren.measurement.experiments.models import Evaluation
from joren.outreach.campaigns.models import Campaign
from joren.outreach.journeys.models import Journey
from joren.segments.library.models import Segment

from .models import Measure
from .rules.similar import ALIKE, Traits, likeness

MOST: Final = 200
SHOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """One finished measure. `each`: extra yen a person, with its interval; None where nothing was proven by a group
    held back. `code` is the verdict's, "" for what people told themselves in `told`.
    """

    name: str
    kind: str
    on: date
    traits: Traits
    segment: str = ""
    code: str = ""
    verdict: str = ""
    people: int | None = None
    each: float | None = None
    low: float | None = None
    high: float | None = None
    total: Any = None
    told: str = ""
    url: str = ""
    likeness: float = 0.0

    @property
    def ways(self) -> list[str]:
        """The channels by their names."""
        labels = channel_labels()
        return sorted(labels.get(key, key) for key in self.traits.channels)


def search(words: str = "", *, kind: str = "", channel: str = "", segment: str = "") -> list[Experience]:
    """Finished measures that have all the words, the newest first."""
    wanted = [fold(word) for word in words.split()]
    return [
        found
        for found in _every()
        if (not kind or found.kind == kind)
        and (not channel or channel in found.traits.channels)
        and (not segment or found.traits.segment == segment)
        and all(word in fold(f"{found.name} {found.told} {found.segment}") for word in wanted)
    ]


def similar_to(traits: Traits, *, without: str = "", number: int = SHOWN) -> list[Experience]:
    """What is most like it, at least `ALIKE`; `without`: the address of the plan itself."""
    found = (replace(each, likeness=likeness(traits, each.traits)) for each in _every() if each.url != without)
    alike = [each for each in found if each.likeness >= ALIKE]
    return sorted(alike, key=lambda each: (-each.likeness, -each.on.toordinal()))[:number]


def traits_of_campaign(campaign: Campaign) -> Traits:
    """What is known of a campaign."""
    message = campaign.message
    return Traits(
        kind="campaign",
        template=message.template_key if message else "",
        segment=campaign.segment_key,
        channels=frozenset(campaign.channels),
        words=fold(campaign.name),
    )


def traits_of_journey(journey: Journey) -> Traits:
    """What is known of a journey."""
    return Traits(kind="journey", words=fold(journey.name))


def _every() -> list[Experience]:
    verdicts = Evaluation.objects.exclude(key__startswith="control:").order_by("-window_start", "-pk")[:MOST]
    return sorted([*_proven(verdicts), *_told()], key=lambda each: each.on, reverse=True)


def _proven(verdicts: Iterable[Evaluation]) -> list[Experience]:
    rows = list(verdicts)
    numbers: dict[str, list[int]] = {"campaign": [], "journey": []}
    for row in rows:
        kind, _colon, number = row.key.partition(":")
        numbers.setdefault(kind, []).append(int(number))
    campaigns = Campaign.objects.select_related("message").in_bulk(numbers["campaign"])
    journeys = Journey.objects.in_bulk(numbers["journey"])
    segments = dict(Segment.objects.values_list("key", "name"))
    return [_experience(row, campaigns, journeys, segments) for row in rows]


def _experience(row: Evaluation, campaigns: Any, journeys: Any, segments: dict[str, str]) -> Experience:
    kind, _colon, number = row.key.partition(":")
    lives = {"campaign": campaigns, "journey": journeys}.get(kind, {}).get(int(number))
    traits = Traits(kind=kind, words=fold(row.name))
    if lives is not None:
        traits = traits_of_campaign(lives) if kind == "campaign" else traits_of_journey(lives)
    each = (row.figures or {}).get("sales_each") or {}
    return Experience(
        name=row.name,
        kind=kind,
        on=row.window_start,
        traits=traits,
        segment=segments.get(traits.segment, ""),
        code=row.code,
        verdict=str(row.get_code_display()),
        people=row.people,
        each=each.get("value"),
        low=each.get("low"),
        high=each.get("high"),
        total=row.extra_sales,
        url=reverse(f"{kind}s:detail", args=[number]) if lives is not None else "",
    )


def _told() -> Sequence[Experience]:
    rows = Measure.objects.filter(kind=Measure.Kind.FREE, status__in=(Measure.Status.DONE, Measure.Status.STOPPED))
    return [
        Experience(
            name=row.name,
            kind="free",
            on=row.ended_on or row.added_on,
            traits=Traits(kind="free", words=fold(row.name), segment=row.goal.segment_key),
            verdict=str(row.get_status_display()),
            told=row.result,
            url=reverse("goals:detail", args=[row.goal_id]),
        )
        for row in rows.select_related("goal").order_by("-pk")[:MOST]
    ]
