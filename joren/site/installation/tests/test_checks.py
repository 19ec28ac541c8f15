import os
import shutil

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from joren.foundation.accounts.actions import add_staff
from joren.outreach.mail.models import MailAccount
from joren.site.installation import checks

pytestmark = pytest.mark.django_db


def mail_account(**fields) -> None:
    MailAccount.objects.create(pk=1, is_on=True, host="smtp.example.jp", from_address="shop@example.jp", **fields)


def test_mails_go_to_the_mailbox_until_an_account_is_switched_on():
    assert (checks.check_mail().state, checks.check_mail().remedy) == ("ok", "")


@pytest.mark.parametrize(
    ("base_url", "tested", "state"),
    [
        ("", True, "warn"),
        ("http://127.0.0.1:8000", True, "warn"),
        ("https://crm.example.jp", False, "warn"),
        ("https://crm.example.jp", True, "ok"),
    ],
)
def test_real_mail_needs_links_that_lead_back_and_one_trial(settings, base_url, tested, state):
    settings.BASE_URL = base_url
    mail_account(tested_at=timezone.now() if tested else None)

    found = checks.check_mail()

    assert found.state == state
    assert bool(found.remedy) == (state != "ok")


def test_an_owner_who_may_not_log_in_is_none():
    assert checks.check_owner().state == "warn"
    owner = add_staff(email="hana@example.jp", role="owner", password="komorebi-2026", by=None)
    assert checks.check_owner().state == "ok"

    owner.is_active = False
    owner.save()
    assert checks.check_owner().state == "warn"


def test_a_catalogue_that_was_not_built_is_named(tmp_path, monkeypatch):
    source = tmp_path / "django.po"
    source.write_text("")
    monkeypatch.setattr(checks, "_catalogues", lambda: iter([source]))
    assert str(source) in checks.check_translations().message

    built = source.with_suffix(".mo")
    built.touch()
    os.utime(source, (1, 1))
    assert checks.check_translations().state == "ok"


def test_missing_assets_are_a_failure_with_a_remedy(monkeypatch):
    monkeypatch.setattr(finders, "find", lambda name: None)

    found = checks.check_assets()

    assert found.state == "fail"
    assert "tabler.min.css" in found.message
    assert "make setup" in found.remedy


@pytest.mark.parametrize(("free_mb", "state"), [(50_000, "ok"), (900, "warn"), (100, "fail")])
def test_a_disk_that_fills_up_is_noticed(monkeypatch, free_mb, state):
    class Usage:
        free = free_mb * 1_000_000

    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage)

    assert checks.check_disk().state == state
