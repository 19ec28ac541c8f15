"""What the exports refuse."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class UnknownExport(JorenError):
    """Nothing of that name can be taken away."""

    code = "unknown_export"
    message = _("There is nothing to export called “%(what)s”.")
    remedy = _("Choose one of: %(known)s.")


class UnknownExportColumn(JorenError):
    """A column the export does not have."""

    code = "unknown_export_column"
    message = _("There is no column “%(column)s” to export.")
    remedy = _("Choose from: %(known)s.")


class NoColumns(JorenError):
    """Every column was left out."""

    code = "no_columns"
    message = _("A file needs at least one column.")


class UnknownFormat(JorenError):
    """A format or encoding nobody writes."""

    code = "unknown_format"
    message = _("Files are not written as “%(format)s”.")
    remedy = _("Choose one of: %(known)s.")


class ReasonNeeded(JorenError):
    """Nobody takes data away without saying what for."""

    code = "reason_needed"
    message = _("Say what the file is for.")
    remedy = _("The reason is kept in the history of exports and in the audit trail.")


class NothingToNarrow(JorenError):
    """A filter for something that has none; leaving it out would give more away than was asked for."""

    code = "nothing_to_narrow"
    message = _("“%(what)s” cannot be narrowed by %(filters)s.")
    remedy = _("Leave the filter out to take all of it.")


class ExportNotFound(JorenError):
    """No export under that number, or not one of this person's."""

    code = "export_not_found"
    message = _("There is no export “%(reference)s”.")
    status = 404


class FileGone(JorenError):
    """The file was kept its week and is deleted, or is not written yet."""

    code = "export_file_gone"
    message = _("The file is not here: it is kept for seven days, then deleted.")
    remedy = _("Export it anew.")
    status = 410


class NoPlace(JorenError):
    """The disk is full."""

    code = "export_disk_full"
    message = _("The disk is full, so that the file could not be written.")
    remedy = _("Make room and export it anew.")


class FolderMissing(JorenError):
    """The command line names a file in a folder that is not there, or cannot be written."""

    code = "export_target"
    message = _("“%(path)s” cannot be written.")
    remedy = _("Name a file in a folder that exists and that you may write to.")


class TemplateNameNeeded(JorenError):
    """A template without a name."""

    code = "template_name_needed"
    message = _("Give the template a name.")
