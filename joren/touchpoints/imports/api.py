"""Imports for programs: bring a file, match its columns, try, start, ask how far it is, undo."""

import datetime as dt
from typing import IO, Any, cast

from django.http import FileResponse, HttpRequest
from ninja import Field, File, Form, Router, Schema, UploadedFile

from joren.foundation.accounts.permissions import demand
from joren.record.customers.api import Problem

from . import actions, queries
from .planning import plan_undo

router = Router()
_ANSWERS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class ImportOut(Schema):
    """An import in a list. `counts` always tells rows, new, changed, unchanged and rejected."""

    id: int
    kind: str = Field(examples=["customers"])
    state: str = Field(examples=["done"], description="uploaded, queued, running, done, failed, undoing, undone")
    file: str
    source: str
    drop: str = Field("", description="shared by files that were brought together")
    preset: str = Field("", examples=["smaregi-members"], description="the known layout; none: switched off")
    by: str | None = Field(None, description="e-mail address of whoever brought it")
    created_at: dt.datetime
    finished_at: dt.datetime | None = None
    file_kept: bool = True
    counts: dict[str, int] = Field(examples=[{"rows": 120, "new": 100, "changed": 12, "unchanged": 7, "rejected": 1}])


class Match(Schema):
    """How sure it is that a column is its field."""

    sure: str = Field(examples=["sure"], description="sure, likely or guess")
    why: str = Field(examples=["name"], description="name, contents, remembered, preset or chosen")


class ImportDetail(ImportOut):
    """An import with how its file was read, what was matched, warnings and the first rejected rows."""

    encoding: str
    delimiter: str
    sheet: str
    header_row: int
    header: list[str]
    columns: dict[str, str] = Field(description="field: column")
    matches: dict[str, Match] = Field(description="column: how sure", default_factory=dict)
    defaults: dict[str, str]
    policies: dict[str, str] = Field(default_factory=dict, examples=[{"email": "fill"}])
    clears: list[str] = Field(default_factory=list)
    rows_per_second: int | None = None
    seconds_left: int | None = None
    left_by_undo: dict[str, int] = Field(default_factory=dict, description="what an undo left as it was, by table")
    rows_total: int | None = None
    rows_done: int
    warnings: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    error: dict[str, Any] | None = None
    undone_at: dt.datetime | None = None


class Tried(Schema):
    """What would happen with the first `rows_total` rows; `whole`: these are all."""

    rows_total: int
    whole: bool
    counts: dict[str, int]
    warnings: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    changes: list[dict[str, Any]] = Field(
        description="the first ten known records that would change",
        examples=[[{"row": 2, "subject": 17, "label": "山田 太郎", "changes": {"email": ["", "taro@example.com"]}}]],
    )


class UndoPlanOut(Schema):
    """What stands in the way of an undo, and who would stay as they are if it is done all the same."""

    plan: str = Field(examples=["3f0c9a1b2c3d4e5f"], description="names exactly those who stay; empty: nobody does")
    free: bool
    obstacles: list[dict[str, Any]]
    kept: dict[str, list[int]] = Field(examples=[{"customers_customer": [17, 21]}])
    deletes: dict[str, int]
    restores: dict[str, int]


class ColumnsIn(Schema):
    """Which column is which field; fields left out are not taken. `custom`: columns that become custom fields."""

    columns: dict[str, str] | None = Field(None, examples=[{"external_id": "顧客ID", "name": "氏名"}])
    defaults: dict[str, str] | None = None
    source: str | None = None
    custom: list[str] = Field(default_factory=list)
    create_customers: bool | None = None
    policies: dict[str, str] | None = Field(
        None, examples=[{"email": "fill", "note": "keep"}], description="field: overwrite, keep, fill or newest; *: all"
    )
    clears: list[str] | None = Field(None, description="fields whose empty cell clears the known value; *: all")
    preset: str | None = Field(None, description="a known layout, or none")
    custom_types: dict[str, str] | None = Field(
        None,
        examples=[{"custom.rank": "choice"}],
        description="fields to be made to their type: text, number, date, boolean or choice",
    )
    new_choices: list[str] | None = Field(
        None, examples=[["custom.rank"]], description="custom fields to whose choices unknown words are added"
    )


@router.get("/", response={200: list[ImportOut], **_ANSWERS}, summary="Imports, newest first")
def list_imports(request: HttpRequest, limit: int = 50) -> list[dict[str, Any]]:
    """At most 500."""
    demand(request.user, "imports.view")
    return [queries.summary(record) for record in queries.all_imports()[: max(1, min(limit, 500))]]


