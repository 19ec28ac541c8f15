"""Writes of accounts: every one leaves an audit entry."""

import secrets
from hashlib import sha256

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from joren.foundation.audit.actions import record
from joren.foundation.time import clock

from .errors import EmailTaken, LastOwner, PasswordTooWeak, UnknownRole
from .models import ApiToken, Role, Staff


def generate_password() -> str:
    """A password that meets the rules: 16 characters without those that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


@transaction.atomic
def add_staff(*, email: str, password: str, name: str = "", role: str = Role.READ_ONLY, by: Staff | None) -> Staff:
    """Let a person log in. Raises `EmailTaken`, `UnknownRole` or `PasswordTooWeak`; then nobody is added."""
    email = email.strip().lower()
    if Staff.objects.filter(email__iexact=email).exists():
        raise EmailTaken(email=email)
    _check_role(role)
    _check_password(password, Staff(email=email, name=name))
    staff = Staff.objects.create_user(email=email, password=password, name=name, role=role)
    record("created", by=by, subject_type="staff", subject_id=staff.pk, label=email, detail={"role": role})
    return staff


@transaction.atomic
def change_staff(staff: Staff, *, name: str, role: str, is_active: bool, by: Staff | None) -> Staff:
    """Change a person's name, role or right to log in. Raises `LastOwner` rather than lock everybody out."""
    _check_role(role)
    owners = Staff.objects.select_for_update().filter(role=Role.OWNER, is_active=True)
    others = [owner for owner in owners if owner.pk != staff.pk]
    if not others and (role != Role.OWNER or not is_active) and staff.role == Role.OWNER:
        raise LastOwner(email=staff.email)
    before = {"name": staff.name, "role": staff.role, "is_active": staff.is_active}
    staff.name, staff.role, staff.is_active = name, role, is_active
    staff.save(update_fields=["name", "role", "is_active"])
    after = {"name": name, "role": role, "is_active": is_active}
    record(
        "changed",
        by=by,
        subject_type="staff",
        subject_id=staff.pk,
        label=staff.email,
        detail={"before": before, "after": after},
    )
    return staff


@transaction.atomic
def set_password(staff: Staff, *, password: str, by: Staff | None) -> None:
    """Give a person a new password. Raises `PasswordTooWeak`. Every session of that person ends with it."""
    _check_password(password, staff)
    staff.set_password(password)
    staff.save(update_fields=["password"])
    record(
        "changed",
        by=by,
        subject_type="staff",
        subject_id=staff.pk,
        label=staff.email,
        detail={"password": "set"},
    )


@transaction.atomic
def set_language(staff: Staff, *, language: str) -> None:
    """Remember the language a person reads."""
    Staff.objects.filter(pk=staff.pk).update(language=language)


@transaction.atomic
def create_token(staff: Staff, *, name: str) -> tuple[ApiToken, str]:
    """Make a key for a program; the key itself is returned here once and never again."""
    key = f"joren_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(staff=staff, name=name, digest=sha256(key.encode()).hexdigest(), prefix=key[:10])
    record("created", by=staff, subject_type="api_token", subject_id=token.pk, label=name)
    return token, key


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Staff) -> None:
    """Make a key useless at once."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        record("deleted", by=by, subject_type="api_token", subject_id=token.pk, label=token.name)


def _check_role(role: str) -> None:
    if role not in Role.values:
        raise UnknownRole(role=role, roles=", ".join(Role.values))


def _check_password(password: str, staff: Staff) -> None:
    try:
        validate_password(password, staff)
    except ValidationError as problem:
        raise PasswordTooWeak(reasons=" ".join(problem.messages)) from problem
