"""Post: how long a sheet of labels takes to make, against a stated limit.

    python benchmarks/post.py [LABELS]        # 1,200 labels by default

Made in one process without a database: 1,200 labels of 12, 21 and 24 a sheet with names, organisations, household
names and the bars of each piece; the same with a QR code of its own on each; vertical postcards. Printed: the best of
three, seconds and labels a second, and for labels the ratio to the limit of one second for 1,200. It fails when labels
without QR codes take longer.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joren.site.settings")
os.environ.setdefault("DATABASE_URL", "postgresql://127.0.0.1:1/none")

LIMIT_SECONDS, OF_LABELS = 1.0, 1_200
ROUNDS = 3


def main() -> None:
    """Measure and print."""
    import django

    django.setup()
    from joren.outreach.post.drawing.cards import postcards
    from joren.outreach.post.drawing.labels import labels
    from joren.outreach.post.drawing.sheet import Sender
    from joren.outreach.post.rules.papers import SHEETS

    number = int(sys.argv[1]) if len(sys.argv) > 1 else OF_LABELS
    limit = LIMIT_SECONDS * number / OF_LABELS
    labels(_sheets(1), SHEETS["labels12"])  # reading the font, once a process
    late = False
    for key, paper in SHEETS.items():
        plain = _best(lambda paper=paper: labels(_sheets(number), paper))  # type: ignore[misc]
        square = _best(lambda paper=paper: labels(_sheets(number, square=True), paper), rounds=1)  # type: ignore[misc]
        late = late or plain > limit
        print(f"{number} {key}: {plain:.2f} s, {plain / limit:.2f} of the limit; with a QR code each {square:.2f} s")
    cards = _best(lambda: postcards(_sheets(number), Sender(name="カフェ 常", address="東京都渋谷区道玄坂2-10-12")))
    print(f"{number} postcards, vertical: {cards:.2f} s")
    sys.exit(late)


def _best(make: Callable[[], bytes], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        make()
        times.append(time.perf_counter() - begun)
    return min(times)


def _sheets(number: int, *, square: bool = False) -> "Iterator[object]":
    from joren.outreach.post.drawing.sheet import Sheet
    from joren.outreach.post.rules.codes import code_of
    from joren.outreach.post.rules.recipients import Person, recipient

    pair = [Person(family="山田", given="太郎"), Person(family="山田", given="花子")]
    for at in range(1, number + 1):
        yield Sheet(
            recipient=recipient(
                pair if at % 3 else [Person(family="佐々木", given="一")], "" if at % 4 else "株式会社常 営業部"
            ),
            postal_code="150-0001",
            address=("東京都渋谷区", f"神宮前1丁目{at}-3", "メゾン常101号室"),
            code=code_of(at),
            link=f"https://crm.example.jp/m/c/{at:024d}" if square else "",
        )


if __name__ == "__main__":
    main()
