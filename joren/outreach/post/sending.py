"""The sender of post: puts each message on the print run of its origin, in the transaction that records it.

A message counts as sent for the engine once it is on a run. The timeline hears of it when a person marks the run as
posted: a letter on a table has reached nobody.
"""

from collections.abc import Mapping, Sequence

from joren.foundation.errors import JorenError
from joren.outreach.content.media import Compiled
from joren.outreach.delivery.channels import Handover, Line, Outcome
from joren.outreach.delivery.models import Dispatch

from . import actions, queries


def sender_for(dispatch: Dispatch) -> "PostSender":
    """The sender of a dispatch's messages. Raises a `JorenError` when it has no words for post."""
    return PostSender(dispatch.origin, queries.words_for(dispatch.origin))


class PostSender:
    """Writes only to our own database."""

    lines = 0
    per_minute = None
    account = "post"

    def __init__(self, origin: str, words: Mapping[str, Compiled]) -> None:
        self._origin = origin
        self._words = words

    def open(self) -> Line:
        """The only line."""
        return PostLine(self._words)

    def recorded(self, sent: Sequence[tuple[Handover, Outcome]]) -> None:
        """Put the pieces on the run."""
        actions.put_on_run(origin=self._origin, delivery_ids=[row.id for row, _outcome in sent])

    def ended(self) -> None:
        """Labels for a segment are complete once the last has come."""
        actions.close_labels(origin=self._origin)


class PostLine:
    """Makes sure that the words can be filled in for this person: found out now, not at the printer."""

    def __init__(self, words: Mapping[str, Compiled]) -> None:
        self._words = words

    def send(self, delivery: Handover) -> Outcome:
        """Fill in once."""
        compiled = self._words.get(delivery.variant) or self._words.get("")
        try:
            if compiled is not None:
                compiled.fill(delivery.id, delivery.address, delivery.content)
        except (JorenError, ValueError) as problem:
            return Outcome(kind="failed", code=getattr(problem, "code", "post")[:20], text=str(problem))
        return Outcome(kind="sent", told_later=True)

    def close(self) -> None:
        """Nothing to let go of."""
