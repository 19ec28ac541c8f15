"""What can be known of a customer from their purchases, in the words of the catalogue.

Cancelled purchases count for nothing. Returns lower amounts and items, and are no purchases. A row of a summary file
counts as the number of purchases it stands for.
"""

from .amounts import AMOUNTS
from .dates import DATES
from .first import FIRST
from .habits import HABITS
from .intervals import INTERVALS
from .items import ITEMS
from .shops import from_data

ATTRIBUTES = (*AMOUNTS, *DATES, *INTERVALS, *HABITS, *ITEMS, *FIRST)

__all__ = ["ATTRIBUTES", "from_data"]
