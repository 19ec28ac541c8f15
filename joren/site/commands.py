"""``joren up``, ``init``, ``doctor``, ``backup``, ``restore`` and ``worker``: the installation itself."""

from pathlib import Path
from typing import Any

import click
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from joren.foundation.accounts.actions import add_staff, generate_password
from joren.foundation.accounts.models import Role, Staff
from joren.foundation.business.actions import change_business
from joren.foundation.business.models import Business
from joren.foundation.cli import emit, example, json_option, wants_json, without_database
from joren.foundation.database.connection import database_url
from joren.foundation.database.home import joren_home
from joren.foundation.jobs import worker as jobs_worker
from joren.site.installation import running
from joren.site.installation.checks import Finding, examine
from joren.site.installation.moving import Moved, back_up
from joren.site.installation.moving import restore as bring_back
from joren.site.installation.parent import end_with_parent
from joren.site.installation.preparing import prepare_tables

_FILE = click.Path(dir_okay=False, path_type=Path)
_EXISTING_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_FIRST_OWNER = "owner@example.jp"
_MARKS = {"ok": "✓", "warn": "!", "fail": "✗"}


def _say(words: str) -> None:
    click.echo(words, err=True)


@click.command(
    "init",
    help=_("Make the database, its tables, the business and its owner. What is there already stays."),
    epilog=example("joren init --name 喫茶こもれび --email hana@example.jp"),
)
@click.option("--name", help=_("The name of the business."))
@click.option("--currency", help=_("Three letters such as JPY. Fixed once purchases are in."))
@click.option("--email", help=_("The owner's e-mail address."))
@click.option("--password", help=_("The owner's password. Left out: a new one is made and shown once."))
@json_option
@without_database
def init(name: str | None, currency: str | None, email: str | None, password: str | None) -> None:
    """Do what is missing and tell what was done."""
    if email:
        validate_email(email)
    database_url()
    told: dict[str, object] = {"home": str(joren_home()), "migrations": prepare_tables()}
    told |= _have_business(name, currency)
    told |= _have_owner(email, password)
    emit(told, human=_init_in_words)


def _have_business(name: str | None, currency: str | None) -> dict[str, object]:
    wanted = {"name": name, "currency": currency.upper() if currency else None}
    given = {key: value for key, value in wanted.items() if value}
    is_new = not Business.objects.exists()
    if given or is_new:
        change_business(by=None, **({"name": "Joren"} | given if is_new else given))
    business = Business.objects.get()
    return {"business": business.name, "currency": business.currency, "business_created": is_new}


def _have_owner(email: str | None, password: str | None) -> dict[str, object]:
    owner = Staff.objects.filter(role=Role.OWNER, is_active=True).order_by("pk").first()
    if owner or not email:
        return {"owner": owner.email if owner else None, "owner_created": False}
    made = None if password else generate_password()
    add_staff(email=email, role=Role.OWNER, password=password or str(made), by=None)
    return {"owner": email.lower(), "owner_created": True} | ({"password": made} if made else {})


def _init_in_words(told: dict[str, object]) -> str:
    lines = [
        _("Data: %(home)s") % told,
        _("Business: %(business)s (%(currency)s)") % told,
        _("Owner: %(owner)s") % told
        if told["owner"]
        else _("Nobody can log in yet: joren user add ADDRESS --role owner"),
    ]
    if "password" in told:
        lines.append(_("Password, shown only now: %(password)s") % told)
    return "\n".join(lines)


@click.command(
    "doctor",
    help=_("Look over this installation and say what to do about what is wrong."),
    epilog=example("joren doctor"),
)
@json_option
@without_database
@click.pass_context
def doctor(context: click.Context) -> None:
    """Print the findings; the exit code is 1 when one of them is a failure."""
    findings = []
    for finding in examine():
        findings.append(finding)
        if not wants_json():
            click.echo(_finding_in_words(finding))
    healthy = all(finding.state != "fail" for finding in findings)
    if wants_json():
        emit({"healthy": healthy, "checks": findings})
    if not healthy:
        context.exit(1)


def _finding_in_words(finding: Finding) -> str:
    remedy = f"\n    → {finding.remedy}" if finding.remedy else ""
    return f"{_MARKS[finding.state]} {finding.check}: {finding.message}{remedy}"


