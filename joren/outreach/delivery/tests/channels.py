"""A cascade of four channels for tests of the engine, whatever channels the house has."""

from datetime import time

import pytest

from joren.foundation.registry import lookup
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.rules.quiet import Quiet

_SENDER = "joren.outreach.delivery.tests.channels:no_sender"
CHANNELS = (
    Channel(
        key="mail",
        label="mail",
        address_kind="email",
        sender=_SENDER,
        points=1,
        quiet=Quiet(start=time(21), end=time(8)),
    ),
    Channel(key="line", label="LINE", address_kind="line", sender=_SENDER, points=2, default_cost=3),
    Channel(key="sms", label="SMS", address_kind="phone", sender=_SENDER, points=3, address_pattern=r"^\+81[6789]0"),
    Channel(
        key="post", label="post", address_kind="postal", sender=_SENDER, points=2, default_cost=110, hears_back=False
    ),
)


def no_sender(dispatch):
    raise NotImplementedError


@pytest.fixture
def four_channels(monkeypatch):
    """Have exactly these channels."""
    before = lookup._by_type

    def by_type(kind):
        return CHANNELS if kind is Channel else before(kind)

    monkeypatch.setattr(lookup, "_by_type", by_type)
    return CHANNELS
