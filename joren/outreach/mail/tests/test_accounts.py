"""Several accounts: shares, limits, warm-up, and one that fails while the others go on; what every mail carries."""

from datetime import timedelta

import dkim as dkimpy
import pytest
from django.urls import reverse

from joren.foundation.time import clock
from joren.outreach.delivery import queries as deliveries
from joren.outreach.delivery.models import Delivery
from joren.outreach.mail import accounts, actions, domains, queries
from joren.outreach.mail.models import AccountUse, DkimKey, MailAccount, ProviderLimit
from joren.outreach.mail.rules import dkim

from .people import ORIGIN, account, people, prepare, run, send
from .server import Misbehaving, behaving

# -- at work


pytestmark = pytest.mark.django_db(transaction=True)


def verified(raw, record):
    return dkimpy.verify(raw, dnsfunc=lambda name, timeout=5: record.encode())


def by_account(*servers):
    return [sum(server.inbox.counts().values()) for server in servers]


def test_mails_are_spread_by_share_and_each_person_gets_one():
    with behaving() as one, behaving() as two:
        account(one.port)
        account(two.port, weight=3)
        prepare(people(40))
        assert send() == {"sent": 40}
        assert by_account(one, two) == [10, 30]
        assert one.inbox.counts() + two.inbox.counts() == {f"p{n}@example.jp": 1 for n in range(1, 41)}
    assert list(AccountUse.objects.order_by("account").values_list("number", flat=True)) == [10, 30]


def test_a_refused_log_in_rests_that_account_and_the_others_go_on():
    with Misbehaving(greeting="554 5.7.1 you are blocked") as bad, behaving() as good:
        refused = account(bad.port)
        account(good.port)
        prepare(people(12))
        assert send() == {"sent": 12}
        assert by_account(good) == [12]
    refused.refresh_from_db()
    assert refused.paused_at is not None and "you are blocked" in refused.problem
    assert deliveries.dispatch_of(ORIGIN, "mail").state == "finished"
    assert [one.pk for one in queries.accounts_for("marketing")] != [refused.pk]
    actions.set_account(refused, password=None, by=None)
    assert refused in queries.accounts_for("marketing")


def test_the_only_account_refused_pauses_the_sending_and_says_why():
    with Misbehaving(greeting="554 5.7.1 you are blocked") as bad:
        only = account(bad.port)
        prepare(people(3))
        assert send() == {"due": 3}
    only.refresh_from_db()
    assert "you are blocked" in only.problem and only.paused_at is not None
    dispatch = deliveries.dispatch_of(ORIGIN, "mail")
    assert dispatch.state == "paused" and "you are blocked" in dispatch.problem


def test_a_server_that_is_gone_rests_and_nobody_gets_two():
    with behaving() as good:
        account(1)  # nobody listens there
        account(good.port)
        prepare(people(8))
        assert send() == {"sent": 8}
        assert sum(good.inbox.counts().values()) == 8 == len(good.inbox.counts())
    assert not MailAccount.objects.exclude(paused_at=None).exists()


def test_a_message_one_account_may_have_sent_is_never_handed_to_another():
    script = {f"p{n}@example.jp": "close_after_dot" for n in range(1, 5)}
    with Misbehaving(script) as cutting, behaving() as good:
        account(cutting.port)
        account(good.port)
        prepare(people(4))
        counts = send()
        taken = cutting.counts() + good.inbox.counts()
    assert counts["uncertain"] == sum(cutting.counts().values()) > 0
    assert counts["uncertain"] + counts["sent"] == 4 == len(taken) and set(taken.values()) == {1}


def test_limits_of_a_day_hold_over_runs_and_the_rest_waits():
    with behaving() as server:
        account(server.port, per_day=5)
        prepare(people(8))
        assert send() == {"sent": 5, "due": 3}
        assert run() == {"sent": 5, "due": 3}
        assert Delivery.objects.filter(state="due", attempts=0).count() == 3
        AccountUse.objects.update(hour=clock.now() - timedelta(days=2))
        from joren.foundation.jobs.actions import schedule

        schedule("delivery.send", subject=ORIGIN, due_at=clock.now())
        assert run() == {"sent": 8}


def test_a_providers_limit_is_shared_by_its_accounts():
    with behaving() as server:
        account(server.port)
        account(server.port)
        ProviderLimit.objects.create(provider="127.0.0.1", per_hour=6)
        prepare(people(9))
        assert send() == {"sent": 6, "due": 3}
    assert list(AccountUse.objects.values_list("number", flat=True)) == [3, 3]


def test_an_account_that_warms_up_sends_what_the_plan_of_the_day_says():
    with behaving() as server:
        cold = account(server.port, warm_up_from=clock.today(), warm_up_first=4)
        assert accounts.allowed_today(cold) == 4
        prepare(people(6))
        assert send() == {"sent": 4, "due": 2}


def test_accounts_kept_for_one_purpose_stay_apart():
    shared, news = account(25), account(26, carries="marketing")
    assert queries.accounts_for("marketing") == [news]
    assert queries.accounts_for("service") == [shared]
    MailAccount.objects.filter(pk=news.pk).update(paused_at=clock.now())
    assert queries.accounts_for("marketing") == []


def test_every_mail_carries_who_sends_how_to_stop_and_a_signature_over_both():
    key = domains.make_key(DkimKey(domain="example.jp", selector="j1", algorithm=dkim.RSA), by=None)
    DkimKey.objects.update(is_on=True)
    with behaving() as one, behaving() as two:
        account(one.port)
        account(two.port, from_address="shop@example.jp", return_address="bounce@example.jp", verp=True)
        prepare(people(4))
        assert send() == {"sent": 4}
        raws = [raw for server in (one, two) for _, raw in server.inbox.raw]
        messages = [server.inbox.message(to) for server in (one, two) for to, _ in server.inbox.raw]
    for raw in raws:
        assert verified(raw, domains.record_of(key))
    for message in messages:
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["List-Unsubscribe"].startswith("<https://crm.example.jp/m/u/")
        assert message["List-Id"] == "<news.example.jp>" and message["Feedback-ID"].startswith("campaign-1:mail:")
        signed = message["DKIM-Signature"].replace(" ", "")
        assert "list-unsubscribe:" in signed and "list-unsubscribe-post" in signed and "from:" in signed
        for kind in ("plain", "html"):
            text = message.get_body((kind,)).get_content()
            assert "株式会社 常" in text and "東京都渋谷区神宮前1-2-3" in text and "info@example.jp" in text
            assert "/m/u/" in text


def test_without_the_sender_block_no_account_sends_a_mail():
    from joren.foundation.business.models import Business

    with behaving() as server:
        account(server.port)
        prepare(people(2))
        Business.objects.update(sender_address=" ")
        assert send() == {"due": 2}
        assert server.inbox.raw == []
    assert deliveries.dispatch_of(ORIGIN, "mail").state == "paused"


# -- pages


def test_accounts_are_added_listed_and_removed(client, owner):
    client.force_login(owner)
    fields = {
        "is_on": "on", "name": "一斉配信用", "provider": "sendgrid", "port": "587", "tls": "starttls",
        "password": "SG.key",
        "from_address": "news@example.jp", "weight": "2", "connections": "2", "timeout": "30", "per_day": "1000",
        "warm_up_from": clock.today().isoformat(), "warm_up_first": "50", "warm_up_growth": "50", "warm_up_goal": "500",
    }  # fmt: skip
    assert client.post(reverse("mail:account_new"), fields | {"password": ""}).status_code == 422
    assert client.post(reverse("mail:account_new"), fields | {"provider": "smtp"}).status_code == 422
    assert not MailAccount.objects.exists()
    assert client.post(reverse("mail:account_new"), fields).status_code == 302
    made = MailAccount.objects.get()
    page = client.get(reverse("mail:account_edit", args=[made.pk])).content.decode()
    assert "SG.key" not in page and "<svg" in page and f"/hooks/mail/{made.webhook_name}/" in page
    listed = client.get(reverse("mail:account")).content.decode()
    assert "一斉配信用" in listed and "0 / 50" in listed
    assert client.post(reverse("mail:limit_new"), {"provider": "sendgrid", "per_hour": "100"}).status_code == 302
    assert ProviderLimit.objects.get().per_hour == 100
    assert client.post(reverse("mail:account_delete", args=[made.pk])).status_code == 302
    assert not MailAccount.objects.exists()
