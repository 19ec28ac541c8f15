"""Run the benchmarks one after the other, each in a process of its own: ``make bench``, or ``make bench LARGE=1``."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SMALL = {
    "japanese_text": [],
    "import_customers": ["20000", "1000"],
    "import_purchases": ["100000"],
    "export": ["20000"],
    "merging": ["2000"],
    "segments": [],
    "predictions": ["20000"],
    "regulars": ["20000"],
    "pages": ["200", "20000"],
    "kpis": ["20000"],
    "mail": [],
    "responses": [],
    "coupons": ["10"],
    "duplicates": ["20000"],
}
LARGE = SMALL | {
    "export": ["200000"],
    "import_customers": [],
    "import_purchases": [],
    "kpis": ["200000"],
    "predictions": ["--large"],
    "regulars": ["200000"],
    "segments": ["20000", "200000", "1000000"],
    "pages": [],
}


def main() -> None:
    """Run all; stop at the first that fails."""
    chosen = LARGE if "--large" in sys.argv else SMALL
    for name, arguments in chosen.items():
        print(f"\n== {name} {' '.join(arguments)}".rstrip(), flush=True)
        subprocess.run([sys.executable, str(HERE / f"{name}.py"), *arguments], check=True)


if __name__ == "__main__":
    main()
