"""A LINE on loopback, built from the published OpenAPI: it knows its paths, checks every body by its schema, keeps
retry keys, counts the month's messages, and misbehaves as scripted."""

import json
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

from django.test import override_settings

from .openapi import body_schema, faults, published, schemas

TOKEN = "kagi-no-token"
Reply = tuple[int, dict[str, Any], dict[str, str]]


class FakeLine:
    """What it was told and asked. `scripts`: by recipient, what to do instead of answering well, one a request:

    ``500`` refuses; ``500_taken`` takes it and says 500; ``hang_taken`` takes it and never answers, ``cut_taken``
    closes the connection instead; ``hang`` and ``cut`` do not take it; ``429``, ``429_month``, ``401``, ``400``,
    ``400_to``.
    """

    def __init__(self) -> None:
        self.scripts: dict[str, list[str]] = defaultdict(list)
        self.keys: dict[str, str] = {}
        self.shown: list[tuple[str, list[dict[str, Any]]]] = []
        self.replies: dict[str, list[dict[str, Any]]] = {}
        self.requests: list[tuple[str, str]] = []
        self.retry_keys: list[str] = []
        self.faults: list[str] = []
        self.quota: dict[str, Any] = {"type": "limited", "value": 1000}
        self.used = 0
        self.menus: dict[str, dict[str, Any]] = {}
        self.images: dict[str, bytes] = {}
        self.default_menu = ""
        self.menu_of: dict[str, str] = {}
        self.pictures: dict[str, bytes] = {}
        self.cuts = False
        self.free = threading.Event()
        self.lock = threading.Lock()

    def counts(self) -> Counter[str]:
        """How often each person saw a push."""
        return Counter(to for to, _ in self.shown)

    # --- what it answers --------------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, body: bytes, headers: Any) -> Reply | None:
        """One answer; None: none at all."""
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {"message": "Authentication failed. Confirm that the access token is valid."}, {}
        template, names = _route(path, method.lower())
        if template is None:
            return 404, {"message": "Not found"}, {}
        said = json.loads(body) if body and "json" in headers.get("Content-Type", "") else {}
        schema = body_schema(template, method.lower())
        wrong = faults(schema, said) if schema else []
        if wrong:
            self.faults += wrong
            details = [{"message": fault, "property": "body"} for fault in wrong]
            return 400, {"message": "The request body has errors", "details": details}, {}
        return self._do(method, template, names, said, body, headers)

    def _do(
        self, method: str, template: str, names: dict[str, str], said: Any, body: bytes, headers: Any
    ) -> Reply | None:
        if template.endswith(("/message/push", "/message/multicast")):
            return self._send(said, headers.get("X-Line-Retry-Key", ""))
        if template.endswith("/message/reply"):
            return self._reply(said)
        if template.endswith("/richmenu/{richMenuId}/content"):
            return self._menu_image(names["richMenuId"], body)
        known = {
            "/v2/bot/info": {
                "userId": "Uab012345678901234567890123456789",
                "basicId": "@216ru",
                "displayName": "カフェ 常",
                "chatMode": "bot",
                "markAsReadMode": "auto",
            },
            "/v2/bot/message/quota": self.quota,
            "/v2/bot/message/quota/consumption": {"totalUsage": self.used},
            "/v2/bot/profile/{userId}": {"displayName": "はな", "userId": names.get("userId", "")},
            "/v2/bot/user/{userId}/linkToken": {"linkToken": "NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"},
        }
        if template in known:
            return 200, known[template], {}
        return self._menu(method, template, names, said)

    def _menu(self, method: str, template: str, names: dict[str, str], said: Any) -> Reply:
        if template == "/v2/bot/richmenu" and method == "POST":
            made = f"richmenu-{len(self.menus) + 1}"
            self.menus[made] = said
            return 200, {"richMenuId": made}, {}
        if template == "/v2/bot/richmenu/{richMenuId}" and method == "DELETE":
            gone = self.menus.pop(names["richMenuId"], None)
            return (200, {}, {}) if gone else (404, {"message": "Not found"}, {})
        if template == "/v2/bot/user/all/richmenu/{richMenuId}":
            self.default_menu = names["richMenuId"]
            return 200, {}, {}
        if template == "/v2/bot/richmenu/bulk/link":
            self.menu_of |= dict.fromkeys(said["userIds"], said["richMenuId"])
            return 202, {}, {}
        if template == "/v2/bot/richmenu/bulk/unlink":
            for one in said["userIds"]:
                self.menu_of.pop(one, None)
            return 202, {}, {}
        return 200, {}, {}

    def _menu_image(self, menu: str, body: bytes) -> Reply:
        if menu not in self.menus:
            return 404, {"message": "Not found"}, {}
        self.images[menu] = body
        return 200, {}, {}

    def _reply(self, said: Any) -> Reply:
        if said["replyToken"] in self.replies or said["replyToken"].startswith("old"):
            return 400, {"message": "Invalid reply token"}, {}
        self.replies[said["replyToken"]] = said["messages"]
        return 200, {"sentMessages": [{"id": str(len(self.replies))}]}, {"x-line-request-id": str(uuid4())}

    def _send(self, said: Any, key: str) -> Reply | None:  # noqa: PLR0911 - one for each thing that can happen
        to = said["to"] if isinstance(said["to"], list) else [said["to"]]
        with self.lock:
            self.retry_keys.append(str(UUID(key)))
            script = self.scripts[to[0]].pop(0) if self.scripts[to[0]] else ""
            if script in _REFUSALS:
                return _REFUSALS[script]
            if script in ("hang", "cut"):
                self.cuts = script == "cut"
                return None
            if key in self.keys:
                said_before = {"x-line-accepted-request-id": self.keys[key], "x-line-request-id": str(uuid4())}
                return 409, {"message": "The retry key is already accepted"}, said_before
            if self.quota["type"] == "limited" and self.used + len(to) > self.quota["value"]:
                return 429, {"message": "You have reached your monthly limit."}, {}
            request_id = str(uuid4())
            self.keys[key] = request_id
            self.used += len(to)
            self.shown += [(one, said["messages"]) for one in to]
        if script == "500_taken":
            return 500, {"message": "Internal error"}, {}
        if script in ("hang_taken", "cut_taken"):
            self.cuts = script == "cut_taken"
            return None
        return 200, {"sentMessages": [{"id": str(len(self.shown))}]}, {"x-line-request-id": request_id}


