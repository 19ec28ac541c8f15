"""What a webhook body says, as plain values. Anything may be missing or of another type: LINE adds kinds of events.

Source: webhook.yml of the published OpenAPI.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_EVENTS: Final = 1000
_LONGEST_EVENT_ID: Final = 80
_LONGEST_USER_ID: Final = 64


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One event. `user_id` only for one-to-one chats; `at` None when LINE gave no usable time."""

    event_id: str
    type: str
    at: datetime | None
    is_redelivery: bool
    payload: dict[str, Any]


def events_of(body: bytes) -> list[Incoming]:
    """The events of a body. Raises ValueError for what is no webhook body at all."""
    try:
        said = json.loads(body)
    except RecursionError as problem:
        raise ValueError("nested too deep") from problem
    if not isinstance(said, dict):
        raise ValueError("not an object")
    events = said.get("events", [])
    if not isinstance(events, list) or len(events) > _MOST_EVENTS:
        raise ValueError("no list of events")
    return [_event(one) for one in events if isinstance(one, dict)]


def _event(payload: dict[str, Any]) -> Incoming:
    return Incoming(
        event_id=_event_id(payload),
        type=text_of(payload, "type")[:40],
        at=_moment(payload.get("timestamp")),
        is_redelivery=part_of(payload, "deliveryContext").get("isRedelivery") is True,
        payload=_storable(payload),
    )


def _event_id(payload: dict[str, Any]) -> str:
    """LINE's id of the event; without one, a digest of what it says, so that a repetition is still told."""
    given = text_of(payload, "webhookEventId")
    if given and len(given) <= _LONGEST_EVENT_ID:
        return given
    told = {key: value for key, value in payload.items() if key not in ("deliveryContext", "webhookEventId")}
    digest = sha256(json.dumps(told, sort_keys=True).encode("utf-8", "replace")).hexdigest()
    return f"sha256:{digest}"


def _moment(milliseconds: object) -> datetime | None:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int):
        return None
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def _storable(value: Any) -> Any:
    """The same without what PostgreSQL's JSON cannot hold: NUL and lone surrogates."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(one) for key, one in value.items()}
    return value


def text_of(payload: dict[str, Any], key: str) -> str:
    """The text under the key; "" for anything else."""
    value = payload.get(key)
    return value if isinstance(value, str) else ""


def part_of(payload: dict[str, Any], key: str) -> dict[str, Any]:
    """The object under the key; an empty one for anything else."""
    value = payload.get(key)
    return value if isinstance(value, dict) else {}


def user_of(payload: dict[str, Any]) -> str:
    """The id of the person of a one-to-one chat; "" for groups, rooms and what is unknown."""
    source = part_of(payload, "source")
    user = text_of(source, "userId")
    return user if source.get("type") == "user" and len(user) <= _LONGEST_USER_ID else ""
