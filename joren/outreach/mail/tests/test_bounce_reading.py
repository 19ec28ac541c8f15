"""What a mail says that came back: the known answers, the Japanese carriers, and whatever else arrives."""

import csv
import io
import tarfile
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joren.outreach.mail.rules.bounces.reading import read
from joren.outreach.mail.rules.bounces.report import Kind, Reason
from joren.outreach.mail.rules.incoming import parse
from tests.shared_data import shared_data


def mails(path, suffix=".eml"):
    with tarfile.open(shared_data(path)) as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(suffix):
                yield member.name, archive.extractfile(member).read()


@pytest.fixture(scope="module")
def known():
    """Each mail with what is known of it and what we read."""
    expected = defaultdict(list)
    with shared_data("bounce_mails/expected.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            expected[row["file"]].append(row)
    found = [(expected[name.rpartition("/")[2]], read(raw)) for name, raw in mails("bounce_mails/emails.tar.gz")]
    return [(rows, report) for rows, report in found if rows]


def test_hard_bounces_are_found_and_little_else_is_called_one(known):
    hits = wrong = missed = 0
    for rows, report in known:
        wanted, got = sum(row["hardbounce"] == "1" for row in rows), sum(one.is_hard for one in report.returned)
        hits, wrong, missed = hits + min(wanted, got), wrong + max(0, got - wanted), missed + max(0, wanted - got)
    assert len(known) == 285
    assert hits / (hits + wrong) >= 0.85, (hits, wrong, missed)
    assert hits / (hits + missed) >= 0.95, (hits, wrong, missed)


def test_no_automatic_answer_and_no_full_mailbox_is_ever_hard(known):
    for rows, report in known:
        reasons = {row["reason"] for row in rows}
        if reasons <= {"mailboxfull", "vacation"}:
            assert not any(one.is_hard for one in report.returned), rows
        if reasons == {"vacation"}:
            assert report.kind == Kind.AUTO_REPLY
        if reasons == {"mailboxfull"}:
            assert [one.reason for one in report.returned] == [Reason.FULL] * len(report.returned) != []


def test_every_complaint_is_found(known):
    complaints = [(rows, report) for rows, report in known if rows[0]["feedback_type"]]
    assert len(complaints) == 8
    for rows, report in complaints:
        assert report.feedback_type == rows[0]["feedback_type"]
        meant = Kind.FEEDBACK if report.feedback_type == "auth-failure" else Kind.COMPLAINT
        assert (report.kind, report.returned) == (meant, ())


def test_reports_of_success_say_nothing_bad(known):
    for rows, report in known:
        if {row["reason"] for row in rows} == {"delivered"}:
            assert not any(one.is_hard for one in report.returned)


def bounce(
    told, *, sender="MAILER-DAEMON@mx.example.jp", subject="Returned mail", charset="utf-8", to="info@example.jp"
):
    head = f"From: {sender}\nTo: {to}\nSubject: {subject}\nContent-Type: text/plain; charset={charset}\n\n"
    return head.encode() + told.encode(charset)


POSTFIX = (
    "This is the mail system at host mx.example.jp.\n\n<{to}>: host {host} said:\n    {said}\n    (in reply to {at})\n"
)


@pytest.mark.parametrize(
    ("host", "to", "said", "at", "reason"),
    [
        # docomo takes the mail before it looks at the person's filter: "unknown" at its end is the filter
        ("mfsmax.docomo.ne.jp[203.138.180.240]", "hanako@docomo.ne.jp", "550 Unknown user hanako@docomo.ne.jp",
         "end of DATA command", Reason.FILTERED),
        ("mfsmax.docomo.ne.jp[203.138.180.240]", "hanako@docomo.ne.jp", "550 Unknown user hanako@docomo.ne.jp",
         "RCPT TO command", Reason.UNKNOWN_USER),
        ("lsean.ezweb.ne.jp[27.85.176.228]", "hanako@ezweb.ne.jp", "550 : User unknown", "end of DATA command",
         Reason.FILTERED),
        ("lsean.ezweb.ne.jp[27.85.176.228]", "hanako@ezweb.ne.jp", "550 <hanako@ezweb.ne.jp>: User unknown",
         "RCPT TO command", Reason.UNKNOWN_USER),
        ("mx.softbank.ne.jp[117.46.8.1]", "hanako@softbank.ne.jp", "550 Invalid recipient: <hanako@softbank.ne.jp>",
         "RCPT TO command", Reason.UNKNOWN_USER),
        ("mx.i.softbank.jp[117.46.8.1]", "hanako@i.softbank.jp", "552 5.2.2 mailbox full", "RCPT TO command",
         Reason.FULL),
        ("mx.i.softbank.jp[117.46.8.1]", "hanako@i.softbank.jp", "550 5.7.1 Mail content denied by spam filter",
         "end of DATA command", Reason.POLICY),
    ],
)  # fmt: skip
def test_japanese_carriers_are_read_by_when_they_say_it(host, to, said, at, reason):
    report = read(bounce(POSTFIX.format(host=host, to=to, said=said, at=at)))
    assert [(one.address, one.reason) for one in report.returned] == [(to, reason)]
    assert report.returned[0].is_hard == (reason == Reason.UNKNOWN_USER)


@pytest.mark.parametrize("charset", ["utf-8", "iso-2022-jp", "shift_jis", "euc-jp"])
def test_japanese_sentences_are_read_in_every_character_set(charset):
    told = "以下のメールアドレスへの送信に失敗しました。\n\nhanako@example.jp\n"
    told += "\n宛先のメールボックスの容量がいっぱいです。\n"
    full = read(bounce(told, charset=charset))
    assert [(one.address, one.reason) for one in full.returned] == [("hanako@example.jp", Reason.FULL)]
    told = "次のあて先へ送信できませんでした。\n<hanako@example.jp>\nあて先のユーザーが見つかりません。\n"
    assert read(bounce(told, charset=charset)).returned[0].is_hard


@pytest.mark.parametrize(
    ("subject", "header"),
    [
        ("自動応答: 夏季休業のお知らせ", ""),
        ("不在のお知らせ", ""),
        ("Re: 新豆のお知らせ", "Auto-Submitted: auto-replied\n"),
        ("Re: 新豆のお知らせ", "X-Autoreply: yes\n"),
        ("Out of office: user unknown", ""),
    ],
)
def test_answers_of_peoples_programs_are_no_bounces(subject, header):
    raw = (
        f"From: hanako@example.jp\nTo: info@example.jp\n{header}Subject: {subject}\n"
        "Content-Type: text/plain; charset=utf-8\n\n550 5.1.1 <x@example.jp> user unknown メールボックスがいっぱい\n"
    )
    report = read(raw.encode())
    assert (report.kind, report.returned) == (Kind.AUTO_REPLY, ())


def test_an_answer_written_by_hand_is_neither_a_bounce_nor_a_complaint():
    raw = bounce("いつもありがとうございます。spam ではありません。", sender="hanako@example.jp", subject="Re: 新豆")
    assert read(raw).kind == Kind.OTHER


def test_a_delay_is_not_an_end():
    told = (
        "Your message has not yet been delivered.\n\nReporting-MTA: dns; mx.example.jp\n\n"
        "Final-Recipient: rfc822; hanako@example.jp\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; 450 busy\n"
    )
    report = read(bounce(told, subject="Delayed Mail (still being retried)"))
    assert (report.kind, report.returned[0].is_final, report.returned[0].is_hard) == (Kind.DELAY, False, False)


def test_the_last_word_about_an_address_counts_and_our_ids_are_found():
    group = "Final-Recipient: rfc822; hanako@example.jp\nAction: {}\nStatus: {}\n\n"
    told = "Failed.\n\n" + group.format("delayed", "4.4.1") + group.format("failed", "5.1.1")
    original = (
        "--- Below this line is a copy of the message.\n\nMessage-ID: <abc.1@example.jp>\nTo: hanako@example.jp\n"
    )
    report = read(bounce(told + original))
    assert [(one.status, one.is_hard) for one in report.returned] == [("5.1.1", True)]
    assert (report.message_ids, report.sent_to) == (("<abc.1@example.jp>",), ("hanako@example.jp",))


# -- mails of every make


def test_every_mail_there_is_is_read_in_words_a_person_can_read():
    broken = {}
    number = 0
    for name, raw in mails("mail_fixtures/mikel-mail-emails.tar.gz"):
        mail = parse(raw)
        read(raw)
        number += 1
        if "\ufffd" in mail.subject + mail.text[:2000] or "=?" in mail.subject:
            broken[name] = mail.subject
    assert number > 90
    # The first lost its characters before it came to us; the two others hold bytes that no character set explains.
    assert len(broken) <= 3, broken


@pytest.mark.parametrize(
    ("name", "subject", "text"),
    [
        ("japanese.eml", "まみむめも", "かきくえこ"),
        ("japanese_iso_2022.eml", "まみむめも", "すみません。"),
        ("japanese_shift_jis.eml", "test", "このメールはテスト用のメールです。"),
        ("ks_c_5601-1987.eml", "test", "스티해"),
        ("example14.eml", "Re: TEST テストテスト", "Hello"),
        ("raw_email_with_partially_quoted_subject.eml", 'Re: Test: "漢字" mid "漢字" tail', "대부분의 마찬가지로"),
    ],
)
def test_subjects_and_texts_come_out_in_clear(name, subject, text):
    raw = next(raw for found, raw in mails("mail_fixtures/mikel-mail-emails.tar.gz") if found.endswith("/" + name))
    mail = parse(raw)
    assert mail.subject == subject and text in mail.text


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"Subject: =?iso-2022-jp?b?", b"Content-Type: multipart/report;\n"])
)
def test_no_bytes_ever_break_the_reader(raw, head):
    report = read(head + raw)
    assert report.kind in Kind
    assert io.StringIO(report.subject).read() == report.subject
