"""The engine and the SMTP adapter against real sockets: what the other side does, and what is then true of each person."""

import pytest

from joren.outreach.delivery import queries
from joren.outreach.delivery.models import Delivery
from joren.record.timeline.models import Event

from .people import ORIGIN, account, people, prepare, send
from .server import behaving

pytestmark = pytest.mark.django_db(transaction=True)


def state_of(address):
    return Delivery.objects.get(address=address).state


def test_everybody_gets_the_mail_once_and_it_is_on_their_timeline():
    with behaving() as server:
        account(server.port, connections=3)
        prepare(people(40))
        assert send() == {"sent": 40}
    assert server.inbox.counts() == {f"p{n}@example.jp": 1 for n in range(1, 41)}
    assert Event.objects.filter(key="mail.sent", origin=ORIGIN).count() == 40
    assert queries.dispatch_of(ORIGIN, "mail").state == "finished"
