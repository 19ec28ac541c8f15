"""What a run notes on its way: warnings by code with examples, rejected rows, counts. Kept in the import's report."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from joren.foundation.registry.entries import Text

EXAMPLES: Final = 10
REJECTS_SHOWN: Final = 50
CHANGES_SHOWN: Final = 10
_VALUE_LENGTH: Final = 100


class Notes:
    """Counts, warnings and the first rejected rows; starts from what an earlier run had committed."""

    def __init__(self, counts: dict[str, int], report: dict[str, Any]) -> None:
        self.counts: Counter[str] = Counter(counts)
        self.warnings: dict[str, dict[str, Any]] = dict(report.get("warnings", {}))
        self.rejects: list[dict[str, Any]] = list(report.get("rejects", []))
        self.changes: list[dict[str, Any]] = list(report.get("changes", []))

    def warn(self, row: int, code: str, sentence: Text, *, column: str = "", value: str = "") -> None:
        """See `joren.foundation.importing.rows.Warn`."""
        known = self.warnings.get(code)
        if known is None:
            known = self.warnings[code] = {"count": 0, "sentence": str(sentence), "examples": []}
        known["count"] += 1
        if len(known["examples"]) < EXAMPLES:
            known["examples"].append({"row": row, "column": column, "value": value[:_VALUE_LENGTH]})

    def reject(self, row: int, reason: str, *, column: str = "", value: str = "", remedy: str = "") -> None:
        """Count a rejected row and keep the first of them for the screen."""
        self.counts["rejected"] += 1
        if len(self.rejects) < REJECTS_SHOWN:
            told = {
                "row": row,
                "column": column,
                "value": value[:_VALUE_LENGTH],
                "reason": reason,
                "remedy": remedy,
            }
            self.rejects.append(told)

    def changed(self, row: int, subject_id: int | None, label: str, changes: Mapping[str, list[Any]]) -> None:
        """Keep the first changes of what is known; see `joren.foundation.importing.rows.Changed`."""
        same = next((one for one in self.changes if subject_id and one["subject"] == subject_id), None)
        if same is not None:
            same["changes"] |= changes
        elif len(self.changes) < CHANGES_SHOWN:
            self.changes.append({"row": row, "subject": subject_id, "label": label, "changes": dict(changes)})

    def report(self) -> dict[str, Any]:
        """As JSON."""
        return {"warnings": self.warnings, "rejects": self.rejects, "changes": self.changes}
