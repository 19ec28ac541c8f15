import os
import stat
from pathlib import Path

import pytest

from joren.foundation.database.passage import let_pass, with_passage

NOBODY = 65534
OWNER, GROUP, OTHER, USER, MASK, NO_ID = 0x01, 0x04, 0x20, 0x02, 0x10, 0xFFFFFFFF


def test_one_user_gets_the_right_to_traverse_and_the_others_get_nothing():
    closed = [(OWNER, 7, NO_ID), (GROUP, 0, NO_ID), (OTHER, 0, NO_ID)]

    assert with_passage(closed, 1234) == [
        (OWNER, 7, NO_ID),
        (USER, 1, 1234),
        (GROUP, 0, NO_ID),
        (MASK, 1, NO_ID),
        (OTHER, 0, NO_ID),
    ]


def test_rights_that_were_there_stay():
    before = [(OWNER, 7, NO_ID), (USER, 4, 1234), (USER, 6, 99), (GROUP, 5, NO_ID), (MASK, 7, NO_ID), (OTHER, 0, NO_ID)]

    after = with_passage(before, 1234)

    assert (USER, 5, 1234) in after
    assert (USER, 6, 99) in after
    assert [entry for entry in after if entry[0] == MASK] == [(MASK, 7, NO_ID)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_another_user_reaches_a_file_below_a_closed_folder_but_cannot_list_it(tmp_path: Path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "file").write_text("hello")
    (closed / "file").chmod(0o644)

    let_pass(NOBODY, closed / "file")

    assert _as_nobody((closed / "file").read_text) == "hello"

    closed.chmod(0o700)  # which empties the list's mask
    assert _as_nobody((closed / "file").read_text) == "PermissionError"
    let_pass(NOBODY, closed / "file")
    assert _as_nobody((closed / "file").read_text) == "hello"
    assert _as_nobody(lambda: list(closed.iterdir())) == "PermissionError"
    assert stat.S_IMODE(closed.stat().st_mode) & stat.S_IRWXO == 0


def _as_nobody(deed) -> str:
    """What `deed` gives, or the name of its error, in a process of the user nobody."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        try:
            said = str(deed())
        except OSError as problem:
            said = type(problem).__name__
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    os.wait()
    return os.read(reader, 1000).decode()
