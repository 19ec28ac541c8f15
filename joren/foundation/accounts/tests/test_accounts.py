"""People: added, changed, locked out; what each role may do; keys for programs."""

from datetime import UTC, datetime

import pytest
import time_machine

from joren.foundation.accounts import actions
from joren.foundation.accounts.errors import EmailTaken, LastOwner, PasswordTooWeak, UnknownRole
from joren.foundation.accounts.models import Role, Staff
from joren.foundation.accounts.permissions import Permission, roles_with
from joren.foundation.audit.models import AuditEntry
from joren.foundation.registry import entries

GOOD = "kissaten-no-asa-7"


@pytest.fixture
def owner(db):
    return actions.add_staff(email="Tsuneda@Example.jp", password=GOOD, name="常田", role=Role.OWNER, by=None)


def test_an_added_person_logs_in_by_address_in_either_case(owner, client):
    assert owner.email == "tsuneda@example.jp"
    response = client.post("/accounts/login/", {"login": "TSUNEDA@example.jp", "password": GOOD})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(owner.pk)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"email": "TSUNEDA@EXAMPLE.JP"}, EmailTaken),
        ({"password": "short"}, PasswordTooWeak),
        ({"password": "123456789012"}, PasswordTooWeak),
        ({"role": "emperor"}, UnknownRole),
    ],
)
def test_a_refused_person_is_not_added(owner, change, error):
    wanted = {"email": "new@example.jp", "password": GOOD, "role": Role.MARKETER} | change
    with pytest.raises(error):
        actions.add_staff(**wanted, by=owner)
    assert list(Staff.objects.values_list("email", flat=True)) == ["tsuneda@example.jp"]


@pytest.mark.parametrize(
    "change", [{"role": Role.MANAGER, "is_active": True}, {"role": Role.OWNER, "is_active": False}]
)
def test_the_last_owner_stays_owner(owner, change):
    with pytest.raises(LastOwner):
        actions.change_staff(owner, name="常田", by=owner, **change)
    owner.refresh_from_db()
    assert (owner.role, owner.is_active) == (Role.OWNER, True)


def test_a_change_of_role_is_audited_with_before_and_after(owner):
    person = actions.add_staff(email="a@example.jp", password=GOOD, role=Role.READ_ONLY, by=owner)
    actions.change_staff(person, name="秋", role=Role.MARKETER, is_active=True, by=owner)
    written = AuditEntry.objects.latest("pk")
    assert (written.staff, written.action) == (owner, "changed")
    assert written.detail["before"]["role"] == "read_only"
    assert written.detail["after"]["role"] == "marketer"


def test_no_permission_that_nobody_declared():
    assert roles_with("nothing.of_the_kind") == frozenset()


def test_the_owner_may_do_everything():
    assert [declared.key for declared in entries(Permission) if Role.OWNER not in declared.roles] == []


def test_a_key_works_until_it_is_revoked_and_only_its_digest_is_kept(owner, client):
    token, key = actions.create_token(owner, name="till")
    headers = {"authorization": f"Bearer {key}"}
    assert client.get("/api/v1/openapi.json", headers=headers).status_code == 200
    assert key not in str(vars(token))
    from django.test import RequestFactory

    from joren.foundation.accounts.api_auth import TokenAuth

    request = RequestFactory().get("/")
    assert TokenAuth().authenticate(request, key) == owner
    actions.revoke_token(token, by=owner)
    assert TokenAuth().authenticate(request, key) is None


def test_a_deactivated_persons_key_is_dead(owner):
    from django.test import RequestFactory

    from joren.foundation.accounts.api_auth import TokenAuth

    person = actions.add_staff(email="a@example.jp", password=GOOD, role=Role.MARKETER, by=owner)
    _token, key = actions.create_token(person, name="till")
    actions.change_staff(person, name="", role=Role.MARKETER, is_active=False, by=owner)
    assert TokenAuth().authenticate(RequestFactory().get("/"), key) is None


def test_five_wrong_passwords_lock_the_log_in_for_a_while(owner, client):
    for _ in range(5):
        client.post("/accounts/login/", {"login": owner.email, "password": "wrong"})
    client.post("/accounts/login/", {"login": owner.email, "password": GOOD})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("role", "status"), [(Role.OWNER, 200), (Role.MANAGER, 403), (Role.READ_ONLY, 403)])
def test_only_owners_see_the_staff_page(owner, client, role, status):
    person = (
        owner if role == Role.OWNER else actions.add_staff(email="x@example.jp", password=GOOD, role=role, by=owner)
    )
    client.force_login(person)
    assert client.get("/staff/").status_code == status


def test_a_generated_password_meets_the_rules_and_is_shown_once(owner, client):
    client.force_login(owner)
    page = client.post("/staff/new/", {"email": "b@example.jp", "name": "", "role": "marketer", "password": ""})
    person = Staff.objects.get(email="b@example.jp")
    shown = [word for word in page.content.decode().split() if person.check_password(word.strip("<>/p"))]
    assert person.has_usable_password()
    assert shown or any(person.check_password(part.split("<")[0]) for part in page.content.decode().split(">"))


def test_an_owner_gives_somebody_a_new_password_and_their_sessions_end(owner, client):
    person = actions.add_staff(email="mise@example.jp", password=GOOD, role=Role.SHOP_STAFF, by=owner)
    client.force_login(owner)
    form = {"name": "みせ", "role": "shop_staff", "is_active": "on", "new_password": "asa-no-koohii-8"}
    assert client.post(f"/staff/{person.pk}/", form).status_code == 302
    person.refresh_from_db()
    assert person.check_password("asa-no-koohii-8")


def test_a_weak_new_password_changes_nothing_else_either(owner, client):
    person = actions.add_staff(email="mise@example.jp", password=GOOD, role=Role.SHOP_STAFF, by=owner)
    client.force_login(owner)
    form = {"name": "みせ", "role": "manager", "is_active": "on", "new_password": "short"}
    assert client.post(f"/staff/{person.pk}/", form).status_code == 200
    person.refresh_from_db()
    assert (person.role, person.name, person.check_password(GOOD)) == (Role.SHOP_STAFF, "", True)


def test_when_a_key_was_last_used_is_kept_to_the_minute(client, owner):
    token, key = actions.create_token(owner, name="till")
    assert token.last_used_at is None

    with time_machine.travel(datetime(2026, 4, 1, 9, 0, tzinfo=UTC), tick=False) as clock:
        client.get("/api/v1/customers/", headers={"Authorization": f"Bearer {key}"})
        clock.shift(30)
        client.get("/api/v1/customers/", headers={"Authorization": f"Bearer {key}"})
        client.get("/api/v1/customers/", headers={"Authorization": f"Bearer {key}x"})
        token.refresh_from_db()
        assert token.last_used_at == datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
        clock.shift(31)
        client.get("/api/v1/customers/", headers={"Authorization": f"Bearer {key}"})
        token.refresh_from_db()
        assert token.last_used_at == datetime(2026, 4, 1, 9, 1, 1, tzinfo=UTC)
