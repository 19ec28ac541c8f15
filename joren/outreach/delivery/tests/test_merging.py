"""Two records become one person: what waits goes once for each occasion, and again when they are two."""

from datetime import timedelta

import pytest

from joren.foundation.time.clock import now
from joren.outreach.delivery.models import Delivery, Dispatch
from joren.record.merging.actions import merge, unmerge
from tests import cast

pytestmark = pytest.mark.django_db
BIRTHDAY = "journey:1:1:s1"


@pytest.fixture
def people():
    Dispatch.objects.create(origin=BIRTHDAY, channel="mail", state="open", standing=True)
    return cast.hanako(), cast.ichiro()


def birthday(customer, year, state):
    at = now() - timedelta(days=1)
    return Delivery.objects.create(
        origin=BIRTHDAY,
        channel="mail",
        customer=customer,
        address=f"{customer.pk}@example.jp",
        occasion=year,
        state=state,
        due_at=at,
        sent_at=at if state == "sent" else None,
    )


def messages():
    rows = Delivery.objects.order_by("pk").values_list("customer", "occasion", "state", "reason", "duplicate_of")
    return list(rows)


def test_another_year_of_the_same_person_is_no_duplicate(people, owner):
    hanako, ichiro = people
    birthday(hanako, "2025", "sent")
    birthday(hanako, "2026", "due")
    done = merge(survivor=hanako.pk, gone=ichiro.pk, by=owner)
    kept = [(hanako.pk, "2025", "sent", "", None), (hanako.pk, "2026", "due", "", None)]
    assert messages() == kept
    unmerge(merge=done, by=owner)
    assert messages() == kept


def test_the_same_year_goes_once_and_every_other_year_stays(people, owner):
    hanako, ichiro = people
    mine = birthday(hanako, "2026", "sent")
    birthday(ichiro, "2025", "sent")
    birthday(ichiro, "2026", "due")
    birthday(ichiro, "2027", "due")
    before = messages()
    done = merge(survivor=hanako.pk, gone=ichiro.pk, by=owner)
    assert messages() == [
        (hanako.pk, "2026", "sent", "", None),
        (hanako.pk, "2025", "sent", "", None),
        (hanako.pk, "2026", "cancelled", "merged", mine.pk),
        (hanako.pk, "2027", "due", "", None),
    ]
    unmerge(merge=done, by=owner)
    assert messages() == before
