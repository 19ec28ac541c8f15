"""A definition as JSON becomes a flow, or everything that is wrong with its form is told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from .flow import (
    AGAIN,
    BUILT_IN,
    DEEPEST,
    EVENT,
    MOST_DAYS,
    MOST_PATHS,
    MOST_STEPS,
    NO,
    REACTION,
    REACTIONS,
    RULE,
    SPLIT,
    UNITS,
    UNTIL_HOUR,
    WAIT,
    WINDOW_DAYS,
    YES,
    Again,
    Flow,
    Path,
    Settings,
    Step,
)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a definition, and at which step ("" for the whole). `code` is told by a sentence elsewhere."""

    code: str
    step: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


class BadDefinition(ValueError):
    """A definition that cannot be a journey."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        self.remarks = list(remarks)
        super().__init__(", ".join(f"{remark.step} {remark.code}".strip() for remark in remarks))


def read(data: Any, actions: Sequence[str]) -> Flow:
    """The flow of a definition as JSON. `actions` are the keys of the actions there are.

    Raises `BadDefinition` with everything that is wrong with its form; whether what it names is there (a message, a
    segment) is for the caller to ask.
    """
    reading = _Reading(actions)
    flow = reading.flow(data)
    if reading.remarks:
        raise BadDefinition(reading.remarks)
    return flow


class _Reading:
    """One definition being read."""

    def __init__(self, actions: Sequence[str]) -> None:
        self.known = {*BUILT_IN, *actions}
        self.remarks: list[Remark] = []
        self.ids: set[str] = set()

    def wrong(self, code: str, step: str = "", **values: Any) -> None:
        self.remarks.append(Remark(code, step, values))

    def flow(self, data: Any) -> Flow:
        if not isinstance(data, Mapping):
            self.wrong("no_definition")
            return Flow("", {}, ())
        trigger = data.get("trigger")
        trigger = trigger if isinstance(trigger, Mapping) else {}
        if not trigger.get("type"):
            self.wrong("no_trigger")
        steps = self.steps(data.get("steps") or [], 1)
        if not steps:
            self.wrong("no_steps")
        if len(self.ids) > MOST_STEPS:
            self.wrong("too_many_steps", most=MOST_STEPS)
        return Flow(
            trigger=str(trigger.get("type", "")),
            settings=_mapping(trigger.get("settings")),
            steps=steps,
            again=self.again(_mapping(data.get("again"))),
            only_if=data["only_if"] if isinstance(data.get("only_if"), Mapping) else None,
            held_back=self.share(data.get("held_back", "0.1")),
            max_age_hours=self.number(data.get("max_age_hours", 48), "max_age", "", 1, 24 * 90),
            window_days=self.number(data.get("window_days", WINDOW_DAYS), "window", "", 1, 365),
        )

    def steps(self, data: Any, depth: int) -> tuple[Step, ...]:
        if not isinstance(data, list):
            self.wrong("no_definition")
            return ()
        if depth > DEEPEST:
            self.wrong("too_deep", most=DEEPEST)
            return ()
        return tuple(step for raw in data if (step := self.step(raw, depth)) is not None)

    def step(self, raw: Any, depth: int) -> Step | None:
        if not isinstance(raw, Mapping):
            self.wrong("no_definition")
            return None
        key, kind, settings = str(raw.get("id", "")), str(raw.get("type", "")), _mapping(raw.get("settings"))
        if not key or len(key) > 20 or key in self.ids:  # noqa: PLR2004 - the column's width
            self.wrong("bad_step_id", key[:20])
            return None
        self.ids.add(key)
        if kind not in self.known:
            self.wrong("unknown_step", key, type=kind[:40])
            return None
        paths = self.paths(key, kind, settings, raw.get("paths") or [], depth)
        self.check(key, kind, settings)
        return Step(key, kind, settings, paths)

    def paths(self, key: str, kind: str, settings: Settings, raw: Any, depth: int) -> tuple[Path, ...]:
        if kind not in (EVENT, REACTION, RULE, SPLIT):
            return ()
        given = (
            {str(path.get("key")): path for path in raw if isinstance(path, Mapping)} if isinstance(raw, list) else {}
        )
        wanted: Sequence[str] = (YES, NO)
        if kind == SPLIT:
            wanted = list(given)
            if not 2 <= len(wanted) <= MOST_PATHS:  # noqa: PLR2004 - a way parts into two at least
                self.wrong("bad_split", key, most=MOST_PATHS)
        found = tuple(
            Path(name, self.steps(given.get(name, {}).get("steps") or [], depth + 1), self.part(given.get(name, {})))
            for name in wanted
        )
        if kind == SPLIT and sum(path.share for path in found) != 100:  # noqa: PLR2004 - per cent
            self.wrong("shares_not_100", key, sum=sum(path.share for path in found))
        return found

    @staticmethod
    def part(raw: Settings) -> int:
        share = raw.get("share", 0)
        return share if isinstance(share, int) and 0 <= share <= 100 else 0  # noqa: PLR2004 - per cent

    def check(self, key: str, kind: str, settings: Settings) -> None:
        if kind == WAIT:
            if settings.get("unit") not in UNITS:
                self.wrong("bad_unit", key)
            else:
                most = MOST_DAYS * 1440 // UNITS[str(settings["unit"])]
                self.number(settings.get("amount"), "bad_wait", key, 1, most)
        elif kind == UNTIL_HOUR:
            if not _is_hour(settings.get("hour")):
                self.wrong("bad_hour", key)
            days = settings.get("weekdays") or []
            if not isinstance(days, list) or any(day not in range(1, 8) for day in days):
                self.wrong("bad_weekdays", key)
        elif kind == EVENT:
            if not _texts(settings.get("keys")):
                self.wrong("no_event", key)
            self.number(settings.get("days"), "bad_days", key, 1, MOST_DAYS)
        elif kind == REACTION:
            if settings.get("reaction") not in REACTIONS:
                self.wrong("bad_reaction", key)
            self.number(settings.get("days"), "bad_days", key, 1, MOST_DAYS)
        elif kind == RULE and not isinstance(settings.get("rule"), Mapping):
            self.wrong("no_rule", key)

    def again(self, raw: Settings) -> Again:
        rule = raw.get("rule", "once")
        if rule not in AGAIN:
            self.wrong("bad_again")
            return Again()
        days = self.number(raw.get("days", 30), "bad_again_days", "", 1, 3660) if rule == "every" else 0
        return Again(rule, days)

    def share(self, raw: Any) -> Decimal:
        try:
            share = Decimal(str(raw))
        except InvalidOperation:
            share = Decimal("NaN")
        if not share.is_finite() or not 0 <= share <= Decimal("0.5"):
            self.wrong("bad_share", value=str(raw)[:20])
            return Decimal(0)
        return share

    def number(self, raw: Any, code: str, step: str, least: int, most: int) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= most:
            self.wrong(code, step, least=least, most=most)
            return least
        return raw


def _mapping(raw: Any) -> Settings:
    return raw if isinstance(raw, Mapping) else {}


def _texts(raw: Any) -> bool:
    return isinstance(raw, list) and bool(raw) and all(isinstance(text, str) and text for text in raw)


def _is_hour(raw: Any) -> bool:
    if not isinstance(raw, str) or len(raw) != 5 or raw[2] != ":":  # noqa: PLR2004 - HH:MM
        return False
    hour, minute = raw[:2], raw[3:]
    return hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60  # noqa: PLR2004
