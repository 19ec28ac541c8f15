"""Exports for programs: what there is, ask for a file, ask how far it is, take it."""

import datetime as dt
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import Field, Router, Schema

from joren.foundation.accounts.permissions import demand
from joren.record.customers.api import Problem

from . import actions, queries
from .kinds import columns_of, offered_to

router = Router()
_ANSWERS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 410: Problem, 422: Problem}


class ColumnOut(Schema):
    """A column of an export."""

    key: str = Field(examples=["family_name"])
    label: str
    type: str = Field(examples=["text"])


class KindOut(Schema):
    """Something the holder of the token may take away. `personal`: it tells of people."""

    key: str = Field(examples=["customers"])
    label: str
    description: str
    personal: bool
    columns: list[ColumnOut]


class ExportIn(Schema):
    """What to write. Without columns: all usual ones. `filters`: for customers q, shop, tag, consent."""

    what: str = Field(examples=["customers"])
    reason: str = Field(examples=["Addresses for the New Year cards"])
    columns: list[str] = Field(default_factory=list)
    format: str = "csv"
    encoding: str = ""
    filters: dict[str, str] = Field(default_factory=dict)


class ExportOut(Schema):
    """A file: what became of it, who asked and what for. `losses` tells what it does not hold as it was."""

    id: int
    what: str
    columns: list[str]
    format: str
    encoding: str
    filters: dict[str, str]
    reason: str
    state: str = Field(examples=["done"], description="queued, running, done, failed")
    rows: int
    rows_total: int | None = None
    file: str
    size: int
    sha256: str
    losses: dict[str, Any]
    downloads: int
    by: str | None = None
    created_at: dt.datetime
    finished_at: dt.datetime | None = None
    kept_until: dt.datetime | None = None
    error: dict[str, Any] | None = None


@router.get("/kinds", response={200: list[KindOut], **_ANSWERS}, summary="What can be exported")
def kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """Only what the role allows."""
    staff = demand(request.user, "exports.run")
    return [
        {
            "key": export.key,
            "label": str(export.label),
            "description": str(export.description),
            "personal": export.personal,
            "columns": [
                {"key": column.key, "label": str(column.label), "type": column.type}
                for column in columns_of(export.key)
            ],
        }
        for export in offered_to(staff)
    ]


@router.get("/", response={200: list[ExportOut], **_ANSWERS}, summary="Exports, newest first")
def list_exports(request: HttpRequest, limit: int = 50) -> list[dict[str, Any]]:
    """At most 500; one's own for those who may not see the others'."""
    staff = demand(request.user, "exports.run")
    return [queries.told(run) for run in queries.visible_to(staff)[: max(1, min(limit, 500))]]


@router.post("/", response={202: ExportOut, **_ANSWERS}, summary="Ask for a file")
def ask(request: HttpRequest, body: ExportIn) -> tuple[int, dict[str, Any]]:
    """Leave it to the worker; ask how it stands until it is done. `what` may be ``everything``."""
    staff = demand(request.user, "exports.run")
    run = actions.ask(**body.dict(), by=staff, surface="api")
    actions.start(run=run, by=staff)
    return 202, queries.told(run)


@router.get("/{int:pk}", response={200: ExportOut, **_ANSWERS}, summary="How an export stands")
def read(request: HttpRequest, pk: int) -> dict[str, Any]:
    """State, progress (rows of rows_total) and what was replaced."""
    return queries.told(queries.get(pk, demand(request.user, "exports.run")))


@router.post("/{int:pk}/download", summary="Take the file", response={200: None, **_ANSWERS})
def download(request: HttpRequest, pk: int) -> FileResponse:
    """Each time is kept in the audit trail."""
    staff = demand(request.user, "exports.run")
    run = queries.get(pk, staff)
    return FileResponse(actions.download(run=run, by=staff).open("rb"), as_attachment=True, filename=run.file_name)
