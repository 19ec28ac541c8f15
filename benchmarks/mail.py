"""Mail: how near the engine comes to a bare loop over one prepared message, with the same connections.

    python benchmarks/mail.py [--mails 2000] [--connections 2] [--sink aiosmtpd|minimal] [--post-office 300]

Needs an empty PostgreSQL database in DATABASE_URL (or uses one of its own embedded server) and nothing else; refuses
one that has mail accounts already, which would take part. The sink is a process of its own on loopback: aiosmtpd, which
reads and checks what it is sent as servers do, or with ``--sink minimal`` twenty lines that look at nothing and answer
in a fifth of a millisecond, as no server does. Both sides hand over multipart mails of about 10 KB over kept
connections, with pipelining where the sink offers it (aiosmtpd does not). The bare loop sends the same prepared bytes
again and again and keeps no books; the engine fills each mail in for its person, asks for consent and blocked
addresses right before, and commits each outcome with its timeline event.

Printed: messages a second of both, and their ratio, from alternating rounds of one run; the most memory the process
had until the end of the first round; and how the engine compares with the 20 mails a second that Odoo is stated to
send on such a machine (a stated figure, nothing that is measured here).

With ``--post-office N`` each round also sends N mails with the same text through django-post-office (installed with
the development requirements), with as many threads as connections.
"""

import argparse
import asyncio
import logging
import multiprocessing
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

STATED_OF_ODOO = 20  # mails a second
PARAGRAPH = "いつもご利用いただきありがとうございます。秋の新豆が入りました。香りのよい一杯をぜひお試しください。"


async def _session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accept everything, as cheaply as asyncio can."""
    writer.write(b"220 sink ESMTP\r\n")
    try:
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                writer.write(b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
            elif verb == b"DATA":
                writer.write(b"354 go on\r\n")
                await writer.drain()
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 2.0.0 queued\r\n")
            elif verb == b"QUIT":
                break
            else:
                writer.write(b"250 ok\r\n")
            if not reader._buffer:  # type: ignore[attr-defined]  # answer a pipelined group at once
                await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


class _Accept:
    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        return "250 2.0.0 queued"


def _real_sink(port: "multiprocessing.queues.Queue[int]") -> None:
    from aiosmtpd.smtp import SMTP

    async def serve() -> None:
        factory = partial(SMTP, _Accept(), hostname="sink", enable_SMTPUTF8=False)
        server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    logging.disable(logging.INFO)
    asyncio.run(serve())


def _sink(port: "multiprocessing.queues.Queue[int]") -> None:
    async def serve() -> None:
        server = await asyncio.start_server(_session, "127.0.0.1", 0, limit=1 << 20)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


_SINKS = {"aiosmtpd": _real_sink, "minimal": _sink}


def main() -> None:
    """Run both sides in turn and print the ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", "--messages", dest="messages", type=int, default=2000)
    options.add_argument("--connections", type=int, default=2)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--post-office", type=int, default=0)
    options.add_argument("--sink", choices=("aiosmtpd", "minimal"), default="aiosmtpd")
    given = options.parse_args()
    os.environ.setdefault("JOREN_HOME", tempfile.mkdtemp(prefix="joren-bench-"))
    os.environ.setdefault("JOREN_DATABASE_POOL", "0")
    os.environ["DJANGO_SETTINGS_MODULE"] = "joren.site.settings"
    queue = multiprocessing.get_context("spawn").Queue()
    sink = multiprocessing.get_context("spawn").Process(target=_SINKS[given.sink], args=(queue,), daemon=True)
    sink.start()
    port = queue.get()
    import django

    from joren.foundation.database.connection import database_url

    database_url()  # starts the embedded server where no other is named
    if given.post_office:
        _with_post_office(port, given)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _run(port, given)
    sink.terminate()


def _run(port: int, given: argparse.Namespace) -> None:
    from joren.outreach.mail.tests.people import BODY

    body = BODY + "\n\n" + "\n\n".join(PARAGRAPH for _ in range(1))
    _prepare_people(port, given)
    bare, engine, office = [], [], []
    size = memory = 0
    for number in range(given.rounds):
        origin = f"bench:{os.getpid()}-{number}"
        raw = _prepare_sending(origin, body)
        size = len(raw)
        bare.append(given.messages / _bare(raw, port, given))
        engine.append(given.messages / _engine(origin))
        memory = memory or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        if given.post_office:
            office.append(given.post_office / _post_office(origin, raw, given))
    ratio = statistics.median(engine) / statistics.median(bare)
    print(f"{given.messages} mails of {size / 1024:.1f} KB, {given.connections} connections, {given.rounds} rounds")
    print(f"bare loop over one prepared message: {statistics.median(bare):7.0f} mails/s  {[round(x) for x in bare]}")
    print(
        f"joren, personal, recorded one by one: {statistics.median(engine):6.0f} mails/s  {[round(x) for x in engine]}"
    )
    print(f"ratio: {ratio:.0%} (wanted: at least 70%)")
    if office:
        times = statistics.median(engine) / statistics.median(office)
        print(f"django-post-office: {statistics.median(office):.0f} mails/s; joren {times:.1f} times (wanted: 3)")
    stated = statistics.median(engine) / STATED_OF_ODOO
    print(f"{stated:.0f} times the {STATED_OF_ODOO} mails a second stated of Odoo (wanted: 10)")
    print(f"most memory of this process: {memory} MB (wanted: below 200)")


_PEOPLE = """SELECT c.id AS customer_id, 'mail' AS channel, p.value AS address, '' AS reason, c.family_name,
    c.member_number FROM customers_customer c JOIN customers_contactpoint p ON p.customer_id = c.id"""
