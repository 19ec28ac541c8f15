"""Pages put together are the whole list, in order, each row once: with ties, without values, forwards and backwards."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joren.foundation.jobs.models import Job
from joren.foundation.ui.tables import Cursor, Order, read_slice

DAY = datetime(2026, 4, 1, tzinfo=UTC)
SCOPE = "jobs:total"
orders = st.builds(Order, st.sampled_from(["total_units", "message", "attempts", "due_at"]), st.booleans())
few = st.one_of(st.none(), st.integers(0, 3))


def make_jobs(totals: list[int | None]) -> None:
    Job.objects.all().delete()
    Job.objects.bulk_create(
        Job(
            kind="test",
            subject=str(n),
            total_units=total,
            message="" if total is None else f"あ{total}",
            attempts=n % 2,
            due_at=DAY + timedelta(hours=total or 0),
        )
        for n, total in enumerate(totals)
    )


def whole(order: Order) -> list[int]:
    path = F(order.path)
    by_value = path.desc(nulls_last=True) if order.is_descending else path.asc(nulls_last=True)
    return list(Job.objects.order_by(by_value, "-pk" if order.is_descending else "pk").values_list("pk", flat=True))


def through_address(cursor: Cursor) -> Cursor:
    read = Cursor.read(cursor.write(SCOPE), SCOPE)
    assert read == cursor
    return read


def walk(order: Order, size: int) -> list[list[int]]:
    pages, cursor = [], None
    while True:
        page = read_slice(Job.objects.all(), order, size=size, cursor=cursor)
        pages.append([job.pk for job in page.rows])
        if page.after is None:
            return pages
        cursor = through_address(page.after)


def walk_back(order: Order, size: int, start: Cursor) -> list[list[int]]:
    pages: list[list[int]] = []
    cursor: Cursor | None = start
    while cursor is not None:
        page = read_slice(Job.objects.all(), order, size=size, cursor=through_address(cursor))
        pages.insert(0, [job.pk for job in page.rows])
        cursor = page.before
    return pages


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(totals=st.lists(few, max_size=14), order=orders, size=st.integers(1, 5))
def test_pages_put_together_are_the_whole_list(totals, order, size):
    make_jobs(totals)
    pages = walk(order, size)
    assert [row for page in pages for row in page] == whole(order)
    assert all(len(page) == size for page in pages[:-1])
    assert len(pages) == 1 or pages[-1]


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(totals=st.lists(few, min_size=2, max_size=14), order=orders, size=st.integers(1, 5))
def test_walking_back_from_the_last_row_is_the_same_list(totals, order, size):
    make_jobs(totals)
    rows = whole(order)
    last = read_slice(Job.objects.filter(pk=rows[-1]), order, size=1).rows[0]
    start = Cursor(last.table_sort_value, last.pk, is_backwards=True)
    assert [row for page in walk_back(order, size, start) for row in page] == rows[:-1]


@pytest.mark.django_db
def test_a_page_is_one_query_and_reads_by_the_index(django_assert_num_queries):
    make_jobs([1, 1, 2, 3])
    cursor = read_slice(Job.objects.all(), Order("due_at"), size=2).after
    assert cursor is not None
    with django_assert_num_queries(1) as queries:
        page = read_slice(Job.objects.all(), Order("due_at"), size=2, cursor=cursor)
    assert len(page.rows) == 2
    assert "OFFSET" not in queries[0]["sql"]
    assert '"due_at" >=' in queries[0]["sql"]


@pytest.mark.parametrize("text", ["", "x", "eyJ4IjoxfQ:abc", "日本"])
def test_a_cursor_that_was_not_given_out_is_none(text):
    assert Cursor.read(text, SCOPE) is None


def test_a_cursor_of_another_list_is_none():
    assert Cursor.read(Cursor(1, 2).write("customers:name"), SCOPE) is None


@pytest.mark.django_db
def test_rows_added_before_the_place_do_not_shift_the_next_page():
    make_jobs([1, 2, 3, 4])
    order = Order("total_units")
    first = read_slice(Job.objects.all(), order, size=2)
    Job.objects.create(kind="test", subject="new", total_units=0, due_at=DAY)
    assert [job.total_units for job in _next(first, order)] == [3, 4]


def _next(page, order: Order):
    return read_slice(Job.objects.all(), order, size=2, cursor=page.after).rows
