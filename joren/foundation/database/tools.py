"""pg_dump, pg_restore and psql for whichever database is in use."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit, urlunsplit

from joren.foundation.database.programs import POSTGRESQL_VERSION, program


def server_version(url: str) -> int:
    """Return the major version of the server at `url`, such as 18."""
    import psycopg

    with psycopg.connect(url, connect_timeout=20) as connection:
        return connection.info.server_version // 10_000


def tools_folder(version: int) -> Path:
    """Return a folder with programs at least as new as server `version`.

    The machine's own come first when new enough, because they speak TLS and the wheel's do not.
    """
    found = shutil.which("pg_dump")
    if version != POSTGRESQL_VERSION and found and _major(found) >= version:
        return Path(found).parent
    return program("pg_dump").parent


def _major(path: str) -> int:
    said = subprocess.run([path, "--version"], check=False, capture_output=True, text=True)  # noqa: S603
    numbers = re.search(r"\d+", said.stdout)
    return int(numbers.group()) if numbers else 0


def run_tool(
    tool: Path, *arguments: str, url: str = "", into: IO[bytes] | None = None, out_of: IO[bytes] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a program against `url`, its password in the environment where other users cannot read it."""
    return subprocess.run(  # noqa: S603
        [str(tool), *(["--dbname", _without_password(url)] if url else []), *arguments],
        check=False,
        stdin=out_of or subprocess.DEVNULL,
        stdout=into or subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(url),
    )


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{place}" if user else place))


def _environment(url: str) -> dict[str, str]:
    password = urlsplit(url).password
    extra = {"PGPASSWORD": unquote(password)} if password else {}
    return os.environ | {"LC_ALL": "C", "PGCONNECT_TIMEOUT": "20"} | extra
