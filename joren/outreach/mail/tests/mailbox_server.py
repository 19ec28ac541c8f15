"""IMAP and POP3 servers on loopback for tests: as much of each as a look into a mailbox needs."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any


@contextmanager
def serving(protocol: str, mails: list[bytes], *, validity: int = 7, password: str = "geheim") -> Iterator[Any]:
    """A mailbox with these mails (UIDs 1, 2, …); `commands` is what clients said, `validity` may be changed."""
    state = SimpleNamespace(mails=mails, validity=validity, password=password, commands=[], port=0)
    listening = socket.create_server(("127.0.0.1", 0))
    state.port = listening.getsockname()[1]
    talk = {"imap": _imap, "pop3": _pop3}[protocol]

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection, connection.makefile("rwb") as stream, suppress(OSError):
                    talk(stream, state)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _imap(stream: Any, state: Any) -> None:
    def say(text: bytes) -> None:
        stream.write(text + b"\r\n")
        stream.flush()

    say(b"* OK [CAPABILITY IMAP4rev1] ready")
    for line in stream:
        tag, command = line.strip().split(b" ", 1)
        state.commands.append(command.decode())
        upper = command.upper()
        if upper.startswith(b"LOGIN"):
            good = state.password.encode() in command
            say(tag + (b" OK in" if good else b" NO [AUTHENTICATIONFAILED] wrong password"))
        elif upper.startswith((b"SELECT", b"EXAMINE")):
            say(b"* %d EXISTS" % len(state.mails))
            say(b"* OK [UIDVALIDITY %d] ok" % state.validity)
            say(tag + b" OK [READ-ONLY] done")
        elif upper.startswith(b"UID SEARCH"):
            first = int(re.search(rb"UID (\d+):", command)[1])
            uids = [uid for uid in range(1, len(state.mails) + 1) if uid >= first] or [len(state.mails)]
            say(b"* SEARCH " + b" ".join(b"%d" % uid for uid in uids if state.mails))
            say(tag + b" OK done")
        elif upper.startswith(b"UID FETCH"):
            uid = int(command.split()[2])
            raw = state.mails[uid - 1]
            say(b"* %d FETCH (UID %d BODY[]<0> {%d}" % (uid, uid, len(raw)))
            say(raw + b")")
            say(tag + b" OK done")
        elif upper.startswith(b"LOGOUT"):
            say(b"* BYE")
            say(tag + b" OK done")
            return
        else:
            say(b"* CAPABILITY IMAP4rev1")
            say(tag + b" OK done")


def _pop3(stream: Any, state: Any) -> None:
    def say(text: bytes) -> None:
        stream.write(text + b"\r\n")
        stream.flush()

    say(b"+OK ready")
    for line in stream:
        verb, _, rest = line.strip().partition(b" ")
        state.commands.append(line.strip().decode())
        if verb == b"PASS":
            say(b"+OK" if rest.decode() == state.password else b"-ERR wrong password")
        elif verb == b"UIDL":
            say(b"+OK\r\n" + b"".join(b"%d u%d\r\n" % (n, n) for n in range(1, len(state.mails) + 1)) + b".")
        elif verb == b"RETR":
            say(b"+OK\r\n" + state.mails[int(rest) - 1].replace(b"\r\n.", b"\r\n..") + b"\r\n.")
        elif verb == b"QUIT":
            say(b"+OK bye")
            return
        else:
            say(b"+OK")
