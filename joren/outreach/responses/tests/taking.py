"""Taking responses in, in tests."""

from datetime import timedelta

from joren.foundation.time import clock
from joren.outreach.responses import intake

BROWSER = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
    "Mobile/15E148 Safari/604.1"
)


def counted() -> int:
    """Take in and count everything, as if every message had been quiet since."""
    return intake.take_in_and_settle(clock.now() + timedelta(minutes=1))
