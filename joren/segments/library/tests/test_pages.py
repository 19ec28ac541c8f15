"""The pages: building a rule by plain form posts, the members, why, taking a list away, who may what."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.accounts.models import Staff
from joren.foundation.audit.models import AuditEntry
from joren.foundation.time import clock
from joren.record.consents.models import Consent
from joren.record.customers.models import Customer
from joren.segments.library import actions, draft, moves, queries
from joren.segments.library.models import Segment

WOMEN: dict[str, Any] = {"attribute": "customer.gender", "op": "is", "value": "female"}


def as_staff(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


class Builder:
    """Somebody without JavaScript at the builder: sends every field of the form back with each button."""

    def __init__(self, client: Client, address: str = "/segments/new/") -> None:
        self.client, self.address = client, address
        self.response = client.get(address)
        self.fields: dict[str, Any] = {}

    @property
    def draft(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.response.context["draft"])
        return found

    @property
    def result(self) -> Any:
        return self.response.context["result"]

    def press(self, button: str, **fields: Any) -> "Builder":
        self.fields.update({name.replace("__", "."): value for name, value in fields.items()})
        self.response = self.client.post(self.address, {"draft": json.dumps(self.draft), **self.fields, "do": button})
        return self

    def choose(self, **fields: Any) -> "Builder":
        self.fields = {}
        return self.press("show", **fields)


@pytest.mark.django_db
def test_a_rule_is_built_by_plain_form_posts(marketer: Staff, everybody: list[Customer]) -> None:
    builder = Builder(as_staff(marketer))
    builder.choose(**{"r.0:attribute": "customer.gender"})
    assert builder.response.context["is_unfinished"]
    builder.choose(**{"r.0:attribute": "customer.gender", "r.0:op": "is", "r.0:value": "female"})
    assert (builder.result.count, [p.pk for p in builder.result.people]) == (2, [everybody[2].pk, everybody[0].pk])
    builder.press("add_group:r")
    builder.choose(**{"r:mode": "all", "r.1:mode": "none", "r.1.0:attribute": "customer.membership_days"})
    builder.choose(
        **{"r.1.0:attribute": "customer.membership_days", "r.1.0:op": "at_most", "r.1.0:value": "９９，９９９"}
    )
    assert builder.result.count == 0
    assert builder.response.status_code == 200
    builder.press("remove:r.1").press("save", name="女性のお客様", key="josei")
    assert builder.response.status_code == 302
    saved = queries.get_segment("josei")
    assert (saved.rule, saved.name, saved.last_count, saved.created_by) == (
        {"all": [WOMEN]},
        "女性のお客様",
        2,
        marketer,
    )


@pytest.mark.django_db
def test_parameters_of_every_kind_are_read_from_the_form(marketer: Staff, cafe: Any) -> None:
    builder = Builder(as_staff(marketer))
    builder.choose(**{"r.0:attribute": "purchases.count"})
    builder.choose(
        **{
            "r.0:attribute": "purchases.count",
            "r.0:op": "between",
            "r.0:low": "1,000",
            "r.0:high": "２０００",
            "r.0:with.period.kind": "last_days",
            "r.0:with.period.n": "365",
            "r.0:with.shop.there": "1",
            "r.0:with.shop": ["cafe"],
            "r.0:with.weekday.there": "1",
            "r.0:with.weekday": ["6", "7"],
            "r.0:with.time_band.there": "1",
            "r.0:with.time_band": "own",
            "r.0:with.time_band.from": "11:00",
            "r.0:with.time_band.to": "15:00",
        }
    )
    assert builder.result.count == 0
    rule, _places = draft.to_rule(builder.draft)
    assert rule["all"][0] == {
        "attribute": "purchases.count",
        "with": {
            "period": {"last_days": 365},
            "shop": ["cafe"],
            "weekday": [6, 7],
            "time_band": {"from": "11:00", "to": "15:00"},
        },
        "op": "between",
        "value": ["1000", "2000"],
    }


@pytest.mark.django_db
def test_a_problem_stands_beside_its_comparison_and_nothing_is_saved(marketer: Staff) -> None:
    builder = Builder(as_staff(marketer))
    builder.choose(**{"r.0:attribute": "purchases.count"})
    builder.choose(**{"r.0:attribute": "purchases.count", "r.0:op": "at_least", "r.0:value": "abc"})
    assert "abc" in builder.response.context["root"].parts[0].problems[0]
    builder.press("save", name="x")
    assert builder.response.status_code == 422
    assert not Segment.objects.exists()


@pytest.mark.django_db
def test_a_rule_as_json_is_taken_over_or_told_wrong(marketer: Staff) -> None:
    builder = Builder(as_staff(marketer))
    builder.press("paste", json=json.dumps({"not": WOMEN}))
    assert builder.draft == {"mode": "none", "parts": [WOMEN | {"with": {}}]}
    builder.press("paste", json='{"attribute": "nope"}')
    assert "nope" in builder.response.context["told"]
    builder.press("paste", json="{")
    assert builder.response.context["told"]
    builder.press("paste", json='{"not":' * 3_000 + json.dumps(WOMEN) + "}" * 3_000)
    assert "10" in builder.response.context["told"] and "JSON" not in builder.response.context["told"]
    assert builder.draft["mode"] == "none"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"parts": 3}', '{"mode": "all", "parts": [{}]}', "[" * 5000])
def test_a_broken_hidden_field_starts_anew(text: str, marketer: Staff) -> None:
    response = as_staff(marketer).post("/segments/new/", {"draft": text, "do": "remove:r.7"})
    assert response.status_code == 200
    assert json.loads(response.context["draft"]) == draft.new_draft()


@pytest.mark.django_db
def test_changing_a_segment_keeps_its_rule_as_it_was_and_makes_a_version(marketer: Staff) -> None:
    rule = {"any": [WOMEN, {"not": {"any": [{"attribute": "customer.age", "op": "is_known"}]}}]}
    actions.save(key="x", name="X", rule=rule, by=marketer)
    builder = Builder(as_staff(marketer), "/segments/of/x/edit/")
    builder.press("save", name="Y", version="1")
    assert queries.get_segment("x").rule == rule
    builder = Builder(as_staff(marketer), "/segments/of/x/edit/")
    builder.press("up:r.1").press("save", name="Y", version="1")
    saved = queries.get_segment("x")
    assert (saved.version, saved.name, saved.rule["any"][1]) == (2, "Y", WOMEN)


@pytest.mark.django_db
def test_the_page_of_a_segment_shows_members_reach_and_why(
    manager: Staff, everybody: list[Customer], django_assert_max_num_queries: Any
) -> None:
    hanako = everybody[0]
    Consent.objects.create(customer=hanako, channel="mail", granted_at="2024-01-01T00:00:00Z")
    segment = actions.save(key="josei", name="女性", rule=WOMEN, by=manager)
    assert dict(queries.reach(queries.bound(segment), as_of=clock.today()))["mail"] == 1
    client = as_staff(manager)
    with django_assert_max_num_queries(40):
        page = client.get("/segments/of/josei/")
    shown = page.content.decode()
    assert "山田 花子" in shown and "佐藤 美咲" in shown and "髙橋" not in shown
    found = client.get("/segments/of/josei/", {"who": "たかはし"}).content.decode()
    assert "髙橋 一郎" in found
    why = client.get("/segments/of/josei/", {"customer": everybody[1].pk})
    assert (why.context["why"].met, why.context["why"].actual) == (False, "male")


@pytest.mark.django_db
def test_a_broken_segment_says_so_and_shows_nobody(manager: Staff, everybody: list[Customer]) -> None:
    actions.save(key="x", name="X", rule=WOMEN, by=manager)
    Segment.objects.update(rule={"not": {"attribute": "customer.custom.gone", "op": "is_known"}})
    page = as_staff(manager).get("/segments/of/x/")
    assert page.status_code == 200
    assert "customer.custom.gone" in page.content.decode() and "山田" not in page.content.decode()
    assert as_staff(manager).get("/segments/").status_code == 200


@pytest.mark.django_db
def test_the_members_are_taken_away_with_a_reason_that_is_kept(manager: Staff, everybody: list[Customer]) -> None:
    Customer.objects.filter(pk=everybody[2].pk).update(note="=1+1")
    actions.save(key="josei", name="女性", rule=WOMEN, by=manager)
    client = as_staff(manager)
    assert client.post("/segments/of/josei/export/", {"reason": ""}).status_code == 422
    assert not AuditEntry.objects.filter(action="segment.exported").exists()
    response = client.post("/segments/of/josei/export/", {"reason": "夏のはがき"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = text.splitlines()
    assert len(lines) == 3 and "花子" in lines[1] and "'=1+1" in lines[2]
    kept = AuditEntry.objects.get(action="segment.exported")
    assert (kept.staff, kept.detail["count"], kept.detail["reason"]) == (manager, 2, "夏のはがき")


@pytest.mark.django_db
def test_who_may_what(owner: Staff, marketer: Staff, reader: Staff, station_staff: Staff) -> None:
    actions.save(key="x", name="X", rule=WOMEN, by=owner)
    pages = ["/segments/", "/segments/of/x/", "/segments/new/", "/segments/of/x/edit/", "/segments/of/x/export/"]
    allowed = {owner: 5, marketer: 4, reader: 2, station_staff: 0}
    for staff, number in allowed.items():
        client = as_staff(staff)
        answers = [client.get(page).status_code for page in pages]
        assert answers == [200] * number + [403] * (5 - number), staff
    looking, working = as_staff(reader), as_staff(marketer)
    assert looking.post("/segments/of/x/archive/").status_code == 403
    assert working.get("/segments/of/x/archive/").status_code == 405
    assert working.post("/segments/of/x/archive/").status_code == 302
    assert working.get("/segments/?archived=1").status_code == 200
    assert working.post("/segments/of/x/restore/").status_code == 302
    assert looking.get("/segments/of/y/").status_code == 404
    assert Client().get("/segments/").status_code == 302


@pytest.mark.django_db
def test_every_attribute_is_documented_on_its_page(reader: Staff) -> None:
    from joren.segments.catalogue.queries import catalogue

    page = as_staff(reader).get("/segments/attributes/").content.decode()
    for key in catalogue().attributes:
        assert f'id="{key}"' in page


parts = st.recursive(
    st.just(WOMEN) | st.just({"segment": "x"}),
    lambda inner: st.builds(
        lambda mode, rules: {"not": {"any": rules}} if mode == "none" else {mode: rules},
        st.sampled_from(["all", "any", "none"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


@given(parts, st.lists(st.tuples(st.sampled_from(["up", "down", "remove", "add_leaf"]), st.text("0123.r", max_size=8))))
def test_a_draft_is_the_rule_it_came_from_and_survives_any_button(
    rule: dict[str, Any], deeds: list[tuple[str, str]]
) -> None:
    start = draft.from_rule(rule)
    back, _places = draft.to_rule(start)
    assert back in (rule, {"all": [rule]})
    for deed, address in deeds:
        start = moves.changed(start, deed, address)
        assert draft.loaded(draft.dumped(start)) == start


def test_moving_goes_into_a_neighbouring_group_and_out_at_its_end() -> None:
    def leaf(name: str) -> dict[str, Any]:
        return draft.new_leaf() | {"attribute": name}

    whole = {"mode": "all", "parts": [leaf("a"), {"mode": "any", "parts": [leaf("b"), leaf("c")]}, leaf("d")]}

    def shape(node: dict[str, Any]) -> Any:
        return [shape(part) for part in node["parts"]] if "parts" in node else node["attribute"]

    assert shape(moves.changed(whole, "down", "r.0")) == [["a", "b", "c"], "d"]
    assert shape(moves.changed(whole, "up", "r.2")) == ["a", ["b", "c", "d"]]
    assert shape(moves.changed(whole, "up", "r.1.0")) == ["a", "b", ["c"], "d"]
    assert shape(moves.changed(whole, "down", "r.1.1")) == ["a", ["b"], "c", "d"]
    assert shape(moves.changed(whole, "up", "r.0")) == shape(whole)
