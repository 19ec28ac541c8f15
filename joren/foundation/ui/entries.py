"""What an app may put on the home page."""

from dataclasses import dataclass

from joren.foundation.registry.entries import Reference, Text


@dataclass(frozen=True, kw_only=True)
class LoopFigure:
    """A number on the home page's tile of a stage. `section` is a key of `navigation.SECTIONS`.

    `value` names ``(staff) -> int | str | None``: cheap (it runs on every visit), an int is grouped in thousands, None
    leaves the figure out. `url_name` is where the number opens.
    """

    key: str
    section: str
    label: Text
    value: Reference
    url_name: str = ""
    permission: str = ""
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something to do next. `is_done` names ``(staff) -> bool``, cheap: it runs on every visit.

    The first step that is not done is offered on the home page. Those that do not recur are the checklist of a new
    business; a recurring one is "done" while there is no reason for it, and is offered when the checklist is through.
    """

    key: str
    label: Text
    text: Text
    url_name: str
    icon: str
    is_done: Reference
    order: int
    permission: str = ""
    recurs: bool = False
