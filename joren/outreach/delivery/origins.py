"""What an origin is called: ``campaign:5`` stands in a list as the campaign's name, with a link to its page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from joren.foundation.registry import entries, resolve
from joren.foundation.registry.entries import Reference


class Named(NamedTuple):
    """The name of what sends, and its page."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class OriginNames:
    """The names of all origins that begin with `prefix` and a colon.

    `names` names ``(origins: Iterable[str]) -> dict[str, Named]``: those of them that are still there.
    """

    prefix: str
    names: Reference


def named(origins: Iterable[str]) -> dict[str, Named]:
    """The names of origins. What nobody knows (deleted, an app that is gone) is called as it is written."""
    found = {origin: Named(origin, "") for origin in origins if origin}
    by_prefix: dict[str, list[str]] = defaultdict(list)
    for origin in found:
        by_prefix[origin.partition(":")[0]].append(origin)
    for kind in entries(OriginNames):
        if kind.prefix in by_prefix:
            found |= resolve(kind.names)(by_prefix[kind.prefix])
    return found


def numbers_in(origins: Iterable[str]) -> dict[str, int]:
    """The number behind the first colon of each origin that has one: ``journey:3:1:s2`` is 3."""
    numbers = {origin: origin.split(":")[1] for origin in origins if ":" in origin}
    return {origin: int(number) for origin, number in numbers.items() if number.isdecimal()}
