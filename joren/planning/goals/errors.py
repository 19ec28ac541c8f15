"""Why a goal is refused."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class UnknownMetric(JorenError):
    """No app measures that."""

    code = "unknown_metric"
    message = _("There is no metric %(metric)s.")
    remedy = _("Use one of: %(known)s.")


class GoalWithoutChange(JorenError):
    """Target and baseline are the same."""

    code = "goal_without_change"
    message = _("The target is the same as where it stands now.")
    remedy = _("Choose a target above or below it.")


class GoalWithoutTime(JorenError):
    """The goal ends before it begins."""

    code = "goal_without_time"
    message = _("The last day must be after the first.")
