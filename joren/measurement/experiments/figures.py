"""A verdict as plain numbers: what is shown, told to programs and kept. Pure."""

from dataclasses import asdict, dataclass
from typing import Any

from .rules import Code, Estimate, Outcome, Verdict, rounded_up


@dataclass(frozen=True, slots=True)
class Figures:
    """The answer in numbers. Estimates are None where nothing may be claimed.

    `sales` and `buyers` are for all people who were sent to, `sales_each` (an amount) and `buyers_share` (-1 to 1) for
    one of them. `people_needed` is a whole audience, not rounded. `theta` is what was taken off for each unit spent
    before, `noise_removed` the share of the variance that went away with it, `split_p` how odd the split is.
    """

    code: Code
    sales: Estimate | None = None
    sales_each: Estimate | None = None
    buyers: Estimate | None = None
    buyers_share: Estimate | None = None
    people_needed: int | None = None
    theta: float | None = None
    noise_removed: float | None = None
    split_p: float | None = None

    @property
    def about(self) -> int | None:
        """The people needed as a person says it: two digits, rounded up."""
        return rounded_up(self.people_needed) if self.people_needed else None

    @property
    def direction(self) -> int:
        """1 more sales, -1 less, 0 not known."""
        return {Code.UP: 1, Code.DOWN: -1}.get(self.code, 0)

    @classmethod
    def of(cls, verdict: Verdict) -> "Figures":
        """The numbers of a verdict."""
        money, buyers = verdict.money, verdict.buyers
        return cls(
            code=verdict.code,
            sales=_total(money),
            sales_each=_each(money),
            buyers=_total(buyers),
            buyers_share=_each(buyers),
            people_needed=verdict.people_needed,
            theta=verdict.adjusted.theta if verdict.adjusted else None,
            noise_removed=verdict.adjusted.variance_reduction if verdict.adjusted else None,
            split_p=verdict.sample_ratio.p if verdict.sample_ratio else None,
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self) | {"code": self.code.value}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Figures":
        """What `as_dict` wrote."""
        estimates = ("sales", "sales_each", "buyers", "buyers_share")
        read = {key: Estimate(**data[key]) if data[key] else None for key in estimates}
        return cls(**(data | read | {"code": Code(data["code"])}))


def _total(outcome: Outcome | None) -> Estimate | None:
    return outcome.total if outcome else None


def _each(outcome: Outcome | None) -> Estimate | None:
    return outcome.per_person if outcome else None