_VALUES = """jsonb_build_object('customer', jsonb_build_object('family_name', t.family_name, 'honorific', '様',
    'member_number', t.member_number))"""


def _prepare_people(port: int, given: argparse.Namespace) -> None:
    """Leave so many customers with an address and consent, a few thousand at a time: memory is measured later."""
    from joren.outreach.mail.models import MailAccount
    from joren.outreach.mail.tests.people import account, the_sender

    assert not MailAccount.objects.exists(), "the database is not empty"
    the_sender()
    account(port, connections=given.connections, timeout=30)
    for start in range(0, given.messages, 2000):
        _prepare_some(range(start, min(start + 2000, given.messages)))


def _prepare_some(numbers: range) -> None:
    from joren.foundation.time.clock import now
    from joren.record.consents.models import Consent
    from joren.record.customers.models import ContactPoint, Customer

    customers = Customer.objects.bulk_create(
        Customer(family_name="田中", given_name=f"{n}号", member_number=f"B-{n}") for n in numbers
    )
    ContactPoint.objects.bulk_create(
        ContactPoint(customer=customer, kind="email", value=f"b-{n}@example.jp", is_primary=True)
        for n, customer in zip(numbers, customers, strict=True)
    )
    Consent.objects.bulk_create(
        Consent(customer=c, channel="mail", granted_at=now(), granted_how="bench", granted_text="x") for c in customers
    )


def _prepare_sending(origin: str, body: str) -> bytes:
    """Leave the deliveries; return the first mail as bytes for the bare loop."""
    from joren.outreach.delivery import actions, queries
    from joren.outreach.delivery.channels import Handover
    from joren.outreach.delivery.models import Delivery
    from joren.outreach.mail import sending
    from joren.outreach.mail.actions import freeze_content
    from joren.outreach.mail.drafts import Draft

    draft = Draft(subject="{{ customer.family_name }}様へ 新豆のお知らせ", body=body)
    freeze_content(origin=origin, draft=draft, base_url="https://crm.example.jp")
    actions.prepare_from(
        table=f"({_PEOPLE})", origin=origin, channel="mail", minds_budget=False, columns={"content": _VALUES}
    )
    first = Delivery.objects.filter(origin=origin).first()
    line = sending.sender_for(queries.dispatch_of(origin, "mail")).open()
    handed: list[bytes] = []
    _keep_what_is_sent(handed)
    handover = Handover(first.pk, first.customer_id, origin, "mail", first.address, first.content, 0)
    assert line.send(handover).kind == "sent"
    line.close()
    return handed[0]


def _keep_what_is_sent(handed: list[bytes]) -> None:
    """Have the next message of the adapter kept, so that the bare loop sends exactly what the engine does."""
    from joren.outreach.mail.adapters.smtp import SmtpConnection

    send = SmtpConnection.send

    def kept(self: SmtpConnection, sender: str, recipient: str, message: bytes, *more: Callable[[], None]) -> object:
        handed.append(message)
        SmtpConnection.send = send  # type: ignore[method-assign]
        return send(self, sender, recipient, message, *more)

    SmtpConnection.send = kept  # type: ignore[method-assign,assignment]


def _with_post_office(port: int, given: argparse.Namespace) -> None:
    from django.conf import settings

    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "post_office"]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.POST_OFFICE = {
        "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
        "THREADS_PER_PROCESS": given.connections,
        "BATCH_SIZE": 100,
    }


def _post_office(origin: str, raw: bytes, given: argparse.Namespace) -> float:
    """Seconds for django-post-office to queue and send mails with the same two parts."""
    import email
    from email.policy import default

    from post_office import mail
    from post_office.models import Email

    message = email.message_from_bytes(raw, policy=default)
    text, page = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    before = Email.objects.filter(status=0).count()
    began = time.perf_counter()
    mail.send_many(
        {
            "sender": "news@example.jp",
            "recipients": [f"{origin.replace(':', '')}-{number}@example.jp"],
            "subject": str(message["Subject"]),
            "message": text,
            "html_message": page,
        }
        for number in range(given.post_office)
    )
    mail.send_queued_mail_until_done(processes=1, log_level=0)
    took = time.perf_counter() - began
    assert Email.objects.filter(status=0).count() - before == given.post_office
    return took


def _bare(raw: bytes, port: int, given: argparse.Namespace) -> float:
    """Seconds for sending the same bytes so many times, by the same adapter over the same number of connections."""
    from joren.outreach.mail.adapters.smtp import SmtpConnection, SmtpServer

    def loop(number: int) -> None:
        connection = SmtpConnection(SmtpServer(host="127.0.0.1", port=port, tls="none"))
        for _ in range(number):
            assert connection.send("news@example.jp", "sink@example.jp", raw).kind == "sent"
        connection.close()

    began = time.perf_counter()
    with ThreadPoolExecutor(given.connections) as pool:
        list(pool.map(loop, [given.messages // given.connections] * given.connections))
    return time.perf_counter() - began


def _engine(origin: str) -> float:
    """Seconds for the engine to send the prepared dispatch."""
    from joren.foundation.jobs.running import run_due
    from joren.outreach.delivery import actions, queries

    actions.open_dispatch(origin=origin, channel="mail", by=None)
    began = time.perf_counter()
    run_due(kinds=["delivery.send"])
    took = time.perf_counter() - began
    counts = {state: number for state, number in queries.counts_by_state(origin, "mail").items() if number}
    assert set(counts) == {"sent"}, counts
    return took


if __name__ == "__main__":
    main()
