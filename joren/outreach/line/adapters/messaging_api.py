"""A thin client of LINE's Messaging API: the requests Joren makes, one method each, and what the answer means.

Written against the published OpenAPI (messaging-api.yml). One client has one kept connection pool; it is safe to use
from one thread. The two addresses can be set to a server on loopback.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

if TYPE_CHECKING:
    import httpx

# Its lines hold people's LINE ids, which are nobody's business in a log.
logging.getLogger("httpx").setLevel(logging.WARNING)

ACCEPTED_BEFORE: Final = "x-line-accepted-request-id"
_LONGEST_PICTURE: Final = 10 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back. `status` 0: nothing, after the request had begun; -1: no connection, so nothing was asked.

    `text` is LINE's own words or the reason why nothing came.
    """

    status: int
    text: str = ""
    request_id: str = ""
    accepted_before: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    data: bytes = b""
    content_type: str = ""

    @property
    def is_ok(self) -> bool:
        """LINE did what it was asked to."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_known(self) -> bool:
        """LINE had done it before, under the same retry key."""
        return self.status == HTTPStatus.CONFLICT

    @property
    def is_silent(self) -> bool:
        """LINE may have done it or not: no answer, or a fault of its own."""
        return self.status == 0 or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR

    @property
    def is_busy(self) -> bool:
        """LINE did nothing: no connection, or too much at once."""
        return self.status in (-1, HTTPStatus.TOO_MANY_REQUESTS)

    @property
    def is_refused(self) -> bool:
        """LINE will not do it, however often it is asked."""
        return HTTPStatus.BAD_REQUEST <= self.status < HTTPStatus.INTERNAL_SERVER_ERROR and not self.is_busy

    @property
    def said(self) -> str:
        """Status and words as one line, for people."""
        return f"{self.status if self.status > 0 else ''} {self.text}".strip()


class MessagingApi:
    """The API with one channel's access token."""

    def __init__(self, token: str, *, api_url: str, data_url: str, timeout: float) -> None:
        self._token = token
        self._api = api_url.rstrip("/")
        self._data = data_url.rstrip("/")
        self._timeout = timeout
        self._client: httpx.Client | None = None

    def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            self._client.close()

    # --- messages ---------------------------------------------------------------------------------------------------

    def push(self, to: str, messages: Sequence[Mapping[str, Any]], *, retry_key: str) -> Answer:
        """Send to one person. Under one retry key LINE shows it once, however often it is asked."""
        return self._post("/v2/bot/message/push", {"to": to, "messages": list(messages)}, retry_key=retry_key)

    def reply(self, reply_token: str, messages: Sequence[Mapping[str, Any]]) -> Answer:
        """Answer within a minute, free of charge. A token works once."""
        return self._post("/v2/bot/message/reply", {"replyToken": reply_token, "messages": list(messages)})

    # --- the account ------------------------------------------------------------------------------------------------

    def info(self) -> Answer:
        """Who the account is."""
        return self._ask("GET", "/v2/bot/info")

    def quota(self) -> Answer:
        """The most messages this month."""
        return self._ask("GET", "/v2/bot/message/quota")

    def consumption(self) -> Answer:
        """How many went this month."""
        return self._ask("GET", "/v2/bot/message/quota/consumption")

    # --- people -----------------------------------------------------------------------------------------------------

    def profile(self, user_id: str) -> Answer:
        """A friend's display name."""
        return self._ask("GET", f"/v2/bot/profile/{_part(user_id)}")

    def link_token(self, user_id: str) -> Answer:
        """A token for linking that person's account (10 minutes, once)."""
        return self._ask("POST", f"/v2/bot/user/{_part(user_id)}/linkToken")

    def content(self, message_id: str) -> Answer:
        """The picture of a message somebody sent; at most 10 MB."""
        return self._ask("GET", f"/v2/bot/message/{_part(message_id)}/content", blob=True)

    # --- rich menus -------------------------------------------------------------------------------------------------

    def create_menu(self, menu: Mapping[str, Any]) -> Answer:
        """Make a menu; the answer has its id."""
        return self._post("/v2/bot/richmenu", menu)

    def upload_menu_image(self, menu_id: str, image: bytes, content_type: str) -> Answer:
        """Put the picture onto a menu; it cannot be changed afterwards."""
        path = f"/v2/bot/richmenu/{_part(menu_id)}/content"
        return self._ask("POST", path, blob=True, content=image, headers={"Content-Type": content_type})

    def delete_menu(self, menu_id: str) -> Answer:
        """Take a menu away, from everybody who has it."""
        return self._ask("DELETE", f"/v2/bot/richmenu/{_part(menu_id)}")

    def set_default_menu(self, menu_id: str) -> Answer:
        """Show it to everybody without a menu of their own."""
        return self._ask("POST", f"/v2/bot/user/all/richmenu/{_part(menu_id)}")

    def link_menu(self, menu_id: str, user_ids: Sequence[str]) -> Answer:
        """Show it to these (at most 500)."""
        return self._post("/v2/bot/richmenu/bulk/link", {"richMenuId": menu_id, "userIds": list(user_ids)})

    def unlink_menu(self, user_ids: Sequence[str]) -> Answer:
        """Show these (at most 500) the default one again."""
        return self._post("/v2/bot/richmenu/bulk/unlink", {"userIds": list(user_ids)})

    # --- how --------------------------------------------------------------------------------------------------------

    def _post(self, path: str, body: Mapping[str, Any], *, retry_key: str = "") -> Answer:
        headers = {"X-Line-Retry-Key": retry_key} if retry_key else {}
        return self._ask("POST", path, json=body, headers=headers)

    def _ask(self, method: str, path: str, *, blob: bool = False, **options: Any) -> Answer:
        import httpx

        client = self._connected()
        try:
            response = client.request(method, (self._data if blob else self._api) + path, **options)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as problem:
            return Answer(status=-1, text=f"{type(problem).__name__}: {problem}")
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            return Answer(status=0, text=f"{type(problem).__name__}: {problem}")
        return _answer(response)

    def _connected(self) -> "httpx.Client":
        import httpx

        if self._client is None:
            self._client = httpx.Client(
                timeout=self._timeout, headers={"Authorization": f"Bearer {self._token}"}, trust_env=False
            )
        return self._client


def _part(text: str) -> str:
    return quote(text, safe="")


def _answer(response: "httpx.Response") -> Answer:
    kind = response.headers.get("content-type", "")
    body = _json(response) if "json" in kind else {}
    return Answer(
        status=response.status_code,
        text=_words(body) if body else ("" if response.is_success else response.reason_phrase),
        request_id=response.headers.get("x-line-request-id", ""),
        accepted_before=response.headers.get(ACCEPTED_BEFORE, ""),
        body=body,
        data=b"" if "json" in kind else response.content[: _LONGEST_PICTURE + 1],
        content_type=kind,
    )


def _json(response: "httpx.Response") -> dict[str, Any]:
    try:
        said = response.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _words(body: Mapping[str, Any]) -> str:
    """LINE's message with its details, as one line."""
    details = body.get("details")
    told = [
        f"{one.get('property', '')}: {one.get('message', '')}".strip(": ")
        for one in (details if isinstance(details, list) else [])
        if isinstance(one, dict)
    ]
    return " / ".join(filter(None, [str(body.get("message", "")), *told]))[:400]
