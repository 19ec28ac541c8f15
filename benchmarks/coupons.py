"""Coupons: how long a till waits, at a hundred uses a second, over HTTP and through the whole application.

    python benchmarks/coupons.py [SECONDS] [RATE]        # 20 seconds at 100 a second by default

A server process of this machine answers ``POST /api/v1/coupons/redeem`` for as many tills as it takes; each use has a
code of its own, and one in ten is pressed twice. Uses are begun at a steady pace whether or not the earlier ones have
been answered, so that waiting is not hidden. Beside it, alternating in the same run, the cheapest answer the
same server gives for the same key (``GET /api/v1/coupons/0``, refused). Printed: p50, p95, p99 and their ratio to the
limit of 50 ms. It fails when a code was used twice or an answer was lost.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from typing import Any

from harness import throwaway

LIMIT_MS = 50.0
BURST = 25


def main() -> None:
    """Measure and print."""
    numbers = [int(argument) for argument in sys.argv[1:]]
    seconds, rate = (numbers + [20, 100][len(numbers) :])[:2]
    with throwaway():
        codes, token = _prepare(seconds * rate)
        port = _free_port()
        server = _serve(port)
        try:
            used, bare = asyncio.run(_measure(f"http://127.0.0.1:{port}", token, codes, rate))
        finally:
            server.terminate()
            server.wait()
        _check(len(codes))
    print(f"{len(codes)} uses at {rate} a second, one in ten pressed twice; ms")
    _line("refused at once", bare)
    p99 = _line("used", used)
    print(f"p99 of a use: {p99 / LIMIT_MS:.2f} of the limit of {LIMIT_MS:.0f} ms")


def _prepare(number: int) -> tuple[list[str], str]:
    """A coupon, a code for each use, and a key for a program."""
    from datetime import timedelta
    from decimal import Decimal

    from joren.foundation.accounts.actions import create_token
    from joren.foundation.accounts.models import Staff
    from joren.foundation.time import clock
    from joren.outreach.coupons import actions, giving
    from joren.record.shops import actions as shops

    owner = Staff.objects.create_user("bench@example.jp", "ranging-benches-9", role="owner")
    shops.create(code="ekimae", name="駅前店", kind="retail", by=None)
    today = clock.today()
    coupon = actions.create(
        by=None,
        name="秋の500円引き",
        kind="amount",
        value=Decimal(500),
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=30),
        answers={"price_is_real": True},
    )
    actions.put_to_use(coupon, by=None)
    codes = [row.code for row in giving.make_codes(coupon, number, by=owner)]
    return codes, create_token(owner, name="till")[1]


def _serve(port: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-access-log", "joren.site.wsgi:application"]
    return subprocess.Popen(command, env=os.environ | {"JOREN_DATABASE_POOL": "8"}, stderr=subprocess.DEVNULL)


async def _measure(base: str, token: str, codes: list[str], rate: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each use, and of each cheapest answer, in alternating bursts."""
    import httpx

    used: list[float] = []
    bare: list[float] = []
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=base, headers=headers, limits=limits, timeout=30) as client:
        await _awake(client)
        for start in range(0, len(codes), BURST):
            burst = codes[start : start + BURST]
            await _paced([_redeem(client, code, used) for code in burst], rate)
            await _paced([_bare(client, bare) for _code in burst[::5]], rate)
    return used, bare


async def _paced(calls: list[Any], rate: int) -> None:
    began = time.perf_counter()
    tasks = []
    for place, call in enumerate(calls):
        await asyncio.sleep(max(0.0, began + place / rate - time.perf_counter()))
        tasks.append(asyncio.create_task(call))
    await asyncio.gather(*tasks)


async def _redeem(client: Any, code: str, times: list[float]) -> None:
    body = {"code": code, "key": f"till-{code}", "amount": 2000, "shop": "ekimae", "receipt": code}
    presses = 2 if int(code[0], 36) % 10 == 0 else 1
    answers = await asyncio.gather(
        *(_timed(client.post, "/api/v1/coupons/redeem", times, json=body) for _ in range(presses))
    )
    assert all(answer.status_code == 200 for answer in answers), (answers[0], answers[0].text)


async def _bare(client: Any, times: list[float]) -> None:
    answer = await _timed(client.get, "/api/v1/coupons/0", times)
    assert answer.status_code == 404, answer.text


async def _timed(call: Any, path: str, times: list[float], **given: Any) -> Any:
    began = time.perf_counter()
    answer = await call(path, **given)
    times.append(1000 * (time.perf_counter() - began))
    return answer


async def _awake(client: Any) -> None:
    import httpx

    for _ in range(200):
        try:
            await client.get("/api/v1/coupons/0")
            return
        except httpx.TransportError:
            await asyncio.sleep(0.1)
    sys.exit("the server did not start")


def _check(number: int) -> None:
    from joren.outreach.coupons.models import CouponCode, Redemption

    assert Redemption.objects.count() == number, "a use was lost or counted twice"
    assert not CouponCode.objects.exclude(used=1).exists(), "a code was not used exactly once"


def _free_port() -> int:
    import socket

    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _line(name: str, times: list[float]) -> float:
    cuts = statistics.quantiles(times, n=100)
    print(
        f"{name:<18} p50 {statistics.median(times):6.1f}   p95 {cuts[94]:6.1f}   p99 {cuts[98]:6.1f}   n {len(times)}"
    )
    return cuts[98]


if __name__ == "__main__":
    main()
