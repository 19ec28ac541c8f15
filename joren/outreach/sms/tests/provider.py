"""A provider of short messages on loopback: takes them as Twilio or as JSON, and misbehaves as scripted."""

import json
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


class FakeProvider:
    """What it was told. `scripts`: by recipient what to do, one a request: an HTTP status, a Twilio code (5 digits,
    with 400), ``hang`` (takes it, never answers), ``cut`` (takes it and closes the connection)."""

    def __init__(self) -> None:
        self.scripts: dict[str, list[str]] = defaultdict(list)
        self.taken: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.free = threading.Event()
        self.lock = threading.Lock()

    def counts(self) -> Counter[str]:
        """How often each number got a message."""
        return Counter(one["to"] for one in self.taken)


@contextmanager
def provider() -> Iterator[tuple[FakeProvider, str]]:
    """The provider and its address."""
    fake = FakeProvider()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            message = _message(self.headers.get("Content-Type", ""), raw)
            with fake.lock:
                fake.paths.append(self.path)
                script = fake.scripts[message["to"]].pop(0) if fake.scripts[message["to"]] else "201"
                if script in ("201", "hang", "cut"):
                    fake.taken.append(message)
                number = len(fake.taken)
            if script == "hang":
                fake.free.wait(20)
            if script in ("hang", "cut"):
                self.close_connection = True
                return
            self._answer(script, number)

        def _answer(self, script: str, number: int) -> None:
            status = int(script) if len(script) == 3 else 400
            body: dict[str, Any] = {"sid": f"SM{number:032}", "data": {"message": {"id": number}}}
            if status >= 300:
                body = {"code": int(script) if len(script) == 5 else 20001, "message": f"scripted {script}"}
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *given: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield fake, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        fake.free.set()
        server.shutdown()
        server.server_close()


def _message(kind: str, raw: bytes) -> dict[str, str]:
    if "json" in kind:
        said = json.loads(raw)
        return {"to": said["to"], "text": said["text"], "id": said.get("id", "")}
    said = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
    return {
        "to": said["To"],
        "text": said["Body"],
        "id": "",
        "sender": said.get("From", said.get("MessagingServiceSid")),
    }
