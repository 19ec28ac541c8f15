"""Where the open data sets lie that some tests read: beside the checkout, never inside it.

They are not part of the source. JOREN_SHARED_DATA names their folder; without it `../shared/data` beside the
checkout is tried. A test that needs a missing file is skipped, loudly.
"""

import os
from pathlib import Path

import pytest

_CHECKOUT = Path(__file__).resolve().parents[1]


def shared_data(path: str) -> Path:
    """The file or folder under the shared data, for example "100knocks/customer_tokyo.csv"."""
    root = Path(os.environ.get("JOREN_SHARED_DATA") or _CHECKOUT.parent / "shared" / "data")
    found = root / path
    if not found.exists():
        pytest.skip(f"NOT TESTED: {path} is missing under {root}; set JOREN_SHARED_DATA to the folder that has it")
    return found
