"""Undo and redo in the builder: the drafts before and after travel in hidden fields, so nothing is kept on a server.

Pure. The newest step of `past` is its last, the next of `future` its first.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from .draft import Node, dumped, loaded

MOST_STEPS: Final = 30
_LARGEST: Final = 500_000
"""Characters of all steps together; the oldest go first."""


@dataclass(frozen=True, slots=True)
class History:
    """The drafts before and after the one that is shown, as their hidden fields' text."""

    past: tuple[str, ...] = ()
    future: tuple[str, ...] = ()

    @classmethod
    def posted(cls, fields: Mapping[str, str]) -> "History":
        """As the form sent it; what cannot be read is no history."""
        return cls(_steps(fields.get("past", "")), _steps(fields.get("future", "")))

    @property
    def past_field(self) -> str:
        """For the hidden field."""
        return json.dumps(self.past, ensure_ascii=False, separators=(",", ":"))

    @property
    def future_field(self) -> str:
        """For the hidden field."""
        return json.dumps(self.future, ensure_ascii=False, separators=(",", ":"))

    def after(self, before: Node, now: Node) -> "History":
        """With the step from `before` to `now`; what was undone can then no longer be redone."""
        if dumped(before) == dumped(now):
            return self
        return History(_kept((*self.past, dumped(before))))

    def undone(self, now: Node) -> tuple[Node, "History"]:
        """The draft before, and the history from there; the same ones where there is none before."""
        if not self.past:
            return now, self
        *past, last = self.past
        return loaded(last), History(tuple(past), (dumped(now), *self.future))

    def redone(self, now: Node) -> tuple[Node, "History"]:
        """The draft that was undone last."""
        if not self.future:
            return now, self
        first, *future = self.future
        return loaded(first), replace(self, past=_kept((*self.past, dumped(now))), future=tuple(future))


def _steps(text: str) -> tuple[str, ...]:
    try:
        steps = json.loads(text) if text and len(text) <= 2 * _LARGEST else []
    except (ValueError, RecursionError):
        steps = []
    return tuple(step for step in steps if isinstance(step, str))[-MOST_STEPS:] if isinstance(steps, list) else ()


def _kept(steps: tuple[str, ...]) -> tuple[str, ...]:
    steps = steps[-MOST_STEPS:]
    while steps and sum(map(len, steps)) > _LARGEST:
        steps = steps[1:]
    return steps
