"""What the page of the ten measures costs: counted anew, and again, beside the list of customers of the same run.

    python benchmarks/kpis.py [CUSTOMERS]        # 20,000 by default

A made-up chain of shops (`retail.py`) with two mails for each customer, in a throw-away PostgreSQL of its own, asked
through Django's test client: the server's own work, without the network. Counted anew means that nothing is kept, as
after each purchase that comes in; above 2 s a job does that and the page shows the last figures. CPU is that of this
process and of its database backend.
"""

import statistics
import sys
import time
from datetime import datetime, timedelta, timezone
from unittest import mock

from harness import line, throwaway, timed
from retail import fill

LIMIT_SECONDS = 1.0
RUNS = 20
JUNE = datetime(2025, 6, 1, 9, tzinfo=timezone(timedelta(hours=9)))
_MAILS = """
INSERT INTO delivery_delivery (origin, customer_id, channel, purpose, address, state, reason, due_at, claimed_by,
    attempts, message_id, sent_at, error_code, error_text, first_opened_at, open_count, first_clicked_at, click_count,
    machine_opened_at, variant, occasion, content)
SELECT 'campaign:' || n, c.id, 'mail', 'marketing', c.id || '@example.jp', 'sent', '', day, '', 1, '', day, '', '',
    CASE WHEN c.id % 3 = 0 THEN day END, 1, CASE WHEN c.id % 20 = 0 THEN day END, 1,
    CASE WHEN c.id % 2 = 0 THEN day END, '', '', '{}'
FROM customers_customer c, generate_series(1, 2) n,
    LATERAL (SELECT timestamptz '2025-05-31' - make_interval(days => ((c.id * 7 + n * 31) % 400)::int) AS day) d
"""


def main() -> None:
    """Measure and print; fails where the page takes longer than it may."""
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    customers = numbers[0] if numbers else 20_000
    with throwaway(), mock.patch("joren.foundation.time.clock.now", return_value=JUNE):
        _measure(customers)


def _measure(customers: int) -> None:
    from django.db import connection
    from django.test import Client

    from joren.foundation.accounts.models import Staff
    from joren.insight.reports.models import KeptAnswer
    from joren.segments.mirror.actions import sync

    fill(customers)
    with connection.cursor() as cursor:
        cursor.execute(_MAILS)
        cursor.execute("VACUUM ANALYZE")
    sync()
    line("customers, purchases, mails", f"{customers:,}, {customers * 10:,}, {customers * 2:,}")
    client = Client()
    client.force_login(Staff.objects.create_user("bench@example.jp", "ranging-benches-9", role="owner"))
    _get(client, "/customers/")
    for by in ("month", "weeks", "quarter"):
        KeptAnswer.objects.all().delete()
        wall, cpu = timed(lambda by=by: _get(client, f"/kpi/?by={by}"))  # type: ignore[misc]
        line(f"counted anew, {by}", f"{wall:.2f} s wall, {cpu:.2f} s CPU")
    page, customers_page = _median(client, "/kpi/?by=quarter"), _median(client, "/customers/")
    line("the page again", f"{1000 * page:.0f} ms; the list of customers {1000 * customers_page:.0f} ms")
    line("RATIO page : limit", f"{page / LIMIT_SECONDS:.2f} (at most 1)")
    if page > LIMIT_SECONDS:
        sys.exit("the page takes longer than it may")


def _median(client: "object", path: str) -> float:
    _get(client, path)
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        _get(client, path)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _get(client: "object", path: str) -> None:
    answer = client.get(path)  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer.status_code
    if path.startswith("/kpi/"):
        assert b"kpi-cards" in answer.content, "nothing was counted"


if __name__ == "__main__":
    main()
