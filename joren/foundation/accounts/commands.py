"""``joren user …``: who may log in."""

import click
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option, wants_json

from .actions import add_staff, generate_password, set_password
from .errors import UnknownStaff
from .models import Role, Staff


@click.group("user", help=_("The people who work with Joren."))
def user() -> None:
    """Hold the commands about staff."""


@user.command(
    "add",
    help=_("Let a person log in. Without a password one is made and shown once."),
    epilog=example("joren user add hana@example.jp --name 花 --role marketer"),
)
@click.argument("email")
@click.option("--name", default="", help=_("The person's name."))
@click.option(
    "--role",
    type=click.Choice(Role.values),
    default=Role.READ_ONLY.value,
    show_default=True,
    help=_("What the person may do."),
)
@click.option("--password", help=_("At least 10 characters. Left out: a new one is made."))
@json_option
def add(email: str, name: str, role: str, password: str | None) -> None:
    """Add one person and show the password if it was made here."""
    validate_email(email)
    made = None if password else generate_password()
    staff = add_staff(email=email, name=name, role=role, password=password or str(made), by=None)
    emit(_told(staff) | ({"password": made} if made else {}), human=_in_words)


@user.command(
    "password",
    help=_("Give a person a new password; every session of theirs ends. Without one a new one is made."),
    epilog=example("joren user password hana@example.jp"),
)
@click.argument("email")
@click.option("--password", help=_("At least 10 characters. Left out: a new one is made."))
@json_option
def change_password(email: str, password: str | None) -> None:
    """Set one person's password and show it if it was made here."""
    staff = Staff.objects.filter(email__iexact=email.strip()).first()
    if staff is None:
        raise UnknownStaff(email=email)
    made = None if password else generate_password()
    set_password(staff, password=password or str(made), by=None)
    emit(_told(staff) | ({"password": made} if made else {}), human=_in_words_about_password)


@user.command("list", help=_("Who may log in."), epilog=example("joren user list --json"))
@json_option
def list_users() -> None:
    """List everybody who may log in, by address."""
    people = [_told(staff) for staff in Staff.objects.filter(is_active=True).order_by("email")]
    if wants_json():
        emit({"users": people})
        return
    for person in people:
        click.echo("{email}  {role}  {name}".format(**person).rstrip())


def _told(staff: Staff) -> dict[str, str | int]:
    return {"id": staff.pk, "email": staff.email, "name": staff.name, "role": staff.role}


def _in_words_about_password(told: dict[str, str | int]) -> str:
    words = _("%(email)s has a new password.") % told
    if "password" in told:
        words += "\n" + _("Password, shown only now: %(password)s") % told
    return words


def _in_words(told: dict[str, str | int]) -> str:
    words = _("%(email)s can log in (role: %(role)s).") % told
    if "password" in told:
        words += "\n" + _("Password, shown only now: %(password)s") % told
    return words


COMMANDS = [user]
