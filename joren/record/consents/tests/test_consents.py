"""Consent: evidence is needed, a withdrawal always counts, and order of learning does not matter."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joren.foundation.audit.models import AuditEntry
from joren.record.consents import actions, queries
from joren.record.consents.errors import (
    CustomerGone,
    EvidenceMissing,
    NotYet,
    TooLongAgo,
    UnknownChannel,
    WithdrawalUnexplained,
)
from joren.record.consents.models import Consent
from joren.record.timeline.models import Event

pytestmark = pytest.mark.django_db

START = datetime(2025, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def grant(customer, at=None, **kwargs):
    given_ = {"channel": "mail", "how": "店頭の申込書", "text": "お知らせメールを受け取る", "by": None} | kwargs
    return actions.grant(customer_id=customer.pk, at=at, **given_)


def withdraw(customer, at=None, **kwargs):
    return actions.withdraw(customer_id=customer.pk, at=at, **({"channel": "mail", "how": "電話", "by": None} | kwargs))


def test_nobody_may_be_written_to_by_default(hanako):
    assert queries.may_receive([hanako.pk], "mail") == set()


def test_a_grant_lets_that_channel_and_purpose_through_and_no_other(hanako, ichiro):
    grant(hanako)
    both = [hanako.pk, ichiro.pk]
    assert queries.may_receive(both, "mail") == {hanako.pk}
    assert queries.may_receive(both, "line") == set()
    assert queries.may_receive(both, "mail", "service") == set()


def test_a_grant_keeps_its_evidence_and_is_told(hanako, owner):
    consent = grant(hanako, at=day(3), by=owner)
    assert (consent.granted_how, consent.granted_text) == ("店頭の申込書", "お知らせメールを受け取る")
    event = Event.objects.get(key="consents.granted")
    assert (event.customer_id, event.channel, event.staff, event.occurred_at) == (hanako.pk, "mail", owner, day(3))
    entry = AuditEntry.objects.get(subject_type="consents.granted")
    assert entry.detail == {"channel": "mail", "purpose": "marketing", "how": "店頭の申込書"}


@pytest.mark.parametrize(("how", "text"), [("", "words"), ("form", ""), ("  ", "words"), ("form", "\n")])
def test_a_grant_without_evidence_is_refused(how, text, hanako):
    with pytest.raises(EvidenceMissing):
        grant(hanako, how=how, text=text)
    assert not Consent.objects.exists()


def test_a_withdrawal_without_a_word_on_how_is_refused(hanako):
    grant(hanako)
    with pytest.raises(WithdrawalUnexplained):
        withdraw(hanako, how=" ")
    assert queries.may_receive([hanako.pk], "mail") == {hanako.pk}


def test_the_future_unknown_channels_and_unknown_people_are_refused(hanako):
    with pytest.raises(NotYet):
        grant(hanako, at=datetime(2999, 1, 1, tzinfo=UTC))
    with pytest.raises(TooLongAgo):
        grant(hanako, at=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))))
    with pytest.raises(UnknownChannel):
        grant(hanako, channel="pigeon")
    with pytest.raises(CustomerGone):
        actions.grant(customer_id=999_999_999, channel="mail", how="x", text="y", by=None)
    assert not Consent.objects.exists()
    assert not Event.objects.filter(kind="consent").exists()


def test_granting_twice_keeps_the_one_open_grant(hanako):
    first = grant(hanako, at=day(1))
    again = grant(hanako, at=day(5), how="もう一度")
    assert again.pk == first.pk
    assert Consent.objects.get().granted_how == "店頭の申込書"
    assert Event.objects.filter(key="consents.granted").count() == 1


def test_a_withdrawal_counts_from_its_very_moment(hanako):
    grant(hanako, at=day(1))
    withdraw(hanako, at=day(4))
    assert queries.may_receive([hanako.pk], "mail", at=day(4) - timedelta(microseconds=1)) == {hanako.pk}
    assert queries.may_receive([hanako.pk], "mail", at=day(4)) == set()


def test_a_refusal_needs_no_grant_before_it(hanako):
    withdraw(hanako, at=day(2))
    assert queries.may_receive([hanako.pk], "mail") == set()
    assert queries.state_of(hanako.pk)[0].refused


def test_an_old_form_typed_in_late_does_not_outlive_a_refusal(hanako):
    withdraw(hanako, at=day(9))
    grant(hanako, at=day(5))
    assert queries.may_receive([hanako.pk], "mail", at=day(6)) == {hanako.pk}
    assert queries.may_receive([hanako.pk], "mail") == set()


def test_an_old_form_does_not_outlive_a_refusal_even_with_an_older_withdrawal_in_between(hanako):
    grant(hanako, at=day(1))
    withdraw(hanako, at=day(9))
    withdraw(hanako, at=day(3))
    grant(hanako, at=day(5))
    told = [bool(queries.may_receive([hanako.pk], "mail", at=day(n))) for n in (0, 1, 2, 3, 4, 5, 8, 9, 10)]
    assert told == [False, True, True, False, False, True, True, False, False]


def test_a_new_grant_after_a_withdrawal_is_a_new_row(hanako):
    grant(hanako, at=day(1))
    withdraw(hanako, at=day(2))
    grant(hanako, at=day(3), how="ウェブ")
    assert Consent.objects.count() == 2
    assert queries.may_receive([hanako.pk], "mail") == {hanako.pk}
    assert [row.granted_how for row in queries.history_of(hanako.pk)] == ["ウェブ", "店頭の申込書"]


def test_the_state_tells_every_channel(hanako):
    grant(hanako, at=day(1))
    withdraw(hanako, channel="phone", at=day(1))
    state = {line.channel: (line.given, line.refused) for line in queries.state_of(hanako.pk)}
    assert state == {
        "mail": (True, False),
        "line": (False, False),
        "sms": (False, False),
        "post": (False, False),
        "phone": (False, True),
    }


Statement = tuple[str, int]


class Model:
    """The simplest thing that is right: what was said and when; the last word up to a moment decides, a no at the
    same moment as a yes wins. A yes while yes stands says nothing new; an earlier yes replaces the one after it.
    """

    def __init__(self) -> None:
        self.said: set[tuple[int, str]] = set()

    def stands(self, at: int) -> bool:
        past = [(when, what) for when, what in self.said if when <= at]
        return max(past, default=(0, "withdraw"))[1] == "grant"

    def hear(self, what: str, at: int) -> None:
        if what == "grant":
            if self.stands(at) or (at, "withdraw") in self.said:
                return
            later = [statement for statement in self.said if statement[0] > at]
            if later and min(later)[1] == "grant":
                self.said.discard(min(later))
        self.said.add((at, what))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(["grant", "withdraw"]), st.integers(1, 8)), max_size=12))
def test_any_sequence_in_any_order_is_what_the_simple_model_says(hanako, statements: list[Statement]):
    Consent.objects.all().delete()
    model = Model()
    for what, at in statements:
        model.hear(what, at)
        (grant if what == "grant" else withdraw)(hanako, at=day(at))
        assert Consent.objects.filter(withdrawn_at=None).count() <= 1
    for at in range(10):
        told = hanako.pk in queries.may_receive([hanako.pk], "mail", at=day(at))
        assert told == model.stands(at), f"day {at} after {statements}"
