"""Where a goal stands, what it may be set to, where it is going. No Django, no clock. See docs/rules/goals.md."""

from .standing import TOLERANCE, Standing, Verdict, standing

__all__ = ["TOLERANCE", "Standing", "Verdict", "standing"]
