"""The base of every app's configuration."""

from typing import Any

from django.apps import AppConfig


class JorenAppConfig(AppConfig):
    """An app of the house: its `provides.py`, if there is one, is read by the registry.

    Django picks the one config of an `apps.py` whose `default` is true, so the base must say no and each
    subclass yes; otherwise importing this class into an `apps.py` silently disables that app's own config.
    """

    default = False
    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True
