"""Mail of the log-in pages goes over the business's account, and never into the mailbox that others read."""

import pytest

from joren.foundation.accounts import actions
from joren.foundation.accounts.models import Role
from joren.outreach.mail.models import CapturedMail


@pytest.mark.django_db
def test_a_link_to_a_new_password_never_lands_in_the_mailbox_page(client, settings):
    settings.EMAIL_BACKEND = "joren.outreach.mail.adapters.django_mail.AccountBackend"
    actions.add_staff(email="owner@example.jp", password="kissaten-no-asa-7", role=Role.OWNER, by=None)
    response = client.post("/accounts/password/reset/", {"email": "owner@example.jp"})
    assert response.status_code == 302
    assert CapturedMail.objects.count() == 0
