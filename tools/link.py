"""Put the checkout on this environment's path and give it the `joren` command, without building anything."""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write the two files; files that already say so are left alone."""
    packages, scripts = Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("scripts"))
    if not list(packages.glob("joren-*.dist-info")):  # installed as an editable package: nothing to do
        _write(packages / "joren-checkout.pth", f"{ROOT}\n")
    command = scripts / "joren"
    if not command.exists():
        _write(command, f"#!{sys.executable}\nfrom joren.site.cli import main\n\nmain()\n")
        command.chmod(0o755)


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text() != text:
        path.write_text(text)


if __name__ == "__main__":
    main()
