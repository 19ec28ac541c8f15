"""Laws of the policies, over random rows: nothing a policy protects is ever touched, and order decides nothing."""

import datetime as dt
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joren.foundation.importing import POLICIES
from joren.record.customers.bulk import CustomerRow, Rules, upsert
from joren.record.customers.models import ContactPoint, Customer, PostalAddress

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
laws = settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FIELDS = ("family_name", "given_name", "company", "note", "gender")
EVERYTHING = (*FIELDS, "birth_year", "birth_month", "birth_day", "email", "phone", "address")
PLACES = {"甲町1": "100-0001", "乙町2": "200-0002", "丙町3": "300-0003"}


NEVER = st.none()


@st.composite
def rows(draw, at=NEVER):
    fields = {
        "family_name": draw(st.sampled_from(["山田", "佐藤"])),
        "given_name": draw(st.sampled_from(["太郎", "花子"])),
    }
    for name, values in (("company", ["甲社", "乙社"]), ("note", ["い", "ろ"]), ("gender", ["female", "male"])):
        value = draw(st.sampled_from([None, *values]))
        if value:
            fields[name] = value
    if draw(st.booleans()):
        fields |= {"birth_month": draw(st.integers(1, 12)), "birth_day": draw(st.integers(1, 28))}
        if draw(st.booleans()):
            fields["birth_year"] = draw(st.integers(1950, 1953))
    emails = draw(st.lists(st.sampled_from(["a@example.com", "b@example.com"]), unique=True, max_size=2))
    phones = draw(st.lists(st.sampled_from(["+81311112222", "+81311113333"]), unique=True, max_size=1))
    place = draw(st.sampled_from([None, *PLACES]))
    cleared = draw(st.sets(st.sampled_from(["company", "note", "email"])))
    given_ = {*fields, *(["email"] if emails else [])}
    return CustomerRow(
        row=2,
        external_id="C1",
        fields=fields,
        contacts=[*(("email", one, one) for one in emails), *(("phone", one, one) for one in phones)],
        address=(PLACES[place], "東京都", "", place, "") if place else None,
        cleared=cleared - given_,
        at=draw(at),
    )


def copy_of(row, *, cleared=True):
    return CustomerRow(
        row=row.row,
        external_id=row.external_id,
        fields=dict(row.fields),
        contacts=list(row.contacts),
        address=row.address,
        cleared=set(row.cleared) if cleared else set(),
        at=row.at,
    )


def take(*many, policy="overwrite", import_id=1, cleared=True):
    """Take these rows in as one file; returns the counts."""
    return upsert(
        [copy_of(row, cleared=cleared) for row in many],
        source="till",
        import_id=import_id,
        file_name="a.csv",
        at=AT,
        remember=lambda table, ids, deleted=False: None,
        warn=lambda *args, **given: None,
        rules=Rules(policies=dict.fromkeys(EVERYTHING, policy)),
    ).counts


def base(*, primary=True):
    """All that is known, without keys and provenance."""
    names = ("family_name", "given_name", "company", "note", "gender", "birth_year", "birth_month", "birth_day")
    points = ContactPoint.objects.values_list("kind", "value", *(["is_primary"] if primary else []))
    addresses = PostalAddress.objects.values_list("postal_code", "prefecture", "city", "line", "building")
    return Customer.objects.values(*names).get(), sorted(points), sorted(addresses)


@contextmanager
def nothing_stays():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@laws
@given(st.lists(rows(), min_size=1, max_size=3), st.sampled_from(POLICIES))
def test_the_same_file_twice_changes_nothing(many, policy):
    with nothing_stays():
        take(*many, policy=policy, cleared=False)
        once = base(), list(Customer.objects.values("provenance", "changed_at"))
        counts = take(*many, policy=policy, import_id=2, cleared=False)
        settled = base(), list(Customer.objects.values("provenance", "changed_at"))
        assert (settled, counts["new"], counts["changed"], counts["unchanged"]) == (once, 0, 0, 1)


@laws
@given(rows(), rows())
def test_filling_never_changes_what_is_known(first, second):
    with nothing_stays():
        take(first)
        known, points, addresses = base()
        take(second, policy="fill")
        after, points_after, addresses_after = base()
        assert {name: after[name] for name, value in known.items() if value not in (None, "")} == {
            name: value for name, value in known.items() if value not in (None, "")
        }
        assert set(points) <= set(points_after)
        assert not addresses or addresses == addresses_after


@laws
@given(rows(), rows())
def test_keeping_never_changes_anything(first, second):
    with nothing_stays():
        take(first)
        before = base(), list(Customer.objects.values("provenance", "changed_at"))
        assert take(second, policy="keep")["unchanged"] == 1
        assert (base(), list(Customer.objects.values("provenance", "changed_at"))) == before


@laws
@given(rows(), rows(), st.sampled_from(POLICIES))
def test_nothing_is_blanked_unless_told_to(first, second, policy):
    with nothing_stays():
        take(first)
        known, points, addresses = base(primary=False)
        take(second, policy=policy, cleared=False)
        after, points_after, addresses_after = base(primary=False)
        assert [name for name, value in known.items() if value not in (None, "") and after[name] in (None, "")] == []
        assert set(points) <= set(points_after)
        assert len(addresses_after) >= len(addresses)


moments = st.integers(0, 3).map(lambda days: AT - dt.timedelta(days=100 - days))


@laws
@given(
    st.lists(rows(at=moments), min_size=2, max_size=4).flatmap(
        lambda many: st.tuples(st.just(many), st.permutations(many))
    )
)
def test_the_newest_wins_in_any_order_of_the_files(both):
    bases = []
    for order in both:
        with nothing_stays():
            for number, row in enumerate(order):
                take(row, policy="newest", import_id=number + 1)
            bases.append(base())
    assert bases[0] == bases[1]


@laws
@given(
    st.lists(rows(at=moments), min_size=2, max_size=4).flatmap(
        lambda many: st.tuples(st.just(many), st.permutations(many))
    )
)
def test_the_newest_wins_in_any_order_of_the_rows_of_one_file(both):
    bases = []
    for order in both:
        with nothing_stays():
            take(*order, policy="newest", cleared=False)
            bases.append(base())
    assert bases[0] == bases[1]


@laws
@given(st.lists(rows(at=moments), min_size=2, max_size=4), st.sampled_from(POLICIES))
def test_rows_of_one_batch_are_as_files_one_after_the_other(many, policy):
    bases = []
    for batches in ([many], [[row] for row in many]):
        with nothing_stays():
            for batch in batches:
                take(*batch, policy=policy, cleared=False)
            bases.append(base())
    assert bases[0] == bases[1]
