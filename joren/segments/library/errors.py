"""Refusals of the library."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class SegmentNotFound(JorenError, LookupError):
    """No saved segment has that key."""

    code = "segment_not_found"
    message = _("There is no segment %(key)s.")
    remedy = _("`joren segment list` shows those there are.")
    status = 404


class BadKey(JorenError):
    """A key that cannot be one."""

    code = "bad_key"
    message = _("%(key)s cannot be a key.")
    remedy = _("A key is made of small letters, digits, hyphens and underscores, 50 at most.")


class NameMissing(JorenError):
    """A segment without a name."""

    code = "name_missing"
    message = _("A segment needs a name.")


class SegmentInUse(JorenError):
    """A segment that others are made of cannot be put away."""

    code = "segment_in_use"
    message = _("The segment is part of %(users)s.")
    remedy = _("Change those first.")
    status = 409


class ChangedMeanwhile(JorenError):
    """Somebody else saved the segment since it was opened."""

    code = "changed_meanwhile"
    message = _("Somebody else has changed this segment since you opened it.")
    remedy = _("Open it again and make your change there.")
    status = 409


class VersionNotFound(JorenError, LookupError):
    """A version the segment never had."""

    code = "version_not_found"
    message = _("“%(name)s” has no version %(number)s.")
    status = 404


class TooManyToOverlap(JorenError):
    """Other than two to four segments."""

    code = "overlap_size"
    message = _("An overlap is of two to four different segments.")


class RegionNotFound(JorenError, LookupError):
    """A part of the picture that there is not."""

    code = "region_not_found"
    message = _("This picture has no part %(region)s.")
    remedy = _("A part is written with a 1 or a 0 for each segment, such as 101.")
    status = 404


class TemplateNotFound(JorenError, LookupError):
    """No template has that key."""

    code = "template_not_found"
    message = _("There is no template %(key)s.")
    remedy = _("`joren segment templates` shows those there are.")
    status = 404
