"""Lists: filters, order, columns, counting and bulk selection."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.test import RequestFactory

from joren.foundation.jobs.models import Job
from joren.foundation.ui.errors import NothingSelected, SelectionUnreadable
from joren.foundation.ui.tables import Column, PlainTable, Table
from joren.foundation.ui.tables import table as table_module
from joren.foundation.ui.tables.table import CHOSEN_COLUMNS

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 4, 1, tzinfo=UTC)


class JobFilters(forms.Form):
    kind = forms.CharField(required=False)
    least = forms.IntegerField(required=False)


class JobTable(Table):
    key = "jobs_for_test"
    columns = (
        Column(key="subject", label="Subject", sort="subject", primary=True, link=lambda job: f"/jobs/{job.pk}/"),
        Column(key="total", label="Total", value="total_units", sort="total_units", type="money"),
        Column(key="staff", label="Staff", value="staff.email"),
        Column(key="kind", label="Kind", is_optional=True),
    )
    default_sort = "subject"
    page_size = 10
    filter_form = JobFilters

    def narrow(self, rows, values):
        if values["kind"]:
            rows = rows.filter(kind=values["kind"])
        return rows if values["least"] is None else rows.filter(total_units__gte=values["least"])


def make_jobs(count: int, kind: str = "a") -> None:
    Job.objects.bulk_create(Job(kind=kind, subject=f"{kind}{n:04}", total_units=n, due_at=DAY) for n in range(count))


def get(path: str = "/", session: Any = None) -> Any:
    request: Any = RequestFactory().get(path)
    request.session, request.user = session or {}, None
    return request


def post(data: Any) -> Any:
    request: Any = RequestFactory().post("/", data)
    request.session, request.user = {}, None
    return request


def subjects(table: Table) -> list[str]:
    return [row.object.subject for row in table.rows]


def test_sorted_by_the_address_and_otherwise_by_default():
    make_jobs(3)
    assert subjects(JobTable(get(), Job.objects.all())) == ["a0000", "a0001", "a0002"]
    assert subjects(JobTable(get("/?sort=-total"), Job.objects.all())) == ["a0002", "a0001", "a0000"]
    for unsortable in ("staff", "nonsense", "-", "pk; drop table"):
        request = get(f"/?sort={unsortable}")
        assert subjects(JobTable(request, Job.objects.all())) == ["a0000", "a0001", "a0002"]


def test_walking_by_its_own_addresses_shows_each_row_once():
    make_jobs(25)
    seen, address = [], "/?sort=-total&kind=a"
    while address:
        table = JobTable(get(address), Job.objects.all())
        seen += subjects(table)
        address = f"/{table.after_url}" if table.after_url else ""
    assert seen == [f"a{n:04}" for n in reversed(range(25))]


def test_a_spoilt_place_leads_to_the_first_page():
    make_jobs(12)
    table = JobTable(get("/?after=spoilt"), Job.objects.all())
    assert subjects(table)[0] == "a0000"
    assert table.before_url == ""


def test_a_filter_that_cannot_be_read_shows_nothing_and_says_so():
    make_jobs(3)
    table = JobTable(get("/?least=many"), Job.objects.all())
    assert table.rows == []
    assert table.form is not None
    assert table.form.errors["least"]


def test_the_number_of_queries_does_not_grow_with_the_rows(django_assert_num_queries):
    make_jobs(5)
    with django_assert_num_queries(3):  # the page, the count, the business's currency
        few = JobTable(get(), Job.objects.select_related("staff"))
        assert (len(few.rows), few.count) == (5, 5)
    make_jobs(300, "b")
    with django_assert_num_queries(3):
        many = JobTable(get(), Job.objects.select_related("staff"))
        assert (len(many.rows), many.count) == (10, 305)


def test_big_lists_are_counted_no_further_than_needed(monkeypatch):
    monkeypatch.setattr(table_module, "COUNTED_UP_TO", 20)
    make_jobs(20)
    exact = JobTable(get(), Job.objects.all())
    assert (exact.counted, exact.is_more_than_counted) == (20, False)
    make_jobs(5, "b")
    more = JobTable(get(), Job.objects.all())
    assert (more.counted, more.is_more_than_counted) == (20, True)


def test_the_chosen_columns_are_shown_and_the_name_always_is():
    def shown(session: Any) -> list[str]:
        return [column.key for column in JobTable(get(session=session), Job.objects.all()).shown]

    assert shown({}) == ["subject", "total", "staff"]
    assert shown({CHOSEN_COLUMNS: {"jobs_for_test": ["kind", "gone"]}}) == ["subject", "kind"]
    assert shown({CHOSEN_COLUMNS: {"another": ["kind"]}}) == ["subject", "total", "staff"]


def test_cells_are_written_by_type_and_missing_values_are_dashes():
    make_jobs(2)
    Job.objects.create(kind="a", subject="<b>", due_at=DAY)
    rows = JobTable(get("/?sort=-subject"), Job.objects.all()).rows
    assert [str(html) for _, html, _ in rows[0].cells][1] == "¥1"
    tagged = rows[-1].cells
    assert "&lt;b&gt;</a>" in tagged[0][1]
    assert tagged[1][2] is True
    assert "–" in tagged[2][1]


# --- bulk selection


def test_ticked_rows_are_selected_only_inside_what_the_person_may_see():
    make_jobs(5)
    hidden = Job.objects.get(subject="a0004")
    ids = [job.pk for job in Job.objects.filter(subject__in=["a0001", "a0004"])]
    selection = JobTable(post({"ids": ids}), Job.objects.exclude(pk=hidden.pk)).selection()
    assert [job.subject for job in selection.rows] == ["a0001"]
    assert selection.is_everything is False


def test_everything_is_what_the_filters_say_on_all_pages_and_not_the_ticked_rows():
    make_jobs(25)
    make_jobs(7, "b")
    ticked = Job.objects.get(subject="b0000").pk
    posted = {"everything": "1", "query": "kind=a&least=5&sort=-total&after=x", "ids": [ticked]}
    selection = JobTable(post(posted), Job.objects.exclude(subject="a0024")).selection()
    assert selection.count == 19
    assert set(selection.rows.values_list("kind", flat=True)) == {"a"}


def test_the_hidden_fields_carry_the_same_selection_on():
    make_jobs(25)
    for posted in ({"everything": "1", "query": "least=5"}, {"ids": [Job.objects.get(subject="a0003").pk]}):
        selection = JobTable(post(posted), Job.objects.all()).selection()
        carried = QueryDict(mutable=True)
        for name, value in selection.hidden:
            carried.appendlist(name, value)
        again = JobTable(post(dict(carried.lists())), Job.objects.all()).selection()
        assert list(again.rows.order_by("pk")) == list(selection.rows.order_by("pk"))


@pytest.mark.parametrize("posted", [{}, {"ids": []}, {"query": "kind=a"}, {"ids": ["99999999"]}])
def test_nothing_picked_is_refused(posted):
    make_jobs(3)
    with pytest.raises(NothingSelected):
        JobTable(post(posted), Job.objects.all()).selection()


@pytest.mark.parametrize(
    "posted",
    [{"everything": "1", "query": "least=many"}, {"everything": "1"}, {"ids": ["x"]}, {"ids": ["1", "' or 1=1"]}],
)
def test_a_selection_never_grows_because_something_cannot_be_read(posted):
    make_jobs(3)
    with pytest.raises(SelectionUnreadable):
        JobTable(post(posted), Job.objects.all()).selection()


# --- rows that are already there


def test_a_plain_table_takes_dicts():
    columns = (Column(key="name", label="Name"), Column(key="sum", label="Sum", type="money"))
    table = PlainTable(columns, [{"name": "髙橋", "sum": Decimal(1200)}, {"name": "<i>", "sum": None}], currency="JPY")
    cells = [[html for _, html in row] for row in table.rows]
    assert cells[0] == ["髙橋", "¥1,200"]
    assert cells[1][0] == "&lt;i&gt;"
    assert "–" in cells[1][1]
