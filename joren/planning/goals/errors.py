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


class GoalOutOfRange(JorenError):
    """Days no plan is made for; periods counted from them would leave the calendar."""

    code = "goal_out_of_range"
    message = _("A goal begins between 2000 and 2100 and lasts at most ten years.")
    remedy = _("Check the days.")


class BadName(JorenError):
    """A goal, or something that is done, without a name or with too long a one."""

    code = "bad_name"
    message = _("A name of 1 to 200 characters is needed.")


class NoSuchGoal(JorenError):
    """There is no goal of that number."""

    code = "no_such_goal"
    message = _("There is no goal %(id)s.")
    remedy = _("See them all with `joren goal list`.")
    status = 404


class NoSuchMeasure(JorenError):
    """Nothing of that number is done for the goal, or people do not tell of it themselves."""

    code = "no_such_measure"
    message = _("Nothing with the number %(id)s is done for this goal.")
    remedy = _("Of campaigns, journeys and coupons nothing needs to be told.")
    status = 404


class NoSuchOwner(JorenError):
    """Nobody who sees to goals has that address."""

    code = "no_such_owner"
    message = _("Nobody logs in with %(email)s.")
    remedy = _("See them all with `joren user list`.")
    status = 404


class BadTarget(JorenError):
    """The target is no number and no change."""

    code = "bad_target"
    message = _("“%(text)s” is no target.")
    remedy = _("Type a number such as 1,200,000 or 120万, or a change such as +10%% or -5.")


class CannotNarrow(JorenError):
    """The metric is only known for the whole business."""

    code = "cannot_narrow"
    message = _("“%(metric)s” cannot be measured for one shop or segment.")
    remedy = _("Leave shop and segment empty, or choose another metric.")


class NotMeasurable(JorenError):
    """There is nothing to measure it by."""

    code = "not_measurable"
    message = _("“%(metric)s” cannot be measured from %(first)s to %(last)s: there are no data.")
    remedy = _("Choose another metric, or begin later, when there are some.")


class NoSuchReviewDay(JorenError):
    """Not a day of review of that goal."""

    code = "no_such_review_day"
    message = _("%(day)s is no day of review of this goal.")
    remedy = _("Choose one of the days on its page.")
    status = 404


class UnknownMeasure(JorenError):
    """The campaign, journey or coupon is not there."""

    code = "unknown_measure"
    message = _("There is no such campaign, journey or coupon.")
    remedy = _("Choose one from the list.")
