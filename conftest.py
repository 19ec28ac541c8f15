"""What every test of the house may use. The database is a throw-away one: see `tests.throwaway`."""

import pytest

from tests.throwaway import start_cluster

pytest_plugins = ["tests.fixtures"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the server before the first database is made, and only then: pure tests need none."""
    start_cluster()
