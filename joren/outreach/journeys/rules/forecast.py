"""What those inside will probably get: each way is followed with the weight people before them had on it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from . import times
from .flow import EVENT, REACTION, RULE, SPLIT, UNTIL_HOUR, WAIT, Flow, Step

Counts = Mapping[str, Mapping[str, int]]
"""By step: how often each outcome came of it so far."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A message of a step that `weight` of one person (0 to 1) will get at about that time."""

    step: str
    at: datetime
    weight: float


def expected(flow: Flow, step: str, due: datetime, until: datetime, counts: Counts) -> Iterator[Expected]:
    """The messages before `until` of somebody whose stay at `step` ends at `due`.

    Where nobody has passed a step yet, its ways count alike. What ends a wait for something to happen is taken to
    happen halfway, what is looked at now at once.
    """
    node = flow.nodes.get(step)
    if node is None:
        return
    if node.type in (EVENT, REACTION):
        # Whoever stands here has waited a part of it already: what is left ends at `due` unless it happens before.
        yield from _paths(flow, node, {"yes": due, "no": due}, until, counts, 1.0)
    elif node.type in (WAIT, UNTIL_HOUR):
        yield from _follow(flow, flow.after(node), due, until, counts, 1.0)
    else:
        yield from _follow(flow, step, due, until, counts, 1.0)


def _follow(
    flow: Flow, step: str | None, at: datetime, until: datetime, counts: Counts, weight: float
) -> Iterator[Expected]:
    while step is not None and at < until:
        node = flow.nodes[step]
        if node.type == "end":
            return
        if node.parts:
            yield from _paths(flow, node, _moments(node, at), until, counts, weight)
            return
        if node.type in (WAIT, UNTIL_HOUR):
            at = (times.wait_end if node.type == WAIT else times.hour_end)(node.settings, at)
        elif node.type == "message":
            reached = weight * _share(counts.get(step, {}), "sent", alone=1.0)
            yield Expected(step, at, reached)
        step = flow.after(node)


def _paths(
    flow: Flow, node: Step, moments: Mapping[str, datetime], until: datetime, counts: Counts, weight: float
) -> Iterator[Expected]:
    for path in node.paths:
        part = path.share / 100 if node.type == SPLIT else _share(counts.get(node.id, {}), path.key, alone=0.5)
        if part:
            yield from _follow(flow, flow.after(node, path.key), moments[path.key], until, counts, weight * part)


def _moments(node: Step, at: datetime) -> dict[str, datetime]:
    """When people go on by each path."""
    if node.type in (RULE, SPLIT):
        return {path.key: at for path in node.paths}
    end = times.deadline(node.settings, at)
    return {"yes": at + (end - at) / 2, "no": end}


def _share(counted: Mapping[str, int], outcome: str, alone: float) -> float:
    total = sum(counted.values())
    return counted.get(outcome, 0) / total if total else alone
