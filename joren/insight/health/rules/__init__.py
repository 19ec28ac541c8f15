"""Pure rules of data health: what is wrong in one record, and what the figures are made of."""

from .checks import CHECKS, Check, Fault, faults_of
from .person import Person, Point, Readings
from .reach import COMPLETE, reachable_over, works_over

__all__ = [
    "CHECKS",
    "COMPLETE",
    "Check",
    "Fault",
    "Person",
    "Point",
    "Readings",
    "faults_of",
    "reachable_over",
    "works_over",
]
