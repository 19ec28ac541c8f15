"""Writes of duplicates: find them, decide about them, merge the sure ones where the business wants that."""

from .checking import CheckReport, check, schedule_check
from .deciding import settle
from .settings import change_settings

__all__ = ["CheckReport", "change_settings", "check", "schedule_check", "settle"]
