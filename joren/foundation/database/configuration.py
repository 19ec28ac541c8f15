"""The settings the embedded server runs with, fitted to the machine."""

import os
from pathlib import Path

_MB = 1024 * 1024
_CONTAINER_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def machine_memory() -> int:
    """Return the bytes of memory this machine, or the container it is in, has."""
    installed = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limits = [path.read_text().strip() for path in _CONTAINER_LIMITS if path.is_file()]
    return min([installed, *(int(limit) for limit in limits if limit.isdigit())])


def server_settings(*, socket: Path, log: Path, memory: int, throwaway: bool = False) -> dict[str, str]:
    """Return PostgreSQL settings by name for a machine whose `memory` bytes the web and the mirror share.

    `throwaway` trades safety at power loss for speed: for tests only.
    """
    shared = min(max(memory // 16, 64 * _MB), 512 * _MB) // _MB
    settings = {
        "listen_addresses": "",
        "port": "5432",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",  # with the folder's own mode: only we may connect
        "max_connections": "100",
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{max(memory // 2 // _MB, shared)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "random_page_cost": "1.1",  # solid state
        "jit": "off",
        "max_wal_size": "2GB",
        "timezone": "UTC",
        "logging_collector": "on",
        "log_directory": str(log),
        "log_filename": "postgresql-%a.log",  # seven files, each overwritten after a week
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_line_prefix": "%m [%p] ",
        "log_checkpoints": "off",
    }
    if throwaway:
        settings |= {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "autovacuum": "off",
            "shared_buffers": "128MB",
            "max_wal_size": "4GB",
        }
    return settings


def as_configuration_file(settings: dict[str, str]) -> str:
    """Return the settings as PostgreSQL's configuration file."""
    lines = ("{} = '{}'".format(name, value.replace("'", "''")) for name, value in settings.items())
    return "\n".join(["# Written at every start. Put your own settings into ../local.conf.", *lines, ""])
