"""Each test has a spool of its own, and a web process that remembers nothing."""

import pytest

from joren.outreach.responses import public, spool


@pytest.fixture(autouse=True)
def spool_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(spool, "folder", lambda: tmp_path)
    for memory in (public.GUESSES, public.TARGETS):
        memory.clear()
    public.SPOOL.close()
    yield tmp_path
    public.SPOOL.close()