@click.command(
    "backup",
    help=_("Save everything into one file: the data, the uploaded files and the signing key. Keep it safe."),
    epilog=example("joren backup joren-2026-11-22.zip"),
)
@click.argument("file", type=_FILE)
@json_option
def backup(file: Path) -> None:
    """Write the backup and tell its size."""
    emit(back_up(file.absolute()), human=lambda done: _moved_in_words(_("Saved to %(file)s (%(mb).1f MB)."), done))


@click.command(
    "restore",
    help=_("Bring everything back from a backup. The file is checked before anything is touched."),
    epilog=example("joren restore joren-2026-11-22.zip", "joren restore joren-2026-11-22.zip --replace"),
)
@click.argument("file", type=_EXISTING_FILE)
@click.option("--replace", is_flag=True, help=_("Throw away the data that are here."))
@json_option
@without_database
def restore(file: Path, replace: bool) -> None:
    """Restore into this home and database."""
    done = bring_back(file.absolute(), replace=replace)
    emit(done, human=lambda done: _moved_in_words(_("Restored from %(file)s, saved at %(at)s."), done))


def _moved_in_words(words: str, done: Moved) -> str:
    return words % {"file": done.file, "mb": done.bytes / 1_000_000, "at": done.created_at}


@click.command(
    "worker",
    help=_("Do background work (imports, mails, the mirror) until stopped. Several may run."),
    epilog=example("joren worker --threads 2"),
)
@click.option(
    "--threads", type=click.IntRange(1, 32), default=2, show_default=True, help=_("So many jobs at the same time.")
)
def worker(threads: int) -> None:
    """Run a worker in this process."""
    end_with_parent()
    jobs_worker.run(threads)


@click.command(
    "up",
    help=_("Run everything: database, pages and worker. Ctrl-C stops it all and keeps the data."),
    epilog=example("joren up", "joren up --demo", "joren up --host 0.0.0.0 --port 8080"),
)
@click.option("--port", type=click.IntRange(1, 65535), help=_("Default: 8000, or the next free one."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("0.0.0.0 lets other machines in."))
@click.option("--demo", is_flag=True, help=_("Fill a new installation with a made-up business."))
@click.option("--no-worker", is_flag=True, help=_("Leave background work to joren worker elsewhere."))
@json_option
@without_database
def up(port: int | None, host: str, demo: bool, no_worker: bool) -> None:
    """Serve until a signal comes."""
    with running.only_one() as note:
        chosen = running.free_port(host, port)
        _say(_("Starting the database…"))
        database_url()
        _say(_("Preparing the tables…"))
        prepare_tables()
        logins = _first_logins(demo=demo)
        _say(_("Starting the pages…"))
        running.run(_say, lambda url: _greet(url, logins), host=host, port=chosen, worker=not no_worker, note=note)
    _say(_("Stopped. The data are kept."))


def _first_logins(*, demo: bool) -> list[dict[str, str]]:
    """Fill a new installation, and return the log-ins to show: the demo's, or the owner's made just now."""
    from joren.site.demo import loading  # it reaches into every stage: only where it is wanted
    from joren.site.demo.models import LoadedDemo

    is_new = not Staff.objects.exists()
    was_interrupted = LoadedDemo.objects.filter(is_complete=False).exists()
    if was_interrupted or (demo and is_new):
        _say(_("Loading the made-up business…"))
        return loading.load()
    if is_new:
        told = _have_business(None, None) | _have_owner(_FIRST_OWNER, None)
        return [{"email": str(told["owner"]), "password": str(told["password"])}]
    return loading.logins() if LoadedDemo.objects.exists() else []


def _greet(url: str, logins: list[dict[str, str]]) -> None:
    told: dict[str, Any] = {"url": url, "logins": logins}
    emit(told, human=_greeting)


def _greeting(told: dict[str, Any]) -> str:
    log_ins = [_greet_person(login) for login in told["logins"]]
    lines = ["", f"Joren: {told['url']}", "", *log_ins, _("Ctrl-C stops it.")]
    return "\n".join(f"  {line}".rstrip() for line in lines)


def _greet_person(login: dict[str, str]) -> str:
    words = _("Log in as %(email)s, password %(password)s") % login
    return f"{words}  ({login['role']})" if "role" in login else words


COMMANDS = [up, init, doctor, backup, restore, worker]
