"""Opens and clicks: how near they come to an empty page of the same server, and that kill -9 loses none.

    python benchmarks/responses.py [--requests 3000] [--rounds 5] [--messages 20000]

One web server (granian, one process, four threads, as ``joren up`` starts it) answers an empty page, the pixel and a
click over eight kept connections, in alternating rounds; every request is another message's. Then the server is killed
with -9 while it answers, and what was answered is compared with what the database has after the intake.
Needs an empty PostgreSQL in DATABASE_URL, or uses one of its own embedded server.
"""

import argparse
import asyncio
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]

CONNECTIONS = 8
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
WANTED = 0.6


def application() -> object:
    """The web application with an empty page beside it, which passes through everything a page passes through."""
    from django.contrib.auth.decorators import login_not_required
    from django.http import HttpResponse
    from django.urls import path

    from joren.site.wsgi import application as found  # first: it makes the apps ready

    from joren.site import urls  # isort: skip

    urls.urlpatterns.insert(0, path("bench-empty/<str:token>", login_not_required(lambda *_, **__: HttpResponse(b""))))
    return found


def serve(port: int) -> None:
    """Run the server until killed."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "responses:application",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        log_access=False,
    ).serve()


async def _ask(port: int, paths: list[str], answered: list[str] | None = None) -> None:
    """Ask for the paths one after the other over one connection; note each whose answer came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: {AGENT}\r\n\r\n"
    try:
        for path in paths:
            writer.write(f"GET {path}{head}".encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer[9:12] in (b"200", b"302"), answer
            length = next(
                (int(line[15:]) for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
            )
            if length:
                await reader.readexactly(length)
            if answered is not None:
                answered.append(path)
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def _all(port: int, paths: list[str], answered: list[str] | None = None) -> None:
    await asyncio.gather(*(_ask(port, paths[n::CONNECTIONS], answered) for n in range(CONNECTIONS)))


def _rate(port: int, paths: list[str]) -> float:
    began = time.perf_counter()
    asyncio.run(_all(port, paths))
    return len(paths) / (time.perf_counter() - began)


def _start(port: int) -> subprocess.Popen:
    server = subprocess.Popen([sys.executable, __file__, "--serve", str(port)], start_new_session=True)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    time.sleep(1)
    return server


def _kill(server: subprocess.Popen) -> None:
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def _prepare(messages: int) -> list[int]:
    """So many sent messages with one link; their ids."""
    from joren.foundation.time.clock import now
    from joren.outreach.content.models import Content, Link
    from joren.outreach.delivery.models import Delivery
    from joren.record.customers.models import Customer

    content = Content.objects.create(origin="bench:1", channel="mail", base_url="http://127.0.0.1")
    Link.objects.create(content=content, number=1, target="https://example.jp/beans")
    people = Customer.objects.bulk_create((Customer(family_name="田中") for _ in range(messages)), batch_size=5000)
    rows = Delivery.objects.bulk_create(
        (
            Delivery(
                origin="bench:1",
                channel="mail",
                customer=one,
                state="sent",
                address=f"b{one.pk}@example.jp",
                due_at=now(),
                sent_at=now(),
            )
            for one in people
        ),
        batch_size=5000,
    )
    return [row.pk for row in rows]


def main() -> None:
    """Measure and print; fails below the wanted ratio or when something answered was lost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--requests", type=int, default=3000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--messages", type=int, default=20000)
    options.add_argument("--serve", type=int)
    given = options.parse_args()
    if given.serve:
        serve(given.serve)
        return
    from harness import throwaway

    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:2])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with throwaway():
        ids = _prepare(given.messages)
        _speed(port, ids, given)
        _nothing_lost(port, ids)


def _speed(port: int, ids: list[int], given: argparse.Namespace) -> None:
    from django.conf import settings

    from joren.outreach.content.rules.tokens import TokenKey

    key, chance = TokenKey(settings.SECRET_KEY), random.Random(1)
    kinds = {
        "empty": lambda pk: f"/bench-empty/{key.make('open', pk)}.gif",
        "pixel": lambda pk: f"/m/o/{key.make('open', pk)}.gif",
        "click": lambda pk: f"/m/c/{key.make('click', pk, 1)}",
    }
    rates: dict[str, list[float]] = {kind: [] for kind in kinds}
    server = _start(port)
    try:
        for number in range(-1, given.rounds):
            for kind, path in kinds.items():
                asked = [path(pk) for pk in chance.sample(ids, min(given.requests, len(ids)))]
                rate = _rate(port, asked)
                if number >= 0:  # the first round warms up
                    rates[kind].append(rate)
    finally:
        _kill(server)
    base = statistics.median(rates["empty"])
    print(f"{given.requests} requests a round, {given.rounds} rounds, {CONNECTIONS} connections, {len(ids)} messages")
    for kind, found in rates.items():
        middle = statistics.median(found)
        print(f"{kind:<6}{middle:8.0f} a second  {middle / base:6.0%}  {[round(rate) for rate in found]}")
    if min(statistics.median(rates[kind]) / base for kind in ("pixel", "click")) < WANTED:
        sys.exit(f"below {WANTED:.0%} of an empty page")


def _nothing_lost(port: int, ids: list[int]) -> None:
    """Kill the server while it answers; everything answered must be counted, whatever was answered before included."""
    from django.conf import settings
    from django.db.models import Sum

    from joren.foundation.time.clock import now
    from joren.outreach.content.rules.tokens import TokenKey
    from joren.outreach.delivery.models import Delivery
    from joren.outreach.responses import intake

    began = time.perf_counter()
    before = intake.take_in_and_settle(now() + intake.LATEST)
    took = time.perf_counter() - began
    print(f"intake: {before} responses in {took:.1f} s ({before / took:.0f} a second)")
    Delivery.objects.update(open_count=0, machine_opened_at=None, first_opened_at=None)
    key, answered = TokenKey(settings.SECRET_KEY), []
    server = _start(port)
    paths = [f"/m/o/{key.make('open', pk)}.gif" for pk in ids]
    killer = subprocess.Popen(["sh", "-c", f"sleep 1.5; kill -9 -{server.pid}"])
    asyncio.run(_all(port, paths, answered))
    killer.wait()
    server.wait()
    intake.take_in_and_settle(now() + intake.LATEST)
    found = Delivery.objects.filter(machine_opened_at=None).aggregate(n=Sum("open_count"))["n"]
    found += Delivery.objects.exclude(machine_opened_at=None).count()
    print(f"killed with -9: {len(answered)} answered, {found} counted")
    if not len(answered) <= found <= len(answered) + CONNECTIONS:
        sys.exit("answered responses were lost, or counted twice")


if __name__ == "__main__":
    main()
