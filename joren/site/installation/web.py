"""The web process: ``python -m joren.site.installation.web HOST PORT``, as ``joren up`` starts it."""

import sys
from ipaddress import ip_address

from joren.site.installation.parent import end_with_parent

_THREADS = 4


def serve(host: str, port: int) -> None:
    """Serve pages and the API until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "joren.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_access=False,
    ).serve()


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach `host`."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


if __name__ == "__main__":
    end_with_parent()
    serve(sys.argv[1], int(sys.argv[2]))
