"""Static files under an address that changes with the release."""

from django.contrib.staticfiles.storage import StaticFilesStorage

from joren import __version__


class VersionedStaticFiles(StaticFilesStorage):
    """Adds the version to each address, so that browsers may keep files for a year."""

    def url(self, name: str | None) -> str:
        """The address with the version behind it."""
        return f"{super().url(name)}?v={__version__}"
