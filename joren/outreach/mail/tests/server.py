"""SMTP servers on loopback for tests: one that behaves (aiosmtpd), and one that misbehaves as scripted."""

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

from aiosmtpd.controller import Controller


class Inbox:
    """Keeps what arrives; `replies` says what to answer instead of accepting, by recipient: (stage, line)."""

    def __init__(self, replies: dict[str, tuple[str, str]] | None = None) -> None:
        self.replies = replies or {}
        self.raw: list[tuple[str, bytes]] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        stage, line = self.replies.get(address, ("", ""))
        if stage == "rcpt":
            return line
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        for address in envelope.rcpt_tos:
            stage, line = self.replies.get(address, ("", ""))
            if stage == "data":
                return line
            self.raw.append((address, envelope.content))
        return "250 2.0.0 queued"

    def counts(self) -> Counter[str]:
        return Counter(address for address, _ in self.raw)

    def message(self, address: str) -> EmailMessage:
        raw = next(raw for to, raw in self.raw if to == address)
        parsed = message_from_bytes(raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@contextmanager
def behaving(replies: dict[str, tuple[str, str]] | None = None, **options: Any) -> Iterator[Any]:
    """A real SMTP server that accepts, or answers as told."""
    inbox = Inbox(replies)
    controller = Controller(inbox, hostname="127.0.0.1", port=_free_port(), **options)
    controller.start()
    try:
        yield SimpleNamespace(port=controller.port, inbox=inbox)
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class Misbehaving:
    """A server that keeps to the protocol until the recipient whose script it is: ``hang_rcpt``, ``close_rcpt``,
    ``cut_data`` (reads a part, resets), ``close_after_dot``, ``hang_after_dot``, ``garbage``, ``421_rcpt``.
    `limit`: closes with 421 after so many messages on a connection. `greeting` replaces the greeting line.
    """

    def __init__(
        self,
        scripts: dict[str, str] | None = None,
        *,
        pipelining: bool = True,
        limit: int = 0,
        greeting: str = "",
    ) -> None:
        self.scripts = scripts or {}
        self.pipelining = pipelining
        self.limit = limit
        self.greeting = greeting or "220 loopback ESMTP"
        self.accepted: list[tuple[str, bytes]] = []
        self.connections = 0
        self._ended = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Misbehaving":
        return self

    def __exit__(self, *exc: object) -> None:
        self._ended.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def counts(self) -> Counter[str]:
        return Counter(address for address, _ in self.accepted)

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines, suppress(OSError, _Closed):
            self._session(connection, lines)

    def _session(self, connection: socket.socket, lines: Any) -> None:
        def say(line: str) -> None:
            connection.sendall(line.encode() + b"\r\n")

        say(self.greeting)
        recipient, taken = "", 0
        for line in lines:
            verb = line.decode("utf-8", "replace").strip()
            upper = verb.upper()
            if upper.startswith("EHLO"):
                say(
                    "250-loopback\r\n250-PIPELINING\r\n250 8BITMIME"
                    if self.pipelining
                    else "250-loopback\r\n250 8BITMIME"
                )
            elif upper.startswith("MAIL"):
                if self.limit and taken >= self.limit:
                    say("421 4.7.0 too many messages on this connection")
                    return
                say("250 2.1.0 ok")
            elif upper.startswith("RCPT"):
                recipient = verb.partition("<")[2].partition(">")[0]
                self._rcpt(recipient, say, connection)
            elif upper == "DATA":
                say("354 go on")
                content = self._content(recipient, lines, connection)
                self._after_dot(recipient, content, say, connection)
                taken += 1
            elif upper == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    def _rcpt(self, recipient: str, say: Any, connection: socket.socket) -> None:
        script = self.scripts.get(recipient, "")
        if script == "hang_rcpt":
            self._ended.wait()
        elif script == "close_rcpt":
            raise _Closed
        elif script == "garbage":
            say("what is SMTP?")
            raise _Closed
        elif script == "421_rcpt":
            say("421 4.3.2 shutting down")
            raise _Closed
        else:
            say("250 2.1.5 ok")

    def _content(self, recipient: str, lines: Any, connection: socket.socket) -> bytes:
        content = b""
        for line in lines:
            if line == b".\r\n":
                return content
            content += line
            if self.scripts.get(recipient) == "cut_data" and len(content) > 500:
                connection.shutdown(socket.SHUT_RDWR)
                raise _Closed
        raise _Closed

    def _after_dot(self, recipient: str, content: bytes, say: Any, connection: socket.socket) -> None:
        script = self.scripts.get(recipient, "")
        if script == "hang_after_dot":
            self._ended.wait()
        if script == "close_after_dot":
            self.accepted.append((recipient, content))
            raise _Closed
        self.accepted.append((recipient, content))
        say("250 2.0.0 queued")


class _Closed(Exception):
    pass
