"""``joren user …``: who may log in."""

import click
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from joren.foundation.cli import emit, example, json_option, wants_json

from .actions import add_staff, generate_password
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
@click.option("--role", type=click.Choice(Role.values), default=Role.READ_ONLY.value, show_default=True)
@click.option("--password", help=_("At least 10 characters. Left out: a new one is made."))
@json_option
def add(email: str, name: str, role: str, password: str | None) -> None:
    """Add one person and show the password if it was made here."""
    validate_email(email)
    made = None if password else generate_password()
    staff = add_staff(email=email, name=name, role=role, password=password or str(made), by=None)
    emit(_told(staff) | ({"password": made} if made else {}), human=_in_words)


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


def _in_words(told: dict[str, str | int]) -> str:
    words = _("%(email)s can log in (role: %(role)s).") % told
    if "password" in told:
        words += "\n" + _("Password, shown only now: %(password)s") % told
    return words


COMMANDS = [user]
