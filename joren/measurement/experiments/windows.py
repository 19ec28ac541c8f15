"""The days a campaign is judged over. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """The business dates from `start` (the day of the send) on, `days` of them; as many before it to compare with."""

    start: date
    days: int

    @property
    def end(self) -> date:
        """The first day after the window."""
        return self.start + timedelta(days=self.days)

    @property
    def last(self) -> date:
        """The last day of the window."""
        return self.end - timedelta(days=1)

    @property
    def before(self) -> date:
        """The first day of the time before the send that serves the adjustment."""
        return self.start - timedelta(days=self.days)

    @property
    def before_last(self) -> date:
        """The last day before the send."""
        return self.start - timedelta(days=1)

    def is_over(self, as_of: date) -> bool:
        """Whether every day of the window has passed by the business date `as_of`."""
        return as_of >= self.end
