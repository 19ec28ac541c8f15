"""A rule that nobody can meet is answered, and the builder is told why."""

from typing import Any

import pytest
from django.utils.translation import override

from joren.segments.catalogue.binding import bind_rule
from joren.segments.catalogue.hints import hints_of
from joren.segments.catalogue.reading import read_rule
from tests import cast

pytestmark = pytest.mark.django_db


def leaf(op: str, value: Any = None, attribute: str = "purchases.count", **given: Any) -> dict[str, Any]:
    return {"attribute": attribute, "with": given, "op": op} | ({} if value is None else {"value": value})


def hints(rule: Any) -> list[tuple[str, str]]:
    with override("en"):
        found = hints_of(bind_rule(read_rule(rule)))
        assert all(hint.sentence and "%(" not in hint.sentence for hint in found)
    return [(hint.path, hint.code) for hint in found]


NEVER = "hint_contradiction"
FIRST, SEEN = "purchases.first_on", "consent.given"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"all": [leaf("at_least", 5), leaf("at_most", 3)]}, [("all[1]", NEVER)]),
        ({"all": [leaf("at_least", 5), {"all": [leaf("less_than", 5)]}]}, [("all[1].all[0]", NEVER)]),
        ({"all": [leaf("at_least", 5), leaf("at_most", 5)]}, []),
        ({"all": [leaf("between", [1, 2]), leaf("equals", 3)]}, [("all[1]", NEVER)]),
        ({"any": [leaf("at_least", 5), leaf("at_most", 3)]}, []),
        ({"all": [leaf("at_least", 5), leaf("at_most", 3, period={"last_days": 30})]}, []),
        ({"all": [leaf("on_or_after", "2026-02-01", FIRST), leaf("on_or_before", "2026-01-31", FIRST)]},
         [("all[1]", NEVER)]),
        ({"all": [leaf("is", "female", "customer.gender"), leaf("is", "male", "customer.gender")]},
         [("all[1]", NEVER)]),
        ({"all": [leaf("any_of", ["female", "male"], "customer.gender"), leaf("is", "male", "customer.gender")]}, []),
        ({"all": [leaf("is", True, SEEN), leaf("is", False, SEEN)]}, [("all[1]", NEVER)]),
        ({"all": [leaf("at_least", 5), {"not": leaf("at_least", 3)}]}, [("all[1].not", "hint_contradiction_denied")]),
        ({"all": [leaf("at_least", 3), {"not": leaf("at_least", 5)}]}, []),
        ({"all": [leaf("at_least", 3), leaf("at_least", 3)]}, [("all[1]", "hint_twice")]),
        ({"any": [{"all": [leaf("at_least", 5), leaf("at_most", 3)]}, leaf("equals", 1)]}, [("any[0].all[1]", NEVER)]),
        (leaf("at_least", 5), []),
    ],
)  # fmt: skip
def test_what_excludes_itself_is_told(rule: Any, expected: list[tuple[str, str]]) -> None:
    assert hints(rule) == expected


def test_the_sentence_names_both_conditions() -> None:
    with override("en"):
        (hint,) = hints_of(bind_rule(read_rule({"all": [leaf("at_least", 5), leaf("at_most", 3)]})))
        assert hint.sentence == (
            "Nobody can be in it: “Number of purchases is at least 5 times” and"
            " “Number of purchases is at most 3 times” exclude each other."
        )


def test_names_of_a_list_that_nobody_has_are_told() -> None:
    hanako = cast.hanako()
    rule = {"any": [leaf("any_of", [hanako.pk, "M9999", "x@y.jp"], "customer.listed")]}
    with override("en"):
        (hint,) = hints_of(bind_rule(read_rule(rule)))
        assert (hint.path, hint.code) == ("any[0].value", "hint_listed_missing")
        assert hint.sentence == "2 of the list are no customers here and therefore not in it: M9999, x@y.jp."
