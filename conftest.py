"""What every test of the house may use. The database is a throw-away one: see `tests.throwaway`."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.throwaway import start_cluster

pytest_plugins = ["tests.fixtures", "tests.browser"]


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Let a log-in cost microseconds in tests: the real hash is slow on purpose."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the server before the first database is made, and only then: pure tests need none."""
    start_cluster()
