"""The one folder where an installation keeps everything that is its own."""

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from joren.foundation.database.errors import HomeProblem

_CHECKOUT = Path(__file__).resolve().parents[3]


def joren_home() -> Path:
    """Return the installation's folder, made when missing and closed to other people (mode 700).

    ``JOREN_HOME`` decides; without it ``.joren`` in the checkout, or ``~/.joren`` for a package.
    Raises `HomeProblem` when the folder cannot be made.
    """
    home = Path(os.environ.get("JOREN_HOME") or _default_home()).expanduser().absolute()
    try:
        if not home.is_dir():
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise HomeProblem(path=str(home), reason=problem.strerror or str(problem)) from problem
    return home


def serving_note() -> Path:
    """The file in which ``joren up`` keeps where it serves, as long as it does."""
    return joren_home() / "up.json"


def serving_url() -> str:
    """Where this installation is open just now, as ``joren up`` noted it; "" when it is not or says nothing readable.

    So that a worker or a command started by itself links to the same address as the pages.
    """
    with suppress(OSError, ValueError, KeyError, TypeError):
        return str(json.loads(serving_note().read_text())["url"])
    return ""


def _default_home() -> Path:
    return _CHECKOUT / ".joren" if runs_from_checkout() else Path.home() / ".joren"


def runs_from_checkout() -> bool:
    """Return whether this is the source tree and not an installed package."""
    return (_CHECKOUT / "pyproject.toml").is_file()


def subfolder(name: str) -> Path:
    """Return ``JOREN_HOME/name``, made when missing (mode 700)."""
    folder = joren_home() / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret_key() -> str:
    """Return the installation's signing key: 64 random characters made once, in ``secret.key`` (mode 600).

    Two processes that start at once agree on one key: the file is written beside and then linked into place.
    """
    path = joren_home() / "secret.key"
    if not path.exists():
        _write_key(path)
    return path.read_text().strip()


def _write_key(path: Path) -> None:
    draft = path.with_name(f".secret.key.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)  # refuses when another process was first: then its key is the key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