_REFUSALS: dict[str, Reply] = {
    "500": (500, {"message": "Internal error"}, {}),
    "429": (429, {"message": "The API rate limit has been exceeded. Try again later."}, {}),
    "429_month": (429, {"message": "You have reached your monthly limit."}, {}),
    "401": (401, {"message": "Authentication failed."}, {}),
    "400": (400, {"message": "A message (messages[0]) in the request body is invalid"}, {}),
    "400_to": (400, {"message": "The property, 'to', in the request body is invalid (line: -, column: -)"}, {}),
}


def _route(path: str, method: str) -> tuple[str | None, dict[str, str]]:
    """The path of the OpenAPI that fits."""
    for template, operations in published()["paths"].items():
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
        found = re.fullmatch(pattern, path)
        if found and method in operations and not ("{" in template and path in published()["paths"]):
            return template, found.groupdict()
    return None, {}


def _handler(line: FakeLine) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path.partition("?")[0]
            line.requests.append((self.command, path))
            content = re.fullmatch(r"/v2/bot/message/(\w+)/content", path)
            if content and content[1] in line.pictures:
                self._write(200, line.pictures[content[1]], "image/png", {})
                return
            answer = line.answer(self.command, path, body, self.headers)
            if answer is None:
                line.free.wait(0 if line.cuts else 30)
                self.close_connection = True
                return
            self._write(answer[0], json.dumps(answer[1]).encode(), "application/json", answer[2])

        def _write(self, status: int, body: bytes, kind: str, headers: dict[str, str]) -> None:
            with suppress(OSError):
                self.send_response(status)
                for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        do_GET = do_POST = do_DELETE = _any  # noqa: N815 - the names http.server calls

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def fake_line() -> Iterator[FakeLine]:
    """A LINE that listens on loopback, with the settings pointing to it."""
    schemas()  # read before anybody waits for an answer
    line = FakeLine()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(line))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        with override_settings(LINE_API_URL=url, LINE_DATA_URL=url):
            yield line
    finally:
        line.free.set()
        server.shutdown()
        server.server_close()
