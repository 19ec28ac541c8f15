"""The words in which an app says what files it can take in: kinds of file, their fields, and who writes the rows.

An app declares an `ImportKind` in its `provides.py`; `joren.touchpoints.imports` reads files, matches columns and
runs any kind without knowing whose it is. `values` reads the cells people write; what cannot be read becomes a
sentence for the row.
"""

from .kinds import ImportField, ImportFollowUp, ImportKind, ValueKind
from .legends import legend_of
from .policies import POLICIES, Policy, check_policies, refuse_policies
from .rows import Changed, Counts, Importer, Plan, RowRejected
from .values import ValueProblem

__all__ = [
    "POLICIES",
    "Changed",
    "Counts",
    "ImportField",
    "ImportFollowUp",
    "ImportKind",
    "Importer",
    "Plan",
    "Policy",
    "RowRejected",
    "ValueKind",
    "ValueProblem",
    "check_policies",
    "legend_of",
    "refuse_policies",
]
