"""Building a rule: moves, undo, pasted lists, templates, what each channel reaches, products to pick."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.accounts.models import Staff
from joren.record.consents.models import Consent
from joren.record.customers.models import Customer, Tag
from joren.record.products.models import Product
from joren.segments.library import actions, draft, history, moves, queries, readings, references
from joren.segments.library.reach import reach_of
from joren.segments.library.tests.test_pages import WOMEN, Builder, as_staff
from joren.segments.lists.models import PastedList


def leaf(name: str) -> dict[str, Any]:
    return draft.new_leaf() | {"attribute": name}


def group(*parts: Any, mode: str = "any") -> dict[str, Any]:
    return {"mode": mode, "parts": [leaf(part) if isinstance(part, str) else part for part in parts]}


def shape(node: dict[str, Any]) -> Any:
    return [shape(part) for part in node["parts"]] if "parts" in node else node["attribute"]


WHOLE = group("a", group("b", "c"), group("d"), mode="all")


@pytest.mark.parametrize(
    ("deed", "address", "becomes", "focus"),
    [
        ("place", "r.0>r.2.1", [["b", "c"], ["d", "a"]], "r.1.1"),
        ("place", "r.2.0>r.0", ["d", "a", ["b", "c"]], "r.0"),
        ("place", "r.1>r.2.0", ["a", [["b", "c"], "d"]], "r.1.0"),
        ("place", "r.1.0>r.1.1", ["a", ["c", "b"], ["d"]], "r.1.1"),
        ("place", "r.1>r.1.0", ["a", ["b", "c"], ["d"]], ""),
        ("place", "r.0>r.0.9", ["a", ["b", "c"], ["d"]], ""),
        ("place", "r.0>nonsense", ["a", ["b", "c"], ["d"]], ""),
        ("duplicate", "r.1", ["a", ["b", "c"], ["b", "c"], ["d"]], "r.2"),
        ("wrap", "r.0", [["a"], ["b", "c"], ["d"]], "r.0.0"),
        ("into", "r.0", [["a", "b", "c"], ["d"]], "r.0.0"),
        ("into", "r.2", ["a", ["b", "c", ["d"]]], "r.1.2"),
        ("out", "r.1.0", ["a", ["c"], "b", ["d"]], "r.2"),
        ("out", "r.2.0", ["a", ["b", "c"], "d"], "r.2"),
        ("out", "r.0", ["a", ["b", "c"], ["d"]], ""),
        ("remove", "r.2.0", ["a", ["b", "c"]], "r"),
        ("clear", "r", [""], "r"),
    ],
)
def test_what_a_move_makes_of_a_rule(deed: str, address: str, becomes: Any, focus: str) -> None:
    made, place = moves.done(WHOLE, deed, address)
    assert (shape(made), place) == (becomes, focus)
    assert shape(WHOLE) == ["a", ["b", "c"], ["d"]]


@pytest.mark.parametrize("address", ["r", "r.0", "r.1", "r.1.0", "r.2"])
def test_the_opposite_of_the_opposite_is_the_rule_itself(address: str) -> None:
    once, place = moves.done(WHOLE, "negate", address)
    assert draft.to_rule(once)[0] != draft.to_rule(WHOLE)[0]
    again, _place = moves.done(once, "negate", place)
    assert draft.to_rule(again)[0] == draft.to_rule(WHOLE)[0]


def test_nothing_nests_deeper_than_a_draft_can_be_read_again() -> None:
    whole, place = group("a", mode="all"), "r.0"
    for _turn in range(30):
        whole, place = moves.done(whole, "wrap", place or "r.0")
        assert draft.loaded(draft.dumped(whole)) == whole


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["up", "down", "into", "out", "wrap", "negate", "duplicate", "add_list", "place", "remove"]
            ),
            st.text("012.r>", max_size=10) | st.sampled_from(["r", "r.0", "r.1", "r.1.0", "r.0>r.1.0", "r.1>r.0.0"]),
        ),
        max_size=8,
    )
)
def test_any_moves_can_be_undone_and_redone_one_by_one(deeds: list[tuple[str, str]]) -> None:
    now, steps, seen = WHOLE, history.History(), [WHOLE]
    for deed, address in deeds:
        before, now = now, moves.changed(now, deed, address)
        steps = history.History.posted({"past": steps.past_field, "future": steps.future_field}).after(before, now)
        if now != before:
            seen.append(now)
    for earlier in reversed(seen[:-1]):
        now, steps = steps.undone(now)
        assert now == earlier
    for later in seen[1:]:
        now, steps = steps.redone(now)
        assert now == later


@pytest.mark.parametrize("text", ["", "[", "{}", "3", "[1, null]", "[" * 9_000])
def test_a_broken_history_is_none(text: str) -> None:
    assert history.History.posted({"past": text, "future": text}) == history.History()


@pytest.mark.parametrize("word", ["こうにゅう", "kounyuu", "konyu", "かいすう"])
def test_an_attribute_is_found_by_kana_and_by_latin_letters(word: str) -> None:
    assert word in readings.search_words("購入回数")


@pytest.mark.django_db
def test_typed_values_survive_undo_and_redo_without_javascript(marketer: Staff) -> None:
    builder = Builder(as_staff(marketer))

    def press(deed: str, **fields: Any) -> None:
        kept = {"past": builder.response.context["history"].past_field}
        kept["future"] = builder.response.context["history"].future_field
        builder.choose(**fields) if deed == "show" else None
        builder.fields = {}
        if deed != "show":
            builder.press(deed, **fields, **kept)

    press("show", **{"r.0:attribute": "customer.age"})
    press("add_leaf:r", **{"r.0:attribute": "customer.age", "r.0:op": "at_least", "r.0:value": "３０"})
    assert [part["value"] for part in builder.draft["parts"]] == ["30", ""]
    press("undo", **{"r.1:attribute": "customer.gender"})
    assert [part["attribute"] for part in builder.draft["parts"]] == ["customer.age", ""]
    press("undo")
    assert [part["value"] for part in builder.draft["parts"]] == ["30"]
    press("redo")
    press("redo")
    assert [part["attribute"] for part in builder.draft["parts"]] == ["customer.age", "customer.gender"]


@pytest.mark.django_db
def test_a_pasted_list_becomes_the_rule_and_no_value_of_it_goes_back_to_the_page(
    marketer: Staff, everybody: list[Customer]
) -> None:
    builder = Builder(as_staff(marketer)).press("add_list:r").press("remove:r.0")
    text = "\n".join([*(str(person.member_number) for person in everybody), "M9999", *(f"X{n}" for n in range(200))])
    builder.press("show", **{"r.0:attribute": "customer.listed", "r.0:op": "any_of", "r.0:paste": text})
    items = builder.response.context["root"].parts[0].items
    assert (items.number, items.pasted.missing_count, items.pasted.missing[0]) == (len(everybody), 201, "M9999")
    assert builder.result.count == len(everybody)
    assert "X150" not in builder.response.content.decode()
    builder.fields = {}
    builder.press("save", name="展示会に来た人", key="tenji")
    assert queries.get_segment("tenji").rule["all"][0]["value"] == [person.member_number for person in everybody]
    assert not PastedList.objects.exclude(made_by=marketer).exists()


@pytest.mark.django_db
def test_a_long_list_of_a_saved_segment_stays_on_the_server_and_is_saved_again_unchanged(marketer: Staff) -> None:
    from tests.cast import crowd

    numbers = [str(person.member_number) for person in crowd(60)]
    rule = {"all": [{"attribute": "customer.listed", "op": "any_of", "value": numbers}, WOMEN]}
    actions.save(key="x", name="X", rule=rule, by=marketer)
    builder = Builder(as_staff(marketer), "/segments/of/x/edit/")
    reference = builder.draft["parts"][0]["value"]
    assert reference == {"list": "saved.x.1.0"} and references.values_of("saved.x.1.0") == numbers
    assert numbers[40] not in builder.response.content.decode()
    builder.press("remove:r.1").press("save", name="X", version="1")
    assert queries.get_segment("x").rule == {"all": rule["all"][:1]}


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["nobody-knows", "saved.x.1.0", "saved.x.y.z", "saved..."])
def test_a_list_that_is_gone_lets_nobody_in_and_says_so(key: str, marketer: Staff, everybody: list[Customer]) -> None:
    lost = {"attribute": "customer.listed", "with": {}, "op": "any_of", "value": {"list": key}}
    posted = {"draft": json.dumps({"mode": "none", "parts": [lost]}), "do": "save", "name": "x"}
    answer = as_staff(marketer).post("/segments/new/", posted)
    assert (answer.status_code, answer.context["result"].count) == (422, None)
    assert answer.context["root"].parts[0].items.is_gone
    assert not queries.segments().exists()


@pytest.mark.django_db
def test_a_template_opens_in_the_builder_with_its_name(marketer: Staff) -> None:
    client = as_staff(marketer)
    start = client.get("/segments/new/").context["starts"][0]
    opened = client.get("/segments/new/", {"template": start.key})
    assert draft.to_rule(json.loads(opened.context["draft"]))[0] in (start.rule, {"all": [start.rule]})
    assert opened.context["form"]["name"].value() == start.name
    assert client.get("/segments/new/", {"template": "no-such"}).status_code == 404


@pytest.mark.django_db
def test_each_channel_is_counted_and_those_none_reaches(owner: Staff, hanako: Customer, kenta: Customer) -> None:
    from joren.segments.catalogue.binding import bind_rule
    from joren.segments.catalogue.reading import read_rule

    for channel in ("mail", "sms", "post"):
        Consent.objects.create(customer=hanako, channel=channel, granted_at="2024-01-01T00:00:00Z")
    everyone = {"any": [WOMEN, {"not": WOMEN}]}
    reach = reach_of(bind_rule(read_rule(everyone)))
    assert [(bar.channel, bar.people, bar.share) for bar in reach] == [
        ("mail", 1, 50),
        ("line", 0, 0),
        ("sms", 1, 50),
        ("post", 1, 50),
        ("none", 1, 50),
    ]


@pytest.mark.django_db
def test_products_are_found_by_a_part_of_their_name_and_only_by_who_may_build(marketer: Staff, reader: Staff) -> None:
    Product.objects.create(code="T1", name="煎茶")
    Product.objects.create(code="C1", name="深煎り珈琲")
    hits = as_staff(marketer).get("/segments/new/products/", {"q": "煎り"}).json()
    assert hits == [{"value": "C1", "label": "深煎り珈琲"}]
    assert as_staff(reader).get("/segments/new/products/").status_code == 403


@pytest.mark.django_db
def test_a_tag_whose_name_is_a_number_stays_a_name(marketer: Staff) -> None:
    Tag.objects.create(name="2026")
    fields = {"r.0:attribute": "customer.has_tag", "r.0:with.tag.there": "1", "r.0:with.tag": ["2026"]}
    builder = Builder(as_staff(marketer)).choose(**{"r.0:attribute": "customer.has_tag"}).choose(**fields)
    assert builder.draft["parts"][0]["with"] == {"tag": ["2026"]}
    assert builder.result.count == 0


@pytest.mark.django_db
def test_pieces_of_the_page_answer_alone(marketer: Staff, everybody: list[Customer]) -> None:
    client = as_staff(marketer)
    posted = {"draft": json.dumps({"mode": "all", "parts": [WOMEN | {"with": {}}]})}

    def piece(do: str, **fields: str) -> str:
        answer = client.post("/segments/new/", posted | fields | {"do": do}, headers={"HX-Request": "true"})
        return answer.content.decode()

    assert 'aria-busy="true"' in piece("show") and 'id="segment-form"' in piece("show")
    assert 'id="segment-form"' not in piece("count") and "山田 花子" in piece("count")
    assert 'id="segment-reach"' in piece("reach")
    assert f'value="why:{everybody[0].pk}"' in piece("why", who="やまだ")
    assert "is-met" in piece(f"why:{everybody[0].pk}") and "is-unmet" in piece(f"why:{everybody[1].pk}")
    assert "is-met" in piece("count", person=str(everybody[0].pk))
