"""Where the links of messages lead, kept in the process so that a click needs no question to the database.

A miss fetches the messages beside it too: links are followed in about the order in which messages went out. What is
kept never changes (frozen words), and is bounded; values of a person are never kept.
"""

from collections import OrderedDict
from threading import Lock
from time import monotonic
from typing import Final

from django.db import connection

from joren.outreach.content.links import link_for
from joren.outreach.content.models import Link
from joren.outreach.delivery.models import Delivery

_BESIDE: Final = 128
_MOST_MESSAGES: Final = 50_000
_MOST_CONTENTS: Final = 500
_SECONDS: Final = 60.0
"""So long the process may answer for a message that was erased meanwhile."""
_CONTENTS: Final = """
SELECT d.id, c.id FROM delivery_delivery d
JOIN content_content c ON c.origin = d.origin AND c.channel = d.channel AND c.variant = d.variant
WHERE d.id >= %s AND d.id < %s
"""


class Targets:
    """Bounded memory of which frozen words a message carries and where their links lead; shared by the threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._messages: OrderedDict[int, tuple[int, float]] = OrderedDict()
        self._links: OrderedDict[int, dict[int, str | None]] = OrderedDict()

    def find(self, delivery_id: int, number: int) -> str | None:
        """Where a link of a message leads; None when there is none."""
        content_id = self._content(delivery_id)
        target = self._links_of(content_id).get(number) if content_id else None
        if target is None or "{" not in target:
            return target
        content = Delivery.objects.filter(pk=delivery_id).values_list("content", flat=True).first()
        return link_for(target, content) if content is not None else None

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._messages.clear()
            self._links.clear()

    def _content(self, delivery_id: int) -> int | None:
        now = monotonic()
        with self._lock:
            found = self._messages.get(delivery_id)
        if found is not None and found[1] >= now:
            return found[0]
        with connection.cursor() as cursor:
            cursor.execute(_CONTENTS, [delivery_id, delivery_id + _BESIDE])
            rows = cursor.fetchall()
        with self._lock:
            self._messages.pop(delivery_id, None)
            for message, content in rows:
                self._messages[message] = (content, now + _SECONDS)
                self._messages.move_to_end(message)
            while len(self._messages) > _MOST_MESSAGES:
                self._messages.popitem(last=False)
        return next((content for message, content in rows if message == delivery_id), None)

    def _links_of(self, content_id: int) -> dict[int, str | None]:
        """Where each link leads; one that is another for each person as it was written, its fields still in it."""
        with self._lock:
            found = self._links.get(content_id)
        if found is None:
            written = Link.objects.filter(content=content_id).values_list("number", "target")
            found = {number: target if "{" in target else link_for(target, {}) for number, target in written}
            with self._lock:
                self._links[content_id] = found
                while len(self._links) > _MOST_CONTENTS:
                    self._links.popitem(last=False)
        return found
