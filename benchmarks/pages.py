"""What the customer pages cost as a base grows: queries and p95 of list, search and one person.

    python benchmarks/pages.py [FEW] [MANY]        # 200 and 200,000 customers by default; the import takes a minute

Two bases are imported one after the other into a throw-away PostgreSQL and asked through Django's test client, so
the figures are the server's own work, without the network. Pages must not need more queries at MANY than at FEW.
"""

import statistics
import sys
import time

from harness import empty, take_in, throwaway
from import_customers import TABLES

PAGES = {
    "list": "/customers/",
    "search by name": "/customers/?q=%E4%BD%90%E8%97%A4",
    "search by phone": "/customers/?q=09012345678",
    "one person": "/customers/{pk}/",
}
RUNS = 40


def main() -> None:
    """Measure and print."""
    numbers = [int(argument) for argument in sys.argv[1:]]
    few, many = numbers if len(numbers) == 2 else (200, 200_000)
    with throwaway() as folder:
        import customer_file
        from django.db import connection

        found = {}
        for count in (few, many):
            empty(TABLES)
            take_in(customer_file.write(folder / "customers.csv", count), "customers")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            found[count] = _ask()
    print(f"{'page':<18}{'queries':>18}{'p50 ms':>18}{'p95 ms':>18}   ({few:,} / {many:,} customers)")
    for name in PAGES:
        small, large = found[few][name], found[many][name]
        print(f"{name:<18}" + "".join(f"{f'{a:.0f} / {b:.0f}':>18}" for a, b in zip(small, large, strict=True)))
        if large[0] > small[0]:
            sys.exit(f"{name} needs more queries at {many:,} customers")


def _ask() -> dict[str, tuple[float, float, float]]:
    """Queries, median and 95th percentile in ms of each page, for an owner who is logged in."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from joren.foundation.accounts.models import Staff
    from joren.record.customers.models import Customer

    owner = Staff.objects.filter(role="owner").first() or Staff.objects.create_user(
        "bench@example.jp", "ranging-benches-9", role="owner"
    )
    client = Client()
    client.force_login(owner)
    pk = Customer.objects.order_by("-pk").values_list("pk", flat=True)[0]
    answers = {}
    for name, address in PAGES.items():
        path = address.format(pk=pk)
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        queries = len(captured)  # now: the next request empties the log
        times = []
        for _ in range(RUNS):
            began = time.perf_counter()
            client.get(path)
            times.append(1000 * (time.perf_counter() - began))
        cuts = statistics.quantiles(times, n=20)
        answers[name] = (queries, statistics.median(times), cuts[-1])
    return answers


if __name__ == "__main__":
    main()
