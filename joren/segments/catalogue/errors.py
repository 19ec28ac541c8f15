"""Refusals of the catalogue."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError

from .problems import RuleProblem


class UnknownAttribute(JorenError):
    """No app and no custom field offers an attribute of that key."""

    code = "unknown_attribute"
    message = _("There is no attribute %(key)s.")
    remedy = _("Did you mean %(near)s? `joren attributes` lists them all.")
    status = 404

    def __init__(self, key: str, near: Sequence[str] = ()) -> None:
        """Name the key and the likeliest ones meant."""
        super().__init__(
            remedy=None if near else _("`joren attributes` lists them all."),
            key=key[:100],
            near=", ".join(near),
        )


class InvalidRule(JorenError):
    """A rule that cannot be run; nobody is in it. `problems` says every place that is wrong."""

    code = "invalid_rule"
    message = _("The rule cannot be used. %(first)s")

    def __init__(self, problems: Sequence[RuleProblem]) -> None:
        """Keep the problems, at least one."""
        self.problems = tuple(problems)
        super().__init__(first=self._said(self.problems[0]), problems=[problem.as_dict() for problem in self.problems])

    @staticmethod
    def _said(problem: RuleProblem) -> str:
        return f"{problem.path}: {problem.sentence}" if problem.path else problem.sentence
