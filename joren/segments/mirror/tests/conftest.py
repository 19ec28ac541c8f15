"""A mirror folder of its own for each test, and connections beside Django's."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def mirror_home(tmp_path: Path, settings: Any) -> Path:
    settings.MIRROR_HOME = tmp_path / "mirror"
    return tmp_path / "mirror"


@pytest.fixture
def connect() -> Iterator[Callable[[], psycopg.Connection[Any]]]:
    """Opens connections that are not Django's: other processes at work on the same database."""
    opened: list[psycopg.Connection[Any]] = []

    def open_one() -> psycopg.Connection[Any]:
        opened.append(psycopg.connect(**connection.get_connection_params()))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()
