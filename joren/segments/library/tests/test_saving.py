"""Segments are saved as versions, never contain themselves, and refuse when what they name is gone."""

from typing import Any

import pytest

from joren.foundation.accounts.models import Staff
from joren.foundation.audit.models import AuditEntry
from joren.record.customers.models import Customer, Tag
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.engine import run
from joren.segments.library import actions, queries
from joren.segments.library.errors import BadKey, ChangedMeanwhile, NameMissing, SegmentInUse, SegmentNotFound
from joren.segments.library.following.actions import follow_all
from joren.segments.library.models import Segment, SegmentVersion

pytestmark = pytest.mark.django_db

WOMEN: dict[str, Any] = {"attribute": "customer.gender", "op": "is", "value": "female"}
MEN: dict[str, Any] = {"attribute": "customer.gender", "op": "is", "value": "male"}


def test_saving_again_makes_a_version_and_keeps_the_old_one(owner: Staff) -> None:
    saved = actions.save(key="women", name="女性", rule=WOMEN, by=owner)
    assert (saved.version, saved.rule, saved.created_by) == (1, WOMEN, owner)
    again = actions.save(key="women", rule=MEN, by=owner)
    assert (again.pk, again.version, again.name) == (saved.pk, 2, "女性")
    assert list(SegmentVersion.objects.values_list("number", "rule")) == [(2, MEN), (1, WOMEN)]
    renamed = actions.save(key="women", name="男性", rule=MEN, by=owner)
    assert (renamed.version, renamed.name) == (2, "男性")
    said = list(AuditEntry.objects.filter(subject_type="segment").order_by("pk").values_list("action", flat=True))
    assert said == ["segment.created", "segment.changed", "segment.changed"]


@pytest.mark.parametrize("key", ["Vip", "v i p", "-vip", "vip\n", "常連", "a" * 51])
def test_a_bad_key_is_refused(key: str) -> None:
    with pytest.raises(BadKey):
        actions.save(key=key, name="x", rule=WOMEN, by=None)
    assert not Segment.objects.exists()


def test_a_broken_rule_and_a_missing_name_are_refused_and_nothing_is_saved() -> None:
    with pytest.raises(InvalidRule):
        actions.save(key="x", name="x", rule={"attribute": "nope", "op": "is", "value": 1}, by=None)
    with pytest.raises(NameMissing):
        actions.save(key="x", name=" ", rule=WOMEN, by=None)
    assert not Segment.objects.exists()


def test_a_segment_cannot_contain_itself_by_any_way_round() -> None:
    with pytest.raises(InvalidRule, match="a"):
        actions.save(key="a", name="A", rule={"all": [WOMEN, {"segment": "a"}]}, by=None)
    actions.save(key="a", name="A", rule=WOMEN, by=None)
    actions.save(key="b", name="B", rule={"not": {"segment": "a"}}, by=None)
    actions.save(key="c", name="C", rule={"segment": "b"}, by=None)
    with pytest.raises(InvalidRule) as refused:
        actions.save(key="a", rule={"any": [WOMEN, {"segment": "c"}]}, by=None)
    assert {problem.code for problem in refused.value.problems} <= {"segment_loop", "segment_broken"}
    assert queries.get_segment("a").rule == WOMEN


def test_segments_of_segments_are_asked_as_one(everybody: list[Customer]) -> None:
    actions.save(key="women", name="女性", rule=WOMEN, by=None)
    actions.save(key="others", name="ほか", rule={"not": {"segment": "women"}}, by=None)
    women = [c.pk for c in everybody if c.gender == "female"]
    assert run.members({"segment": "women"}) == women
    assert run.members({"segment": "others"}) == [c.pk for c in everybody if c.pk not in women]
    why = run.why({"segment": "others"}, women[0])
    assert (why.met, why.kind, why.parts[0].parts[0].kind) == (False, "segment", "segment")


def test_what_others_are_made_of_cannot_be_put_away(owner: Staff) -> None:
    women = actions.save(key="women", name="女性", rule=WOMEN, by=owner)
    others = actions.save(key="others", name="ほか", rule={"not": {"segment": "women"}}, by=owner)
    with pytest.raises(SegmentInUse, match="ほか"):
        actions.archive(women, by=owner)
    actions.archive(others, by=owner)
    actions.archive(women, by=owner)
    with pytest.raises(SegmentNotFound):
        queries.get_segment("women")
    with pytest.raises(InvalidRule):
        run.count({"segment": "women"})
    with pytest.raises(InvalidRule):
        actions.restore(others, by=owner)
    actions.restore(women, by=owner)
    assert queries.get_segment("women") == women


def test_the_second_of_two_who_change_at_once_is_told(owner: Staff) -> None:
    saved = actions.save(key="women", name="女性", rule=WOMEN, by=owner)
    actions.save(key="women", rule=MEN, seen_version=saved.version, by=owner)
    with pytest.raises(ChangedMeanwhile):
        actions.save(key="women", rule=WOMEN, seen_version=saved.version, by=owner)
    assert queries.get_segment("women").rule == MEN


def test_counts_are_remembered_and_a_broken_segment_keeps_its_last(everybody: list[Customer]) -> None:
    Tag.objects.create(name="VIP")
    tagged = {"attribute": "customer.has_tag", "with": {"tag": "VIP"}, "op": "is", "value": False}
    actions.save(key="women", name="女性", rule=WOMEN, by=None)
    broken = actions.save(key="untagged", name="なし", rule=tagged, by=None)
    actions.remember_count(broken, 3)
    Tag.objects.all().delete()
    followed = follow_all()
    assert followed is not None and followed.broken == ("untagged",)
    assert dict(Segment.objects.values_list("key", "last_count")) == {"women": 2, "untagged": 3}
    assert "VIP" in queries.sentence(queries.get_segment("untagged"))
