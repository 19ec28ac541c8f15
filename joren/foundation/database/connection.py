"""The address of the database, for Django and for everything else, known before the server runs."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from joren.foundation.database import embedded

# A web process has 4 threads and the worker as many: a few more for the API's burst. PostgreSQL allows 100.
_POOL = {"min_size": 1, "max_size": 8, "timeout": 20}


def uses_embedded_server() -> bool:
    """Return whether the data live in the embedded server: true unless ``DATABASE_URL`` names another one."""
    return not os.environ.get("DATABASE_URL")


def database_url_without_starting() -> str:
    """Return the database's ``postgresql://`` URL; the embedded server may not be running yet."""
    return os.environ.get("DATABASE_URL") or embedded.this_home().url()


def database_url() -> str:
    """Return the database's address, with the embedded server started or attached to if it is the one.

    Raises `DatabaseStartProblem`. This process then counts as a user of the server until it ends.
    """
    if uses_embedded_server():
        embedded.this_home().attach()
    return database_url_without_starting()


def mend_database() -> bool:
    """Start the embedded server again if it died (killed, out of memory). Return whether that was needed.

    Raises `DatabaseStartProblem`.
    """
    if not uses_embedded_server() or not embedded.this_home().is_gone():
        return False
    embedded.this_home().attach()
    return True


def django_database_settings() -> dict[str, Any]:
    """Return what belongs under ``DATABASES["default"]``; starts nothing.

    Long-lived processes share a psycopg pool (kept connections and threads exhaust PostgreSQL otherwise);
    ``JOREN_DATABASE_POOL=0`` turns it off for one-off commands and tests.
    """
    return settings_from_url(database_url_without_starting(), pool=os.environ.get("JOREN_DATABASE_POOL", "1") != "0")


def settings_from_url(url: str, *, pool: bool) -> dict[str, Any]:
    """Return Django's settings for a ``postgresql://`` URL; query arguments but ``host`` go to psycopg.

    >>> settings_from_url("postgresql://u:p%40@db.example:6543/shop?sslmode=require", pool=False)["OPTIONS"]
    {'sslmode': 'require'}
    """
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    if pool:
        options["pool"] = dict(_POOL)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "joren",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }
