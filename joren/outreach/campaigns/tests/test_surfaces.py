"""Campaigns in the browser, on the command line and over the API: the same deeds, the same refusals."""

import json
from hashlib import sha256

import pytest
from click.testing import CliRunner
from django.urls import reverse

from joren.foundation.accounts.models import ApiToken
from joren.foundation.cli.tree import leaves, prepare
from joren.foundation.jobs.running import run_due
from joren.foundation.time import clock
from joren.outreach.campaigns import commands, queries
from joren.outreach.campaigns.models import Campaign
from joren.outreach.content import actions as contents
from joren.outreach.content.words import Words
from joren.outreach.delivery.models import Delivery, Suppression
from joren.outreach.delivery.origins import named
from joren.outreach.mail.models import CapturedMail, MailAccount
from joren.outreach.mail.tests.people import ORIGIN, account, people, the_sender
from joren.outreach.mail.tests.people import prepare as prepare_sending
from joren.outreach.mail.tests.people import send as send_now
from joren.segments.library import actions as library
from tests import cast

from .test_campaigns import campaign, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

RULE = {"attribute": "customer.has_email", "op": "is", "value": True}


@pytest.fixture
def logged_in(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def segment(owner):
    the_sender()
    return library.save(key="reachable", rule=RULE, name="メールあり", by=owner)


def written(**changes):
    return {
        "name": "新豆",
        "segment_key": "reachable",
        "subject": "{{ customer.family_name }}様へ",
        "preheader": "",
        "format": "text",
        "body": "こんにちは\r\nhttps://example.jp/",
        "held_back_percent": "20",
        "window_days": "30",
    } | changes


def test_the_whole_way_in_the_browser(logged_in, segment):
    people(10)
    made = logged_in.post(reverse("campaigns:new"), written())
    pk = Campaign.objects.get().pk
    assert made["Location"] == reverse("campaigns:detail", args=[pk])
    page = logged_in.get(made["Location"]).content.decode()
    assert "田中様へ" in page and "下書き" in page
    html = logged_in.get(reverse("campaigns:person_html", args=[pk, 0]))
    assert (
        "お客様" in logged_in.get(reverse("campaigns:detail", args=[pk])).content.decode()
        or "こんにちは" in html.content.decode()
    )
    assert "sandbox" in html["Content-Security-Policy"] and "default-src 'none'" in html["Content-Security-Policy"]
    logged_in.post(reverse("campaigns:test", args=[pk]), {"to": "me@example.jp", "customer": "P00003"})
    assert CapturedMail.objects.get().subject == "【テスト】田中様へ"
    assert logged_in.get(reverse("campaigns:send", args=[pk])).status_code == 200
    logged_in.post(reverse("campaigns:send", args=[pk]), {})
    run_jobs()
    page = logged_in.get(reverse("campaigns:detail", args=[pk])).content.decode()
    assert "配信済み" in page and Delivery.objects.count() == 8
    held = logged_in.get(reverse("campaigns:people", args=[pk]) + "?group=held_back").content.decode()
    assert held.count("/customers/") >= 2
    progress = logged_in.get(reverse("campaigns:progress", args=[pk]))
    assert progress["HX-Refresh"] == "true"
    copied = logged_in.post(reverse("campaigns:copy", args=[pk]))
    assert Campaign.objects.count() == 2 and copied.status_code == 302


def test_what_is_wrong_in_a_mail_is_said_beside_the_form_and_nothing_is_kept(logged_in, segment):
    for change, words in [
        ({"body": "{{ customer.famly_name }}"}, "customer.family_name"),
        ({"body": "{% for i in (1..99999) %}x{% endfor %}"}, "繰り返し"),
        ({"held_back_percent": "95"}, "90"),
    ]:
        response = logged_in.post(reverse("campaigns:new"), written(**change))
        assert response.status_code == 422 and words in response.content.decode()
    assert not Campaign.objects.exists()


def test_sending_is_refused_in_words_when_the_sender_is_not_known(logged_in, segment):
    people(1)
    logged_in.post(reverse("campaigns:new"), written())
    from joren.foundation.business.models import Business

    Business.objects.update(sender_address="")
    account(port=2525)
    response = logged_in.post(reverse("campaigns:send", args=[Campaign.objects.get().pk]), {})
    assert response.status_code == 422 and "特定電子メール法" in response.content.decode()
    assert Campaign.objects.get().status == "draft"


def test_a_page_of_a_list_costs_the_same_queries_however_many_there_are(
    logged_in, segment, django_assert_max_num_queries
):
    for number in range(30):
        Campaign.objects.create(name=f"配信{number}", segment_key="reachable")
    with django_assert_max_num_queries(14):
        logged_in.get(reverse("campaigns:list"))


@pytest.mark.parametrize("person", ["station_staff", "reader", "privacy_officer"])
def test_who_may_not_send_cannot(client, segment, person, request):
    people(1)
    made = campaign(rule=RULE)
    client.force_login(request.getfixturevalue(person))
    for name in ("send", "pause", "resume", "cancel", "copy", "delete", "test"):
        assert client.post(reverse(f"campaigns:{name}", args=[made.pk])).status_code == 403
    assert client.get(reverse("mail:account")).status_code == client.get(reverse("mail:mailbox")).status_code == 403
    assert queries.campaign(made.pk).status == "draft" and Campaign.objects.count() == 1


def test_a_draft_can_be_deleted_by_post_only(logged_in, segment):
    made = campaign(rule=RULE)
    assert logged_in.get(reverse("campaigns:delete", args=[made.pk])).status_code == 405
    logged_in.post(reverse("campaigns:delete", args=[made.pk]))
    assert not Campaign.objects.exists()


def run(*arguments, code=0):
    for command in leaves(commands.campaign):
        prepare(command, before=lambda: None)
    result = CliRunner().invoke(commands.campaign, [*arguments, "--json"], catch_exceptions=code == 0)
    if code:
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_whole_way_on_the_command_line(segment, tmp_path):
    people(10)
    body = tmp_path / "mail.txt"
    body.write_text("{{ customer.family_name }}様\nhttps://example.jp/", encoding="utf-8")
    made = run("create", "--name", "新豆", "--segment", "reachable", "--subject", "お知らせ", "--body", str(body))
    assert (made["status"], made["held_back_share"], made["rule"]) == ("draft", 0.1, {"segment": "reachable"})
    key = str(made["id"])
    preview = run("preview", key, "--as", "P00001")
    assert (preview["members"], preview["sending"], preview["held_back"]) == (10, 9, 1)
    assert preview["mail"]["text"].startswith("田中様\n")
    assert run("test", key, "--to", "me@example.jp")["subject"] == "【テスト】お知らせ"
    sent = run("send", key, "--wait")
    assert (sent["status"], sent["sent"], sent["total"]) == ("sent", 9, 9)
    assert run("status", key)["waiting"] == 0
    assert run("list")["campaigns"][0]["status"] == "sent"
    assert CapturedMail.objects.count() == 10


def test_a_campaign_made_with_a_rule_file_can_be_scheduled_and_taken_back(segment, tmp_path):
    people(2)
    (tmp_path / "rule.json").write_text(json.dumps(RULE))
    (tmp_path / "mail.html").write_text("<p>こんにちは</p>", encoding="utf-8")
    made = run(
        "create", "--name", "x", "--segment", str(tmp_path / "rule.json"), "--subject", "y",
        "--body", str(tmp_path / "mail.html"), "--share", "0",
    )  # fmt: skip
    assert (made["format"], made["rule"], made["segment"]) == ("html", RULE, None)
    assert run("send", str(made["id"]), "--at", "2099-01-01 10:00")["status"] == "scheduled"
    assert run("unschedule", str(made["id"]))["status"] == "draft"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["status", "99"], "campaign_not_found"),
        (["status", "x"], "campaign_not_found"),
        (["pause", "1"], "campaign_state"),
        (["create", "--name", "x", "--segment", "none", "--subject", "y", "--body", "-"], "segment_not_found"),
        (
            ["create", "--name", "x", "--segment", "reachable", "--subject", "y", "--body", "-", "--share", "z"],
            "bad_share",
        ),
    ],
)
def test_the_command_line_refuses_with_a_stable_code(segment, arguments, error):
    made = campaign(rule=RULE)
    arguments = [str(made.pk) if argument == "1" else argument for argument in arguments]
    with pytest.raises(Exception) as refused:
        run(*arguments, code=2)
    assert refused.value.code == error
    assert Campaign.objects.count() == 1


def test_the_whole_way_over_the_api(client, owner, segment):
    people(5)
    ApiToken.objects.create(staff=owner, name="t", digest=sha256(b"secret").hexdigest(), prefix="s")
    head = {"headers": {"authorization": "Bearer secret"}, "content_type": "application/json"}
    made = client.post(
        "/api/v1/campaigns/",
        {"name": "新豆", "segment": "reachable", "subject": "お知らせ", "body": "本文", "held_back_share": 0},
        **head,
    ).json()
    base = f"/api/v1/campaigns/{made['id']}"
    assert client.patch(base, {"subject": "お知らせ2"}, **head).json()["subject"] == "お知らせ2"
    assert client.get(f"{base}/preview?customer=P00001", **head).json()["mail"]["subject"] == "お知らせ2"
    assert client.post(f"{base}/pause", {}, **head).status_code == 409
    assert client.post(f"{base}/send", {}, **head).json()["status"] == "preparing"
    run_jobs()
    assert client.get(f"{base}/status", **head).json()["sent"] == 5
    assert client.get("/api/v1/campaigns/", **head).json()["campaigns"][0]["status"] == "sent"
    assert client.get("/api/v1/campaigns/999", **head).json()["error"]["code"] == "campaign_not_found"
    assert client.post(f"{base}/send", {}).status_code == 401


