"""The reasons of a small business are looked for once, and again when a fact has come."""

import pytest

from joren.insight.loyalty import reasoning
from joren.insight.loyalty.actions import define
from joren.insight.loyalty.models import FactorSnapshot

from .history import THRICE, person

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_opened_again_asks_nothing_until_a_fact_comes(client, owner, settings, tmp_path, monkeypatch):
    settings.MIRROR_HOME = tmp_path / "mirror"
    asked = []
    look = reasoning.find

    def counted(*given, **named):
        asked.append(1)
        return look(*given, **named)

    monkeypatch.setattr(reasoning, "find", counted)
    person([0, 30, 60])
    define(rule=THRICE, by=None)
    client.force_login(owner)
    assert [client.get("/regulars/why/").status_code for _ in range(3)] == [200] * 3
    assert len(asked) == 1
    person([0, 10])
    assert client.get("/regulars/why/").status_code == 200
    assert len(asked) == 2
    assert not FactorSnapshot.objects.exists(), "looking writes nothing into the record"
