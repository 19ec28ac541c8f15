"""Writes of duplicates: find them, decide about them, merge the sure ones where the business wants that."""

from .checking import CheckReport, check, schedule_check
from .deciding import settle, settle_parted
from .merging_sure import start_merging_sure
from .settings import change_settings

__all__ = ["CheckReport", "change_settings", "check", "schedule_check", "settle", "settle_parted", "start_merging_sure"]
