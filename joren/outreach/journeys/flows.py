"""The flows of stored definitions, read once per process: a version never changes."""

from functools import lru_cache

from .kinds import action_keys
from .models import Version
from .rules.definition import read
from .rules.flow import Flow


def flow_of(version: Version) -> Flow:
    """The flow of a published version. Raises `BadDefinition` when an app with one of its actions is gone."""
    return _flow(version.pk, action_keys()) if version.pk else read(version.definition, action_keys())


@lru_cache(maxsize=512)
def _flow(version_id: int, known: tuple[str, ...]) -> Flow:
    return read(Version.objects.values_list("definition", flat=True).get(pk=version_id), known)


def forget() -> None:
    """Drop what was read: for tests, whose databases give the same ids to other versions."""
    _flow.cache_clear()
