"""The web process: ``python -m joren.site.installation.web HOST PORT``, as ``joren up`` starts it."""

import os
import sys
from ipaddress import ip_address
from typing import Any

from joren.site.installation.parent import PARENT, end_with_parent

_THREADS = 4


def serve(host: str, port: int) -> None:
    """Serve pages and the API until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces

    os.environ[PARENT] = str(os.getpid())  # its processes end with this one, however it ends
    Granian(
        "joren.site.installation.web:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_access=False,
    ).serve()


def application() -> Any:
    """Return the WSGI application in a process that answers; one left behind would keep the port for itself."""
    end_with_parent()
    from joren.site.wsgi import application as found

    return found


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach `host`."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


if __name__ == "__main__":
    end_with_parent()
    serve(sys.argv[1], int(sys.argv[2]))