@router.post("/", response={201: ImportDetail, **_ANSWERS}, summary="Bring a file")
def bring(
    request: HttpRequest,
    file: File[UploadedFile],
    kind: Form[str] = "",
    source: Form[str] = "",
    encoding: Form[str] = "",
    delimiter: Form[str] = "",
    sheet: Form[str] = "",
    preset: Form[str] = "",
    leave_out_undecodable: Form[bool] = False,
) -> tuple[int, dict[str, Any]]:
    """Keep and understand a file; nothing of it is taken in before it is started.

    `leave_out_undecodable`: of a file that mixes encodings, reject the rows that cannot be read instead of all of it.
    """
    staff = demand(request.user, "imports.run")
    wishes = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet}
    told = {"leave_out_undecodable": True} if leave_out_undecodable else {}
    record = actions.bring(
        cast(IO[bytes], file.file),
        file_name=file.name or "",
        by=staff,
        kind=kind,
        source=source,
        wishes={key: value for key, value in wishes.items() if value} | told,
        options={"preset": preset} if preset else None,
    )
    return 201, queries.told(record)


@router.get("/{int:pk}", response={200: ImportDetail, **_ANSWERS}, summary="How an import stands")
def read(request: HttpRequest, pk: int) -> dict[str, Any]:
    """State, progress (rows_done of rows_total), counts, warnings, first rejected rows."""
    demand(request.user, "imports.view")
    return queries.told(queries.get(pk))


@router.put("/{int:pk}/columns", response={200: ImportDetail, **_ANSWERS}, summary="Match the columns")
def columns(request: HttpRequest, pk: int, body: ColumnsIn) -> dict[str, Any]:
    """Say which column is which field."""
    staff = demand(request.user, "imports.run")
    record = queries.get(pk)
    if body.preset is not None:
        record = actions.change_preset(record=record, preset=body.preset, by=staff)
    said = {"create_customers": body.create_customers, "policies": body.policies, "clears": body.clears}
    said |= {"custom_types": body.custom_types, "new_choices": body.new_choices}
    options = record.options | {key: value for key, value in said.items() if value is not None}
    record = actions.change_columns(
        record=record,
        columns=record.columns if body.columns is None else body.columns,
        defaults=body.defaults,
        source=body.source,
        options=options,
        custom=body.custom,
        by=staff,
    )
    return queries.told(record)


@router.post("/{int:pk}/preview", response={200: Tried, **_ANSWERS}, summary="Try a file")
def try_out(request: HttpRequest, pk: int, whole: bool = False) -> dict[str, Any]:
    """What would happen, without a trace: the first 2,000 rows, or with `whole` all of them."""
    demand(request.user, "imports.run")
    rows = None if whole else actions.TRY_ROWS
    return queries.told_of_try(actions.try_out(record=queries.get(pk), rows=rows))


@router.post("/{int:pk}/start", response={202: ImportDetail, **_ANSWERS}, summary="Take the file in")
def start(request: HttpRequest, pk: int) -> tuple[int, dict[str, Any]]:
    """Leave it to the worker; ask how it stands until it is done."""
    staff = demand(request.user, "imports.run")
    return 202, queries.told(actions.start(record=queries.get(pk), by=staff))


@router.post("/{int:pk}/pause", response={202: ImportDetail, **_ANSWERS}, summary="Pause a run")
def pause(request: HttpRequest, pk: int) -> tuple[int, dict[str, Any]]:
    """It stops behind the rows it is at; `start` goes on from there."""
    staff = demand(request.user, "imports.run")
    return 202, queries.told(actions.pause(record=queries.get(pk), by=staff))


@router.post("/{int:pk}/original", summary="The file as it was brought", response={200: None, **_ANSWERS})
def original(request: HttpRequest, pk: int) -> FileResponse:
    """Kept as long as the business says; noted in the audit trail."""
    staff = demand(request.user, "imports.download")
    record = queries.get(pk)
    return FileResponse(
        actions.hand_out(record=record, by=staff).open("rb"), as_attachment=True, filename=record.file_name
    )


@router.get("/{int:pk}/rejects", summary="Rejected rows as CSV", response={200: None, **_ANSWERS})
def rejects(request: HttpRequest, pk: int) -> FileResponse:
    """The rejected rows with their reasons."""
    demand(request.user, "imports.view")
    path = queries.rejects_path(queries.get(pk))
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"rejects-{pk}.csv", content_type="text/csv")


@router.get("/{int:pk}/undo", response={200: UndoPlanOut, **_ANSWERS}, summary="What an undo would meet")
def plan(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What stands in the way and who would stay; nothing is written."""
    demand(request.user, "imports.undo")
    return plan_undo(queries.get(pk)).told()


@router.post("/{int:pk}/undo", response={202: ImportDetail, **_ANSWERS}, summary="Undo an import")
def undo(request: HttpRequest, pk: int, leave: str = "") -> tuple[int, dict[str, Any]]:
    """Leave the undoing to the worker. 409 names what stands in the way; with `leave=<plan>` these stay as they are."""
    staff = demand(request.user, "imports.undo")
    return 202, queries.told(actions.start_undo(record=queries.get(pk), by=staff, leave=leave))


@router.delete("/{int:pk}", response={204: None, **_ANSWERS}, summary="Throw a file away")
def discard(request: HttpRequest, pk: int) -> tuple[int, None]:
    """Only a file of which nothing was taken in."""
    staff = demand(request.user, "imports.run")
    actions.discard(record=queries.get(pk), by=staff)
    return 204, None