def test_the_account_keeps_its_password_sealed_and_never_shows_it(logged_in):
    fields = {
        "host": "smtp.example.jp", "port": "587", "tls": "starttls", "verify_certificate": "on", "user": "u",
        "password": "geheim-42", "from_address": "NEWS@example.jp", "from_name": "常", "connections": "2",
        "timeout": "30", "provider": "smtp", "weight": "1",
        "warm_up_first": "50", "warm_up_growth": "50",
        "warm_up_goal": "10000",
    }  # fmt: skip
    assert logged_in.post(reverse("mail:account_new"), fields).status_code == 302
    account = MailAccount.objects.get()
    page = reverse("mail:account_edit", args=[account.pk])
    assert account.from_address == "news@example.jp" and "geheim" not in account.password_sealed
    assert "geheim" not in logged_in.get(page).content.decode()
    logged_in.post(page, fields | {"password": "", "host": "mx.example.jp"})
    kept = MailAccount.objects.get()
    assert (kept.host, kept.password_sealed) == ("mx.example.jp", account.password_sealed)
    wrong = logged_in.post(page, fields | {"from_address": "a@b.jp, c@d.jp"})
    assert wrong.status_code == 422


def test_real_mail_is_refused_while_nobody_could_reach_the_unsubscribe_link(owner, settings):
    people(1)
    made = campaign(rule=RULE)
    MailAccount.objects.create(pk=1, is_on=True, host="smtp.example.jp", from_address="news@example.jp")
    from joren.outreach.campaigns import actions
    from joren.outreach.mail.errors import NoPublicAddress

    with pytest.raises(NoPublicAddress):
        actions.send(made, by=owner)
    settings.BASE_URL = "https://crm.example.jp"
    assert actions.send(made, by=owner).status == "preparing"


def test_the_mailbox_is_searched_read_downloaded_and_emptied(logged_in):
    prepare_sending(people(3))
    send_now()
    found = logged_in.get(reverse("mail:mailbox") + "?text=p2@example.jp").content.decode()
    assert "p2@example.jp" in found and "p3@example.jp" not in found
    one = CapturedMail.objects.get(recipient="p2@example.jp")
    assert "List-Unsubscribe" in logged_in.get(reverse("mail:mail", args=[one.pk])).content.decode()
    assert "田中様" in logged_in.get(reverse("mail:mail_html", args=[one.pk])).content.decode()
    raw = logged_in.get(reverse("mail:mail_raw", args=[one.pk]))
    assert raw["Content-Type"] == "message/rfc822" and raw.content == bytes(one.raw)
    logged_in.post(reverse("mail:empty"))
    assert not CapturedMail.objects.exists()
    assert logged_in.get(reverse("mail:mail", args=[one.pk])).status_code == 404


