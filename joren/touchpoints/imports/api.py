"""Imports for programs: bring a file, match its columns, try, start, ask how far it is, undo."""

import datetime as dt
from typing import IO, Any, cast

from django.http import FileResponse, HttpRequest
from ninja import Field, File, Form, Router, Schema, UploadedFile

from joren.foundation.accounts.permissions import demand
from joren.record.customers.api import Problem

from . import actions, queries

router = Router()
_ANSWERS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class ImportOut(Schema):
    """An import in a list. `counts` always tells rows, new, changed, unchanged and rejected."""

    id: int
    kind: str = Field(examples=["customers"])
    state: str = Field(examples=["done"], description="uploaded, queued, running, done, failed, undoing, undone")
    file: str
    source: str
    created_at: dt.datetime
    finished_at: dt.datetime | None = None
    counts: dict[str, int]


class ImportDetail(ImportOut):
    """An import with how its file was read, what was matched, warnings and the first rejected rows."""

    encoding: str
    delimiter: str
    sheet: str
    header_row: int
    header: list[str]
    columns: dict[str, str] = Field(description="field: column")
    defaults: dict[str, str]
    rows_total: int | None = None
    rows_done: int
    warnings: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    error: dict[str, Any] | None = None
    undone_at: dt.datetime | None = None


class Tried(Schema):
    """What would happen with the first `rows` rows; `whole`: these are all."""

    rows: int
    whole: bool
    counts: dict[str, int]
    warnings: dict[str, Any]
    rejects: list[dict[str, Any]]


class ColumnsIn(Schema):
    """Which column is which field; fields left out are not taken. `custom`: columns that become custom fields."""

    columns: dict[str, str] = Field(examples=[{"external_id": "顧客ID", "name": "氏名"}])
    defaults: dict[str, str] | None = None
    source: str | None = None
    custom: list[str] = Field(default_factory=list)
    create_customers: bool | None = None


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
) -> tuple[int, dict[str, Any]]:
    """Keep and understand a file; nothing of it is taken in before it is started."""
    staff = demand(request.user, "imports.run")
    wishes = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet}
    record = actions.bring(
        cast(IO[bytes], file.file),
        file_name=file.name or "",
        by=staff,
        kind=kind,
        source=source,
        wishes={key: value for key, value in wishes.items() if value},
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
    options = record.options | ({} if body.create_customers is None else {"create_customers": body.create_customers})
    record = actions.change_columns(
        record=record,
        columns=body.columns,
        defaults=body.defaults,
        source=body.source,
        options=options,
        custom=body.custom,
        by=staff,
    )
    return queries.told(record)


@router.post("/{int:pk}/preview", response={200: Tried, **_ANSWERS}, summary="Try the first rows")
def try_out(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What would happen, without a trace."""
    demand(request.user, "imports.run")
    return actions.try_out(record=queries.get(pk))


@router.post("/{int:pk}/start", response={202: ImportDetail, **_ANSWERS}, summary="Take the file in")
def start(request: HttpRequest, pk: int) -> tuple[int, dict[str, Any]]:
    """Leave it to the worker; ask how it stands until it is done."""
    staff = demand(request.user, "imports.run")
    return 202, queries.told(actions.start(record=queries.get(pk), by=staff))


@router.get("/{int:pk}/rejects", summary="Rejected rows as CSV", response={200: None, **_ANSWERS})
def rejects(request: HttpRequest, pk: int) -> FileResponse:
    """The rejected rows with their reasons."""
    demand(request.user, "imports.view")
    path = queries.rejects_path(queries.get(pk))
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"rejects-{pk}.csv", content_type="text/csv")


@router.post("/{int:pk}/undo", response={202: ImportDetail, **_ANSWERS}, summary="Undo an import")
def undo(request: HttpRequest, pk: int) -> tuple[int, dict[str, Any]]:
    """Leave the undoing to the worker. 409 names what stands in the way."""
    staff = demand(request.user, "imports.undo")
    return 202, queries.told(actions.start_undo(record=queries.get(pk), by=staff))


@router.delete("/{int:pk}", response={204: None, **_ANSWERS}, summary="Throw a file away")
def discard(request: HttpRequest, pk: int) -> tuple[int, None]:
    """Only a file of which nothing was taken in."""
    staff = demand(request.user, "imports.run")
    actions.discard(record=queries.get(pk), by=staff)
    return 204, None
