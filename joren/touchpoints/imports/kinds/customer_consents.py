"""What a row says about being written to: yes, no, or nothing."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from joren.foundation.importing.answers import yes_no_reader
from joren.record.customers.bulk import CustomerRow

from .cells import Cells

CHANNELS: Final = ("mail", "post", "sms", "line", "phone")


class ConsentReader:
    """Reads a row's consents with their evidence. An empty cell is a no only where the user said that it is."""

    def __init__(self, cells: Cells) -> None:
        plan = self._plan = cells.plan
        given = [(channel, f"consent_{channel}") for channel in CHANNELS if plan.has(f"consent_{channel}")]
        self._channels = [
            (channel, key, cells.reader(key), yes_no_reader(plan.values(key)), plan.clears(key))
            for channel, key in given
        ]
        self._how = _("file %(file)s, row %(row)s")

    def read(self, row: int, cells: Sequence[str], facts: CustomerRow) -> None:
        """Add the row's consents to `facts`."""
        for channel, key, read, answer, empty_is_no in self._channels:
            text = read(cells)
            if not text and not empty_is_no:
                continue
            yes = answer(text) if text else False
            column = self._plan.column(key)
            if yes is None:
                sentence = _("A consent says neither yes nor no and was taken for neither.")
                self._plan.warn(row, f"consent_{channel}", sentence, column=column, value=text)
                continue
            how = self._how % {"file": self._plan.file_name[:200], "row": row}
            facts.consents.append((channel, yes, how, f"{column}: {text}"))
