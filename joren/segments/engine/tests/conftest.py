"""The tests' own facts and attributes, beside those of the apps."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from joren.foundation.registry import forget, lookup

from . import shop


@pytest.fixture(autouse=True)
def mirror_home(tmp_path: Path, settings: Any) -> None:
    settings.MIRROR_HOME = tmp_path / "mirror"


@pytest.fixture(autouse=True)
def test_attributes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    declared = lookup._all()
    monkeypatch.setattr(lookup, "_all", lambda: (*declared, *shop.ENTRIES))
    lookup._by_type.cache_clear()
    yield
    monkeypatch.undo()
    forget()
