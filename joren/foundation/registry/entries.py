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
    """A line of the side navigation. `section` is a stage key of the loop (see `joren.foundation.ui.navigation`).

    `is_seldom`: folded away at the end of its section, for pages nobody needs every week.
    """

    key: str
    label: Text
    url_name: str
    icon: str
    section: str
    order: int = 100
    permission: str = ""
    is_seldom: bool = False


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
    """One setting of a report, passed to `run` by its key.

    Types: ``date`` (given as a date), ``month`` (the first day of it, as a date), ``shop`` (its code), ``choice`` (one
    of `choices`, or of what `choices_from` names: ``() -> list[(value, label)]``), ``number`` (a whole one between
    `minimum` and `maximum`), ``text`` (a line of at most 200 characters, which the report itself reads and refuses).
    One that was not given comes as None; ``as_of`` as today.
    """

    key: str
    label: Text
    type: Literal["date", "month", "shop", "choice", "number", "text"] = "date"
    choices: tuple[tuple[str, Text], ...] = ()
    choices_from: Reference = ""
    default: str = ""
    minimum: int = 1
    maximum: int = 10_000
    help: Text = ""


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """One more table of a report, beside the main one. `run` answers its rows under `key`."""

    key: str
    label: Text
    columns: tuple[ReportColumn, ...]
    note: Text = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture of a report: which columns of which table are drawn how. Nothing else is needed, no script.

    - ``bar``, ``line``: `value` columns over `x`, one colour a column; or one value column with `series`, the column
      whose texts part the rows into lines or bars beside each other. `stacked` piles bars up.
    - ``curves``: lines over a number `x` (days, months since), one a text of `series` or one a column of `value`.
    - ``pareto``: the first `value` as bars in the order of the rows, their running share of the total as a line.
    - ``heat``, ``map``, ``triangle``: cells in rows `y` and columns `x`, shaded by the first `value`; further `value`
      columns are told in the cell. Rows are in long form, one a cell; cells open to their people. ``heat`` shades over
      all cells (weekday x hour), ``map`` is for two scores (5 x 5), ``triangle`` leaves out cells that are not there.
    - ``scatter``: points at (`x`, first `value`), `size` the area, `series` the colour, `name` the text.
    """

    kind: Literal["bar", "line", "heat", "pareto", "curves", "triangle", "scatter", "map"]
    x: str
    value: tuple[str, ...]
    y: str = ""
    series: str = ""
    size: str = ""
    name: str = ""
    table: str = "main"
    title: Text = ""
    stacked: bool = False


@dataclass(frozen=True, kw_only=True)
class Report:
    """Tables of exact numbers with their formula, opening to the people behind every row.

    `run` names ``(staff, **parameters) -> list[dict] | dict[str, list[dict]]``: rows by column key, or several tables
    by name (``main`` has `columns`, the others are in `tables`). A row that can be opened carries ``"_row"``, a short
    text; `people` names ``(staff, row: str, **parameters) -> dict | list[int]``: a segment rule over the catalogue,
    which can be kept as a segment (better), or ids of customers. It raises LookupError for a row that cannot be.

    `group` orders the list of reports. `compare`: set the previous period beside, matching rows by their first column
    (``rows``) or by their place (``order``), for `compare_columns`; needs parameters ``from`` and ``to``.
    `by_staff`: the numbers depend on who looks. `kept`: answers may be kept until a fact, the day, a shop or the
    business changes; what else they depend on, `stamp` names: ``() -> str``, another text whenever that changes. A
    report that cannot say so is not `kept`. `chart`, `chart_columns`: the older way to say one `picture`.
    """

    key: str
    label: Text
    description: Text
    formula: Text
    columns: tuple[ReportColumn, ...]
    run: Reference
    parameters: tuple[ReportParameter, ...] = ()
    group: Literal["sales", "customers", "repeat", "products", "shops", "outreach", "other"] = "other"
    people: Reference = ""
    picture: Picture | tuple[Picture, ...] = ()
    tables: tuple[ReportTable, ...] = ()
    compare: Literal["", "rows", "order"] = ""
    compare_columns: tuple[str, ...] = ()
    by_staff: bool = False
    kept: bool = True
    stamp: Reference = ""
    chart: Literal["", "bar", "line"] = ""
    chart_columns: tuple[str, ...] = ()
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class Card:
    """A small thing a dashboard shows: a figure, a list, a picture of a report, in its place and size.

    `context` names ``(staff) -> dict | None`` for `template`; None leaves the card out. A card whose `report` is
    named opens to it; with no template it shows the report's first picture with its default settings.
    `size`: columns of three it takes. `order`: where it stands on a board nobody has arranged; 0 means not there.
    """

    key: str
    label: Text
    size: Literal[1, 2, 3] = 1
    template: str = ""
    context: Reference = ""
    report: str = ""
    permission: str = ""
    order: int = 0


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One number of the business over a period, for goals. `measure` names ``(start: date, end: date) -> Decimal``.

    An accumulating metric (sales) grows from 0 over the period; another (number of regulars) is what stands at its end.
    `unit`: ``percent`` of 0 to 100, ``minutes`` of waiting. `measure` may answer None where nothing can be said.

    `series` names ``(spans: Sequence[tuple[date, date]], *, shop: int | None = None, people: tuple[int, ...] | None =
    None) -> list[Decimal | None]``: the value over each of several spans that do not overlap, the earliest first, in
    one question; of one shop or of some customers only. A metric without it cannot be narrowed.
    """

    key: str
    label: Text
    unit: Literal["count", "money", "percent", "minutes"]
    measure: Reference
    accumulates: bool = True
    higher_is_better: bool = True
    series: Reference = ""


@dataclass(frozen=True, kw_only=True)
class Handed:
    """People and words that one page hands to another app: a saved segment by its key, a name, a subject and a text."""

    segment: str
    name: str = ""
    subject: str = ""
    body: str = ""


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """What can be done with people that another app's page has found: a button there.

    `address` names ``(handed: Handed) -> str``: the page that goes on from there, with everything filled in. It must
    not write anything: whoever opens it has decided nothing yet.
    """

    key: str
    label: Text
    icon: str
    address: Reference
    permission: str
    order: int = 100
