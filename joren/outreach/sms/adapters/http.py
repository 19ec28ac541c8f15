"""Handing a short message to a provider: Twilio's Messages resource, or any provider that takes JSON.

One client has kept connections and is used by one thread. The addresses can be set to a server on loopback.
"""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    import httpx

NO_ANSWER, NO_CONNECTION = 0, -1


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back. `status` 0: nothing, after the request had gone out; -1: no connection, nothing went out."""

    status: int
    text: str = ""
    body: Any = field(default_factory=dict)

    @property
    def code(self) -> int | None:
        """Twilio's own number of an error."""
        code = self.body.get("code") if isinstance(self.body, dict) else None
        return code if isinstance(code, int) else None


class Provider:
    """One provider's address and log-in."""

    def __init__(self, *, address: str, user: str, token: str, timeout: float) -> None:
        self._address = address.rstrip("/")
        self._user, self._token, self._timeout = user, token, timeout
        self._client: httpx.Client | None = None

    def twilio(self, *, to: str, sender: str, text: str, told_at: str) -> Answer:
        """POST to ``Messages.json``. A sender of ``MG…`` is a messaging service."""
        path = f"{self._address}/2010-04-01/Accounts/{quote(self._user, safe='')}/Messages.json"
        who = "MessagingServiceSid" if sender.startswith("MG") else "From"
        data = {"To": to, who: sender, "Body": text} | ({"StatusCallback": told_at} if told_at else {})
        return self._asked(path, data=data, auth=(self._user, self._token))

    def json(self, body: Any) -> Answer:
        """POST JSON to the address; the token as bearer."""
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        return self._asked(self._address, json=body, headers=headers)

    def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            self._client.close()

    def _asked(self, url: str, **given: Any) -> Answer:
        import httpx

        if self._client is None:
            self._client = httpx.Client(timeout=self._timeout, follow_redirects=False)
        try:
            response = self._client.post(url, **given)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as problem:
            return Answer(status=NO_CONNECTION, text=f"{type(problem).__name__}: {problem}")
        except httpx.HTTPError as problem:
            return Answer(status=NO_ANSWER, text=f"{type(problem).__name__}: {problem}")
        try:
            body = response.json()
        except (json.JSONDecodeError, UnicodeDecodeError):
            body = {}
        said = body.get("message") if isinstance(body, dict) else ""
        return Answer(status=response.status_code, text=str(said or response.reason_phrase)[:300], body=body)
