"""The cast as fixtures: ``def test_…(hanako, owner)``. Each makes its person on first use."""

from typing import Any

import pytest

from tests import cast

_PEOPLE = (
    "owner",
    "manager",
    "marketer",
    "station_staff",
    "reader",
    "privacy_officer",
    "station_shop",
    "cafe",
    "online_shop",
    "hanako",
    "ichiro",
    "misaki",
    "kenta",
    "yumi",
    "everybody",
)


def _fixture(name: str) -> Any:
    make = getattr(cast, name)

    @pytest.fixture(name=name)
    def person(db: None) -> Any:
        return make()

    person.__doc__ = make.__doc__
    return person


for _name in _PEOPLE:
    globals()[_name] = _fixture(_name)
