"""Chance in the database chooses the same people as the rules that are written down."""

from fractions import Fraction

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joren.foundation.chance import Member, assign, part
from joren.outreach.campaigns.choosing import Chooser

pytestmark = pytest.mark.django_db

STRATA = ["0", "1/30d", "2-3/90d", "常連"]
people = st.dictionaries(st.integers(1, 10**9), st.integers(0, len(STRATA) - 1), max_size=60)


def table(rows):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS chosen")
        cursor.execute(
            "CREATE TEMP TABLE chosen (customer_id bigint, stratum smallint, held boolean DEFAULT false,"
            " variant text DEFAULT '') ON COMMIT DROP"
        )
        cursor.executemany("INSERT INTO chosen (customer_id, stratum) VALUES (%s, %s)", list(rows.items()))


def found(column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT customer_id, {column} FROM chosen")
        return dict(cursor.fetchall())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people, st.fractions(0, 1, max_denominator=50), st.text("0123456789abcdef", min_size=1, max_size=32))
def test_the_same_people_are_held_back(db, rows, share, seed):
    table(rows)
    number = Chooser("chosen", STRATA, seed).take(share, among="true", change="held = true")
    held = {customer_id for customer_id, is_held in found("held").items() if is_held}
    assert held == assign([Member(key, STRATA[place]) for key, place in rows.items()], share, seed)
    assert number == len(held)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people, st.fixed_dictionaries({"a": st.integers(1, 9), "b": st.integers(1, 9), "c": st.integers(0, 9)}))
def test_the_same_people_get_the_same_words(db, rows, weights):
    table(rows)
    Chooser("chosen", STRATA, "seed").part(weights, among="true")
    members = [Member(key, STRATA[place]) for key, place in rows.items()]
    assert found("variant") == part(members, weights, "seed")


def test_a_choice_is_made_only_among_those_it_is_about():
    table(dict.fromkeys(range(1, 101), 0))
    chooser = Chooser("chosen", STRATA, "s")
    assert chooser.take(Fraction(1, 2), among="customer_id <= 10", change="held = true") == 5
    assert max(key for key, held in found("held").items() if held) <= 10
