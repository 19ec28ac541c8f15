"""Freezing: how long an audience takes to be fixed with a reason for each person, and until the first mail has gone.

    python benchmarks/freezing.py [--people 20000 200000 1000000] [--first-mail]

Needs an empty PostgreSQL database in DATABASE_URL (or uses one of its own embedded server) and nothing else. Everybody
has an address; two in three agreed to mail, one in a hundred shares an address, has one that does not work, or one that
is blocked. Printed for each size: the seconds of the whole freeze (members of the segment with their
class of earlier buying, `reach`, the stratified choice of a tenth, a row for each person), the same per million against
the limit of 30 s, and rows a second beside a bare COPY of the very same rows into an empty table of the same make, in
the same run. With ``--first-mail``: the seconds from the fixed audience to the first mail in the mailbox, and how fast
mails go in the ten seconds after it, while the other messages are still being left.
"""

import argparse
import os
import tempfile
import time

LIMIT = 30.0
LOOKED = 10.0


def main() -> None:
    """Freeze audiences of each size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, nargs="+", default=[20_000, 200_000, 1_000_000])
    options.add_argument("--first-mail", action="store_true")
    given = options.parse_args()
    os.environ.setdefault("JOREN_HOME", tempfile.mkdtemp(prefix="joren-bench-"))
    os.environ.setdefault("JOREN_DATABASE_POOL", "0")
    os.environ["DJANGO_SETTINGS_MODULE"] = "joren.site.settings"
    import django

    from joren.foundation.database.connection import database_url

    database_url()  # starts the embedded server where no other is named
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    there = 0
    for people in sorted(given.people):
        _add_people(there, people)
        there = people
        _measure(people, given)


def _run(sql: str, *values: object) -> list:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def _add_people(first: int, last: int) -> None:
    """People numbered first + 1 … last, straight into the tables."""
    numbers = f"generate_series({first + 1}, {last}) AS n"
    _run(
        "INSERT INTO customers_customer (family_name, given_name, family_kana, given_kana, company, honorific,"
        " gender, member_number, note, source, created_at, changed_at, search_text, search_grams)"
        " SELECT '田中', n || '号', '', '', '', '様', '', 'F' || n, '', 'bench', now(), now(), '', '{}'"
        f" FROM {numbers}"
    )
    own = f"customers_customer c WHERE c.source = 'bench' AND substr(c.member_number, 2)::bigint > {first}"
    number = "substr(c.member_number, 2)::bigint"
    _run(
        "INSERT INTO customers_contactpoint (customer_id, kind, value, written, is_primary, undeliverable_at,"
        " undeliverable_reason, source)"
        f" SELECT c.id, 'email', 'f' || {number} - ({number} %% 100 = 1)::int || '@example.jp',"
        f" '', true, CASE WHEN {number} %% 100 = 2 THEN now() END, '', 'bench' FROM {own}"
    )
    _run(
        "INSERT INTO consents_consent (customer_id, channel, purpose, granted_at, granted_how, granted_text,"
        " withdrawn_how, source)"
        f" SELECT c.id, 'mail', 'marketing', now() - interval '1 day', 'bench', 'x', '', 'bench' FROM {own}"
        f" AND {number} %% 3 > 0"
    )
    _run(
        "INSERT INTO delivery_suppression (channel, address, reason, note, at)"
        f" SELECT 'mail', 'f' || n || '@example.jp', 'manual', '', now() FROM {numbers} WHERE n %% 100 = 4"
    )
    for table in ("customers_customer", "customers_contactpoint", "consents_consent", "delivery_suppression"):
        _run(f"ANALYZE {table}")


def _measure(people: int, given: argparse.Namespace) -> None:
    from joren.outreach.campaigns import actions, freezing
    from joren.outreach.campaigns.models import AudienceMember
    from joren.outreach.mail.tests.people import the_sender
    from joren.segments.engine import run as engine

    the_sender()
    rule = {"any": [{"attribute": "customer.has_email", "op": "is", "value": answer} for answer in (True, False)]}
    assert engine.count(rule) == people  # brings the mirror up to date: its own benchmark is segments.py
    campaign = actions.create(by=None, name="bench", subject="新豆", body="こんにちは\nhttps://example.jp/", rule=rule)
    began = time.perf_counter()
    campaign = freezing.freeze(campaign)
    took = time.perf_counter() - began
    rows = AudienceMember.objects.filter(campaign=campaign)
    assert rows.count() == people
    bare = _bare_copy(campaign.pk)
    share = took * 1_000_000 / people
    print(
        f"{people:>9,} people: {took:6.2f} s, {share:5.1f} s per million = {share / LIMIT:4.0%} of the limit of 30 s;"
        f" {people / took:>9,.0f} rows/s, bare COPY of the same rows {people / bare:>9,.0f} rows/s ({bare / took:.0%})"
    )
    if given.first_mail:
        _first_mail(campaign)
    campaign.delete()


def _bare_copy(campaign_id: int) -> float:
    """Seconds for COPY of the audience's rows, made ready beforehand, into an empty table with the same constraints."""
    from django.db import connection

    columns = "campaign_id, customer_id, decision, reason, stratum, channel, variant, wave, occasion, decided_on"
    with (
        connection.cursor() as cursor,
        cursor.copy(
            f"COPY (SELECT {columns} FROM campaigns_audiencemember WHERE campaign_id = {campaign_id} ORDER BY id)"
            " TO STDOUT"
        ) as copy,
    ):
        ready = b"".join(bytes(part) for part in copy)
    _run("DROP TABLE IF EXISTS bench_member")
    _run("CREATE TABLE bench_member (LIKE campaigns_audiencemember INCLUDING ALL)")
    _run(
        "ALTER TABLE bench_member ADD FOREIGN KEY (customer_id) REFERENCES customers_customer"
        " DEFERRABLE INITIALLY DEFERRED"
    )
    began = time.perf_counter()
    with connection.cursor() as cursor, cursor.copy(f"COPY bench_member ({columns}) FROM STDIN") as copy:
        copy.write(ready)
    took = time.perf_counter() - began
    _run("DROP TABLE bench_member")
    return took


def _first_mail(campaign: object) -> None:
    """One worker leaves the messages while another sends; the first mail is seen from outside of both."""
    from threading import Event, Thread

    from django.db import connection

    from joren.foundation.jobs.actions import schedule
    from joren.foundation.jobs.running import run_due
    from joren.outreach.campaigns import actions
    from joren.outreach.mail.models import CapturedMail

    ended = Event()

    def working(kind: str) -> None:
        while not ended.is_set():
            run_due(kinds=[kind], until_none_left=False)
            ended.wait(0.05)
        connection.close()

    schedule("campaigns.prepare", subject=str(campaign.pk))  # type: ignore[attr-defined]
    began = time.perf_counter()
    workers = [Thread(target=working, args=[kind]) for kind in ("campaigns.prepare", "delivery.send")]
    for worker in workers:
        worker.start()
    while not CapturedMail.objects.exists():
        time.sleep(0.01)
    print(
        f"          first mail {time.perf_counter() - began:.2f} s after the audience was fixed (limit 5 s)", flush=True
    )
    time.sleep(LOOKED)
    print(
        f"          {CapturedMail.objects.count() / (time.perf_counter() - began):,.0f} mails/s while the rest is left"
    )
    actions.cancel(campaign, by=None)  # type: ignore[arg-type]
    ended.set()
    for worker in workers:
        worker.join()
    CapturedMail.objects.all().delete()


if __name__ == "__main__":
    main()