def test_addresses_are_blocked_and_unblocked(logged_in):
    logged_in.post(reverse("delivery:suppress"), {"address": "Foo@Example.JP", "reason": "manual", "note": ""})
    blocked = Suppression.objects.get()
    assert blocked.address == "foo@example.jp"
    again = logged_in.post(reverse("delivery:suppress"), {"address": "foo@example.jp", "reason": "manual"})
    assert again.status_code == 422 and Suppression.objects.count() == 1
    assert "foo@example.jp" in logged_in.get(reverse("delivery:suppressions")).content.decode()
    logged_in.post(reverse("delivery:lift", args=[blocked.pk]))
    assert not Suppression.objects.exists()


def test_uncertain_messages_are_listed_and_decided(logged_in):
    prepare_sending(people(2))
    Delivery.objects.update(state="uncertain", reason="worker_lost")
    page = logged_in.get(reverse("delivery:uncertain")).content.decode()
    assert "p1@example.jp" in page and "p2@example.jp" in page
    first, second = Delivery.objects.order_by("pk")
    logged_in.post(reverse("delivery:decide", args=[first.pk]), {"decision": "arrived"})
    logged_in.post(reverse("delivery:decide", args=[second.pk]), {"decision": "lost"})
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["sent", "failed"]
    assert logged_in.post(reverse("delivery:decide", args=[first.pk]), {"decision": "again"}).status_code == 409


def test_a_customers_page_shows_their_messages(logged_in):
    first, *_ = people(1)
    prepare_sending([first])
    send_now()
    page = logged_in.get(reverse("customers:detail", args=[first.pk])).content.decode()
    assert "p1@example.jp" in page and "メールを送りました" in page
    assert cast.PASSWORD not in page and ORIGIN == "campaign:1"
    run_due(kinds=["delivery.sweep"])


def test_a_message_that_is_written_already_is_sent_as_a_copy(logged_in, segment, owner):
    blocks = [{"type": "heading", "text": "秋"}, {"type": "text", "text": "{{ customer.family_name }}様"}]
    message = contents.create(name="秋", by=owner, wordings=[Words(channel="mail", subject="秋の豆", blocks=blocks)])
    offered = logged_in.get(f"/messages/{message.pk}/mail/").content.decode()
    assert f'href="{reverse("campaigns:new")}?message={message.pk}"' in offered
    begun = logged_in.get(f"{reverse('campaigns:new')}?message={message.pk}").content.decode()
    assert f'<option value="{message.pk}" selected>' in begun
    refused = logged_in.post(reverse("campaigns:new"), written(begin_with=message.pk))
    assert refused.status_code == 422 and not Campaign.objects.exists()
    nothing_typed = written(begin_with=message.pk, subject="", body="")
    logged_in.post(reverse("campaigns:new"), nothing_typed)
    made = Campaign.objects.get().message
    assert made.pk != message.pk
    assert [block["text"] for block in made.wordings.get().blocks] == ["秋", "{{ customer.family_name }}様"]
    pages = [reverse("campaigns:detail", args=[Campaign.objects.get().pk])]
    pages.append(reverse("campaigns:edit", args=[Campaign.objects.get().pk]))
    for page in pages:
        assert f'href="/messages/{made.pk}/?back=' in logged_in.get(page).content.decode()


def test_where_only_an_origin_is_known_the_name_of_the_campaign_stands(logged_in, segment):
    made = campaign()
    page = reverse("campaigns:detail", args=[made.pk])
    assert named([made.origin, "campaign:999999", "import:7", ""]) == {
        made.origin: (made.name, page),
        "campaign:999999": ("campaign:999999", ""),
        "import:7": ("import:7", ""),
    }
    [hanako] = people(1)
    now = clock.now()
    about = {"address": "p1@example.jp", "state": Delivery.State.UNCERTAIN, "due_at": now, "begun_at": now}
    Delivery.objects.create(origin=made.origin, channel="mail", customer=hanako, **about)
    shown = logged_in.get(reverse("delivery:uncertain")).content.decode()
    assert f'<a href="{page}">{made.name}</a>' in shown and made.origin not in shown
