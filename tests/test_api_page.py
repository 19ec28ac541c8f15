"""``docs/how-to/api.md``: its examples are run with curl against a live server, in their order."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from joren.foundation.accounts.actions import create_token

HOW_TO = Path(__file__).parents[1] / "docs" / "how-to"
EXAMPLE = re.compile(r"^curl .*?(?<!\\)$", re.MULTILINE | re.DOTALL)


def examples() -> list[str]:
    page = (HOW_TO / "api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    return [found for block in blocks for found in EXAMPLE.findall(block)]


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_every_example_of_the_page_is_answered(live_server, owner, settings, tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("NOT TESTED: there is no curl")
    settings.MIRROR_HOME, settings.MEDIA_ROOT = tmp_path / "mirror", tmp_path / "files"
    _token, key = create_token(owner, name="till")
    environment = {"JOREN": f"{live_server.url}/api/v1", "KEY": key, "PATH": "/usr/local/bin:/usr/bin:/bin"}
    assert len(examples()) > 10
    for typed in examples():
        done = subprocess.run(
            ["/bin/sh", "-c", typed],
            check=False,
            cwd=HOW_TO / "examples",
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, typed + done.stdout + done.stderr
        assert "error" not in (json.loads(done.stdout) or {}) or json.loads(done.stdout)["error"] is None
