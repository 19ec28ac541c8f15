"""A mirror folder of its own for each test."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def mirror_home(tmp_path: Path, settings: Any) -> None:
    settings.MIRROR_HOME = tmp_path / "mirror"
