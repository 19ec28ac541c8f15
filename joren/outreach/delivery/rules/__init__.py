"""The arithmetic of delivery. No Django, no clock."""

from .pace import MAX_ATTEMPTS, REFUSALS_IN_A_ROW, RETRY_AFTER, Pace, retry_after

__all__ = ["MAX_ATTEMPTS", "REFUSALS_IN_A_ROW", "RETRY_AFTER", "Pace", "retry_after"]
