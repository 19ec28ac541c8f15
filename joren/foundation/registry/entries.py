"""The entry types every app may use. Plain data: no models, no clock, no work at import."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from django.utils.functional import Promise

Text = str | Promise
"""A sentence or label: a gettext_lazy string."""

Reference = str
"""``"package.module:name"``, imported only when used, so that provides.py stays cheap."""


def resolve(reference: Reference) -> Any:
    """The object behind ``"package.module:name"``. Raises ImportError or AttributeError if it is not there."""
    module, _, name = reference.partition(":")
    return getattr(import_module(module), name)


@dataclass(frozen=True, kw_only=True)
class NavigationItem:
    """A line of the side navigation. `section` is a stage key of the loop (see `joren.foundation.ui.navigation`)."""

    key: str
    label: Text
    url_name: str
    icon: str
    section: str
    order: int = 100
    permission: str = ""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A piece of another app's page: shown at `slot` (for example ``customers.detail``).

    `context` names a function ``(request, subject) -> dict | None``; None leaves the panel out.
    """

    key: str
    slot: str
    title: Text
    template: str
    context: Reference
    order: int = 100
    permission: str = ""
    width: Literal["main", "side"] = "main"


@dataclass(frozen=True, kw_only=True)
class EventType:
    """One kind of thing that happens to a customer, as the timeline tells it.

    `kind` is one of `joren.record.timeline.kinds`. `sentence` names a function ``(event) -> str`` in the user's
    language. `erasure` says what happens to its data when the customer is erased.
    """

    key: str
    kind: str
    label: Text
    icon: str
    sentence: Reference
    erasure: Literal["delete", "strip"] = "strip"


@dataclass(frozen=True, kw_only=True)
class JobHandler:
    """Does jobs of one kind. `run` names ``(job: joren.foundation.jobs.running.RunningJob) -> None``.

    It must be safe to run twice and beside itself: a worker may die at any line.
    """

    key: str
    label: Text
    run: Reference
    max_attempts: int = 5


@dataclass(frozen=True, kw_only=True)
class PeriodicJob:
    """A job that becomes due by the clock: `every` is a crontab line in Asia/Tokyo. `key` names a JobHandler."""

    key: str
    every: str


@dataclass(frozen=True, kw_only=True)
class CustomerLink:
    """What becomes of a model's rows when their customer is merged, erased or exported.

    `model` is ``app_label.Model``; `field` the foreign key. merge: ``move`` re-points the rows (duplicates under a
    unique constraint are dropped), ``keep_winner`` drops the loser's, and a reference names the app's own rule:
    ``(joren.foundation.merging.Merging) -> None``. `part` names what decides, when a merge is taken back, which
    rows that came since belong to the person who comes back: ``(joren.foundation.merging.Parting) -> None``;
    with `own_undo` it also takes back what its rule changed and made, and the journal only moves the rows back.
    erase: ``delete`` the rows, ``strip`` the listed `personal` fields, or ``keep`` (nothing personal in it).
    export: the fields told to the person, or ().
    """

    model: str
    field: str = "customer"
    merge: Literal["move", "keep_winner"] | Reference
    part: Reference = ""
    own_undo: bool = False
    erase: Literal["delete", "strip", "keep"]
    export: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Urls:
    """Pages of an app: `module` is its URL conf (``app_name`` set), mounted at `prefix`. `public`: needs no log-in."""

    prefix: str
    module: str
    public: bool = False


@dataclass(frozen=True, kw_only=True)
class ApiRouter:
    """A django-ninja router mounted under ``/api/v1/<prefix>/``."""

    prefix: str
    router: Reference
    tag: Text


@dataclass(frozen=True, kw_only=True)
class Commands:
    """Click commands for ``joren …``: a list named by the reference. Two apps may add to one group by its name."""

    commands: Reference


@dataclass(frozen=True, kw_only=True)
class ReportColumn:
    """One column of a report. `type`: how it is shown and how JSON carries it."""

    key: str
    label: Text
    type: Literal["text", "number", "money", "percent", "date", "days"] = "text"


@dataclass(frozen=True, kw_only=True)
class ReportParameter:
    """One setting of a report, passed to `run` by its key."""

    key: str
    label: Text
    type: Literal["date", "shop", "choice", "number"] = "date"
    choices: tuple[tuple[str, Text], ...] = ()
    default: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A table of exact numbers with its formula. `run` names ``(staff, **parameters) -> list[dict]`` by column key.

    `chart` draws `chart_columns` over the first column.
    """

    key: str
    label: Text
    description: Text
    formula: Text
    columns: tuple[ReportColumn, ...]
    run: Reference
    parameters: tuple[ReportParameter, ...] = ()
    chart: Literal["", "bar", "line"] = ""
    chart_columns: tuple[str, ...] = ()
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One number of the business over a period, for goals. `measure` names ``(start: date, end: date) -> Decimal``.

    An accumulating metric (sales) grows from 0 over the period; another (number of regulars) is what stands at its end.
    """

    key: str
    label: Text
    unit: Literal["count", "money", "percent"]
    measure: Reference
    accumulates: bool = True
    higher_is_better: bool = True
