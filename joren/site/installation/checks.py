"""What ``joren doctor`` looks at. Each check says how it is, in a sentence, and what to do if it is not well."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.utils.translation import gettext as _

from joren.foundation.accounts.models import Role, Staff
from joren.foundation.database.connection import database_url, uses_embedded_server
from joren.foundation.database.errors import DatabaseStartProblem
from joren.foundation.database.home import joren_home, runs_from_checkout
from joren.foundation.jobs.queries import worker_seems_alive
from joren.outreach.mail.queries import active_account
from joren.site.installation.preparing import missing_migrations
from joren.site.installation.web import is_loopback

_OLDEST_PYTHON, _OLDEST_POSTGRESQL = (3, 11), 15
_MB = 1_000_000
_LOW, _FULL = 1000 * _MB, 200 * _MB
_SERVED = ("vendor/tabler/tabler.min.css", "vendor/tabler/tabler.min.js", "vendor/echarts/echarts.min.js")


@dataclass(frozen=True)
class Finding:
    """How one thing is: ``ok``, ``warn`` (works, but look at it) or ``fail`` (something will not work)."""

    check: str
    state: Literal["ok", "warn", "fail"]
    message: str
    remedy: str = ""


def examine() -> Iterator[Finding]:
    """Yield the findings in order; what needs the database is left out when that cannot be reached."""
    yield check_python()
    yield check_disk()
    yield check_assets()
    yield check_translations()
    yield check_mirror()
    database = check_database()
    yield database
    if database.state != "fail":
        tables = check_tables()
        yield tables
        if tables.state == "ok":
            yield from (check() for check in NEED_TABLES)


def check_python() -> Finding:
    """Look at the version of Python."""
    found = platform.python_version()
    if sys.version_info >= _OLDEST_PYTHON:
        return Finding("python", "ok", _("Python %(version)s.") % {"version": found})
    return Finding(
        "python", "fail", _("Python %(version)s is too old.") % {"version": found}, _("Install Python 3.11.")
    )


def check_disk() -> Finding:
    """Look at the home folder and the room left on its disk."""
    home = joren_home()
    free = shutil.disk_usage(home).free
    told = {"path": str(home), "free": free // _MB}
    if not os.access(home, os.W_OK):
        return Finding("disk", "fail", _("%(path)s cannot be written.") % told, _("Set JOREN_HOME elsewhere."))
    words = _("%(path)s, %(free)d MB free.") % told
    if free > _LOW:
        return Finding("disk", "ok", words)
    return Finding("disk", "fail" if free < _FULL else "warn", words, _("Free at least 1 GB on that disk."))


def check_assets() -> Finding:
    """Look for the style sheets and scripts that come from the front-end packages."""
    missing = [name for name in _SERVED if finders.find(name) is None]
    if not missing:
        return Finding("assets", "ok", _("The pages' style sheets and scripts are in place."))
    return Finding(
        "assets",
        "fail",
        _("Missing: %(names)s.") % {"names": ", ".join(missing)},
        _("In a checkout run: make setup. Otherwise install the package again."),
    )


def check_translations() -> Finding:
    """Look whether every catalogue of words is built and as new as its source."""
    stale = [str(source) for source in _catalogues() if _is_stale(source)]
    if not stale:
        return Finding("translations", "ok", _("The Japanese words are in place."))
    return Finding(
        "translations",
        "warn",
        _("Not built: %(names)s.") % {"names": ", ".join(stale)},
        _("In a checkout run: make translations."),
    )


def _catalogues() -> Iterator[Path]:
    for config in apps.get_app_configs():
        if config.name.startswith("joren."):
            yield from Path(config.path).glob("locale/*/LC_MESSAGES/*.po")


def _is_stale(source: Path) -> bool:
    built = source.with_suffix(".mo")
    if not built.is_file():
        return True  # in a package the dates of files mean nothing
    return runs_from_checkout() and built.stat().st_mtime < source.stat().st_mtime


def check_mirror() -> Finding:
    """Look at the folder of the columnar mirror, which is made again whenever it is missing."""
    folder = Path(settings.MIRROR_HOME)
    if not folder.exists():
        return Finding("mirror", "ok", _("The mirror is made with the first question (or now: joren sync)."))
    if os.access(folder, os.W_OK):
        return Finding("mirror", "ok", _("The mirror is in %(path)s.") % {"path": str(folder)})
    return Finding(
        "mirror",
        "fail",
        _("%(path)s cannot be written.") % {"path": str(folder)},
        _("Give it to the user that runs Joren, or delete it: it is made again."),
    )


def check_database() -> Finding:
    """Start or reach PostgreSQL and look at its version."""
    try:
        database_url()
        connection.ensure_connection()
    except DatabaseStartProblem as problem:
        return Finding("database", "fail", str(problem), problem.remedy_sentence)
    except Exception as problem:
        reason = str(problem).strip().splitlines()[0]
        words = _("The database cannot be reached: %(reason)s") % {"reason": reason}
        return Finding("database", "fail", words, _("Look at DATABASE_URL and at the server."))
    version = connection.pg_version // 10_000  # type: ignore[attr-defined]
    kind = _("embedded") if uses_embedded_server() else _("from DATABASE_URL")
    words = _("PostgreSQL %(version)s (%(kind)s).") % {"version": version, "kind": kind}
    if version >= _OLDEST_POSTGRESQL:
        return Finding("database", "ok", words)
    return Finding("database", "fail", words, _("Use PostgreSQL 15 or newer."))


def check_tables() -> Finding:
    """Look whether the tables are those of this version."""
    missing = missing_migrations()
    if not missing:
        return Finding("tables", "ok", _("The tables are up to date."))
    words = _("The tables lack %(number)d steps.") % {"number": len(missing)}
    return Finding("tables", "fail", words, _("Run: joren init"))


def check_owner() -> Finding:
    """Look for somebody who may manage the installation."""
    if Staff.objects.filter(role=Role.OWNER, is_active=True).exists():
        return Finding("owner", "ok", _("There is an owner."))
    return Finding("owner", "warn", _("Nobody is an owner yet."), _("Run: joren user add ADDRESS --role owner"))


def check_worker() -> Finding:
    """Look for a sign of life of the worker."""
    if worker_seems_alive():
        return Finding("worker", "ok", _("The worker is at work."))
    return Finding(
        "worker",
        "warn",
        _("No worker has shown itself for three minutes: imports and mails wait."),
        _("It runs with joren up, or by itself: joren worker"),
    )


def check_mail() -> Finding:
    """Look where mails go: to the built-in mailbox, the default, or out; and then whether links lead back here."""
    account = active_account()
    if account is None:
        return Finding("mail", "ok", _("Mails go to the built-in mailbox: nobody real gets any."))
    told = {"server": f"{account.host}:{account.port}"}
    host = urlsplit(settings.BASE_URL).hostname or ""
    if not host or is_loopback(host):
        return Finding(
            "mail",
            "warn",
            _("Mails go out over %(server)s, but their links lead to this machine only.") % told,
            _("Set JOREN_BASE_URL to the address customers can reach."),
        )
    if account.tested_at is None:
        return Finding(
            "mail", "warn", _("%(server)s has not been tried yet.") % told, _("Send a test mail from its page.")
        )
    return Finding("mail", "ok", _("Mails go out over %(server)s.") % told)


NEED_TABLES: list[Callable[[], Finding]] = [check_owner, check_worker, check_mail]
