"""A trial as JSON keeps it and pages show it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .rules.trial import Trial


def trial_told(trial: "Trial | None") -> dict[str, Any]:
    """``weeks, people, expected, came, off_by, error, same_again, groups, value``; empty without a trial."""
    if trial is None:
        return {}
    return {
        "weeks": int(trial.weeks),
        "people": trial.people,
        "expected": round(trial.expected, 1),
        "came": trial.came,
        "off_by": round(trial.off_by, 4) if trial.came else None,
        "error": round(trial.error, 4),
        "same_again": round(trial.same_again, 4),
        "groups": [
            {"people": group.people, "expected": round(group.expected, 4), "came": round(group.came, 4)}
            for group in trial.groups
        ],
        "value": [round(amount, 2) for amount in trial.value] if trial.value else None,
    }
