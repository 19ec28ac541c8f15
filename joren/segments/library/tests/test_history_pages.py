"""Versions and their differences, growth, overlaps, templates, and refusals by the name of what is missing."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from joren.foundation.accounts.models import Staff
from joren.record.customers import actions as customers
from joren.record.customers.models import Customer, Tag
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.engine import run
from joren.segments.library import actions, overlap, queries, samples, templating, versions
from joren.segments.library.differing import differences
from joren.segments.library.errors import NameMissing, RegionNotFound, TooManyToOverlap, VersionNotFound
from joren.segments.library.following.actions import follow_all, renew_past
from joren.segments.library.growth import growth
from joren.segments.library.models import Segment, SegmentTemplate
from joren.segments.library.venn import picture

from .test_following import bought, on

WOMEN: dict[str, Any] = {"attribute": "customer.gender", "op": "is", "value": "female"}
MAIL: dict[str, Any] = {"attribute": "customer.has_email", "op": "is", "value": True}
PHONE: dict[str, Any] = {"attribute": "customer.has_phone", "op": "is", "value": True}


def many(count: int, days: int = 365) -> dict[str, Any]:
    period = {"period": {"last_days": days}}
    return {"attribute": "purchases.count", "with": period, "op": "at_least", "value": count}


def as_staff(staff: Staff) -> Client:
    client = Client(headers={"accept-language": "ja"})
    client.force_login(staff)
    return client


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (WOMEN, {"all": [WOMEN, MAIL]}, [("added", None, MAIL)]),
        ({"all": [WOMEN, MAIL]}, WOMEN, [("removed", MAIL, None)]),
        ({"all": [many(3), MAIL]}, {"all": [many(5), MAIL]}, [("changed", many(3), many(5))]),
        ({"all": [many(3), MAIL]}, {"all": [many(3, 90), MAIL]}, [("changed", many(3), many(3, 90))]),
        ({"all": [WOMEN, MAIL]}, {"all": [WOMEN, {"not": MAIL}]}, [("moved", MAIL, MAIL)]),
        ({"all": [WOMEN, MAIL]}, {"all": [MAIL, WOMEN]}, [("joined", None, None)]),
        (WOMEN, WOMEN, []),
    ],
)
def test_what_a_new_version_changed_is_told_comparison_by_comparison(before: Any, after: Any, told: Any) -> None:
    found = [(each.kind, each.before, each.after) for each in differences(before, after)]
    if told and told[0][0] == "joined":
        assert [kind for kind, _before, _after in found] == ["joined"]
    else:
        assert found == told


@pytest.mark.django_db
def test_an_old_rule_is_taken_back_as_a_new_version_and_that_is_undone_the_same_way(
    marketer: Staff, everybody: list[Customer]
) -> None:
    actions.save(key="x", name="X", rule=many(3), by=marketer)
    follow_all()
    actions.save(key="x", rule=many(5), by=marketer)
    client = as_staff(marketer)
    assert client.post("/segments/of/x/versions/1/restore/").status_code == 302
    segment = queries.get_segment("x")
    assert (segment.version, segment.rule) == (3, many(3))
    newest, middle, oldest = versions.versions_of(segment)
    assert (newest.restored_from, newest.is_current, newest.saved_by, oldest.count) == (1, True, str(marketer), 0)
    assert [change.kind for change in middle.differences] == ["changed"]
    page = client.get("/segments/of/x/versions/").content.decode()
    assert "3" in middle.differences[0].before and "5" in middle.differences[0].after
    assert middle.differences[0].after in page
    client.post("/segments/of/x/versions/2/restore/")
    assert queries.get_segment("x").rule == many(5)
    with pytest.raises(VersionNotFound):
        actions.restore_version(segment, 99, by=marketer)
    assert queries.get_segment("x").version == 4


@pytest.mark.django_db
def test_a_refusal_names_the_shop_that_is_gone_everywhere(manager: Staff, cafe: Any, hanako: Customer) -> None:
    at_cafe = {"attribute": "purchases.count", "with": {"shop": "cafe"}, "op": "at_least", "value": 1}
    actions.save(key="cafe", name="カフェの方", rule=at_cafe, by=None)
    actions.save(key="outer", name="外", rule={"all": [WOMEN, {"segment": "cafe"}]}, by=None)
    cafe.delete()
    for rule in ({"segment": "cafe"}, {"segment": "outer"}):
        with pytest.raises(InvalidRule, match="カフェ 常"):
            run.count(rule)
    client = as_staff(manager)
    for address in ("/segments/", "/segments/of/cafe/", "/segments/of/outer/"):
        assert "カフェ 常" in client.get(address).content.decode(), address
    assert "カフェ 常" in queries.told(queries.get_segment("cafe"))["sentence"]
    with pytest.raises(InvalidRule, match="カフェ 常"):
        actions.save(key="third", name="三", rule={"segment": "outer"}, by=None)
    assert not Segment.objects.filter(key="third").exists()


@pytest.mark.django_db
def test_one_put_away_inside_another_refuses_by_its_name() -> None:
    inner = actions.save(key="women", name="女性のお客様", rule=WOMEN, by=None)
    actions.save(key="outer", name="外", rule={"segment": "women"}, by=None)
    Segment.objects.filter(pk=inner.pk).update(archived_at="2026-01-01T00:00:00Z")
    with pytest.raises(InvalidRule, match="女性のお客様"):
        run.count({"segment": "outer"})


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_cannot_make_a_loop_together() -> None:
    for key in ("a", "b", "c"):
        actions.save(key=key, name=key, rule=WOMEN, by=None)
    actions.save(key="c", rule={"segment": "a"}, by=None)
    refused: list[BaseException] = []
    ready = threading.Barrier(2)

    def save(key: str, inside: str) -> None:
        try:
            ready.wait()
            actions.save(key=key, rule={"segment": inside}, by=None)
        except InvalidRule as problem:
            refused.append(problem)
        finally:
            connection.close()

    both = [threading.Thread(target=save, args=pair) for pair in (("a", "b"), ("b", "c"))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(refused) == 1
    for key in ("a", "b", "c"):
        assert run.count({"segment": key}) == 0


@pytest.mark.django_db
def test_time_is_fixed_once_also_across_midnight(marketer: Staff, hanako: Customer, monkeypatch: Any) -> None:
    """The page is asked for at 23:59; whatever is asked after midnight is still of that day."""
    from joren.segments.library import views

    with on("2026-04-01"):
        bought(hanako, "2026-04-01")
        actions.save(key="today", name="今日", rule=many(1, 1), by=None)
    standing = views.standing

    def late(*given: Any) -> Any:
        found = standing(*given)
        midnight.start()
        return found

    midnight = on("2026-04-02", 1)
    monkeypatch.setattr(views, "standing", late)
    with on("2026-04-01", 23):
        page = as_staff(marketer).get(f"/segments/of/today/?customer={hanako.pk}")
        midnight.stop()
    assert page.context["count"] == 1
    assert page.context["why"].met is True
    assert [row.object.pk for row in page.context["table"].rows] == [hanako.pk]


@pytest.mark.django_db
def test_growth_is_kept_from_the_first_run_and_computed_for_the_months_before(hanako: Customer) -> None:
    with on("2026-04-10"):
        bought(hanako, "2026-01-20")
        actions.save(key="ever", name="購入者", rule={**many(1), "with": {}}, by=None)
        follow_all()
        renew_past()
        segment = queries.get_segment("ever")
        found = growth(segment)
    assert [(p.day, p.members) for p in found.points if p.day >= date(2025, 12, 31)] == [
        (date(2025, 12, 31), 0),
        (date(2026, 1, 31), 1),
        (date(2026, 2, 28), 1),
        (date(2026, 3, 31), 1),
        (date(2026, 4, 10), 1),
    ]
    assert [point.kept for point in found.points] == [False] * 12 + [True]
    kept, computed = found.members_picture()["series"]
    assert (kept["values"][-2:], computed["values"][-2:]) == ([None, 1], [1, 1])


@pytest.mark.django_db
def test_every_part_of_an_overlap_is_counted_exactly_and_is_a_rule(manager: Staff, everybody: list[Customer]) -> None:
    for key, rule in (("women", WOMEN), ("mail", MAIL), ("phone", PHONE)):
        actions.save(key=key, name=key, rule=rule, by=None)
    segments = overlap.chosen(["women", "mail", "phone"])
    found = overlap.overlap(segments)
    for region in found.regions:
        assert run.count(overlap.region_rule(segments, region.key)) == region.count, region.key
    assert {r.key: r.count for r in found.regions if r.count} == {"111": 1, "110": 1, "010": 2, "001": 1}
    assert (found.sizes, found.anybody) == ([2, 4, 2], 5)
    with pytest.raises(TooManyToOverlap):
        overlap.chosen(["women", "women"])
    with pytest.raises(RegionNotFound):
        overlap.region_rule(segments, "000")
    client = as_staff(manager)
    query = "of=women&of=mail&of=phone"
    assert "<svg" in client.get(f"/segments/overlap/?{query}").content.decode()
    listed = client.get(f"/segments/overlap/111/?{query}")
    assert [row.object for row in listed.context["table"].rows] == [everybody[0]]
    lines = client.get(f"/segments/overlap/csv/?{query}").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 8 and lines[1].endswith("1")
    client.post(f"/segments/overlap/110/save/?{query}", {"name": "両方で電話なし"})
    saved = Segment.objects.get(name="両方で電話なし")
    assert run.members({"segment": saved.key}) == [everybody[2].pk]


@pytest.mark.parametrize("size", [2, 3, 4])
def test_a_picture_has_a_place_for_the_figure_of_every_part_with_people(size: int) -> None:
    keys = [f"{n:0{size}b}" for n in range(1, 2**size)]
    for counts in (dict.fromkeys(keys, 1), {key: 10**n for n, key in enumerate(keys[:6])}, {keys[0]: 5}):
        drawn = picture({key: counts.get(key, 0) for key in keys}, size)
        assert len(drawn.shapes) == size
        assert {key for key, count in counts.items() if count} <= set(drawn.spots)
    two = picture({"11": 30, "10": 70, "01": 20}, 2)
    assert two.proportional
    assert two.spots["10"].area / two.spots["11"].area == pytest.approx(70 / 30, rel=0.05)


@pytest.mark.django_db
def test_every_usual_template_can_be_asked_and_tells_what_it_is_good_for(
    marketer: Staff, everybody: list[Customer]
) -> None:
    found = templating.templates()
    assert {each.key for each in found} == {sample.key for sample in samples.SAMPLES}
    assert len(found) >= 20 and all(each.why and each.sentence for each in found)
    numbers = templating.counts(found)
    assert numbers == {each.key: run.count(each.rule) for each in found}
    client = as_staff(marketer)
    assert client.get("/segments/templates/").status_code == 200
    assert client.get("/segments/templates/counts/").status_code == 200
    assert client.get("/segments/new/?template=at-risk").status_code == 200


@pytest.mark.django_db
def test_a_rule_is_kept_as_a_template_of_ones_own_and_refuses_when_something_is_gone(marketer: Staff) -> None:
    Tag.objects.create(name="VIP")
    tagged = {"attribute": "customer.has_tag", "with": {"tag": "VIP"}, "op": "is", "value": True}
    segment = actions.save(key="vip", name="上得意様", rule=tagged, by=marketer)
    client = as_staff(marketer)
    client.post("/segments/of/vip/template/", {"name": "上得意", "why": "お礼状に"})
    own = templating.templates()[0]
    assert (own.name, own.why, own.own, own.rule, own.problem) == ("上得意", "お礼状に", True, tagged, "")
    with pytest.raises(NameMissing):
        actions.save_template(segment, name=" ", by=marketer)
    Tag.objects.all().delete()
    assert "VIP" in templating.template(own.key).problem
    with pytest.raises(InvalidRule):
        actions.save_template(segment, name="もう一つ", by=marketer)
    assert SegmentTemplate.objects.count() == 1
    client.post(f"/segments/templates/{own.key}/remove/")
    assert not SegmentTemplate.objects.exists()


@pytest.mark.django_db
def test_the_pages_of_coming_and_going_tell_the_reason_and_the_customer_page_the_segments(
    manager: Staff, everybody: list[Customer]
) -> None:
    _hanako, ichiro, *_others = everybody
    with on("2026-04-01"):
        actions.save(key="bought", name="購入者", rule={**many(1, 30)}, by=None)
        follow_all()
    with on("2026-04-05"):
        bought(ichiro, "2026-04-05")
        follow_all()
        client = as_staff(manager)
        page = client.get("/segments/of/bought/history/").content.decode()
        assert "髙橋 一郎" in page and "当てはまった" in page
        assert "購入者" in client.get(f"/customers/{ichiro.pk}/").content.decode()
        assert "2026-04-05" in client.get(f"/customers/{ichiro.pk}/").content.decode()
    with on("2026-05-20"):
        follow_all()
        page = as_staff(manager).get("/segments/of/bought/history/?which=left").content.decode()
        assert "髙橋 一郎" in page and "当てはまらなくなった" in page


@pytest.mark.django_db
def test_who_may_only_look_changes_nothing(reader: Staff, hanako: Customer) -> None:
    actions.save(key="women", name="女性", rule=WOMEN, by=None)
    actions.save(key="women", rule=MAIL, by=None)
    client = as_staff(reader)
    for address in (
        "/segments/of/women/versions/1/restore/",
        "/segments/of/women/timeline/",
        "/segments/of/women/template/",
        "/segments/overlap/11/save/?of=women&of=women",
    ):
        assert client.post(address, {"name": "x", "keep": "1"}).status_code == 403, address
    segment = queries.get_segment("women")
    assert (segment.version, segment.keeps_timeline, Segment.objects.count()) == (2, False, 1)
    assert segment.rule == MAIL


@pytest.mark.django_db
def test_programs_get_versions_history_growth_overlaps_and_templates(manager: Staff, everybody: list[Customer]) -> None:
    from joren.foundation.accounts import actions as accounts

    _hanako, ichiro, *_others = everybody
    with on("2026-04-01"):
        for key, rule in (("women", WOMEN), ("mail", MAIL)):
            actions.save(key=key, name=key, rule=rule, by=None)
        follow_all()
    _token, secret = accounts.create_token(manager, name="test")
    client = Client(headers={"authorization": f"Bearer {secret}"})
    with on("2026-04-02"):
        customers.change(customer_id=ichiro.pk, by=None, gender="female")
        follow_all()
    base = "/api/v1/segments"
    people = client.get(f"{base}/saved/women/history?limit=1").json()["people"]
    assert [(each["customer"], each["entered_on"]) for each in people] == [(ichiro.pk, "2026-04-02")]
    assert client.get(f"{base}/saved/women/versions").json()["versions"][0]["number"] == 1
    assert client.get(f"{base}/saved/women/growth").json()["points"][-1]["joined"] == 1
    asked = client.post(f"{base}/overlap", {"segments": ["women", "mail"]}, content_type="application/json")
    assert {r["key"]: r["count"] for r in asked.json()["regions"]} == {"11": 3, "10": 0, "01": 1}
    assert len(client.get(f"{base}/templates").json()["templates"]) >= 20
    assert client.get(f"{base}/saved/women/history?limit=0").status_code in (400, 422)
