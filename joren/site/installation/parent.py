"""A child of ``joren up`` ends when its parent is gone, however the parent went."""

import os
import signal
import threading
import time

PARENT = "JOREN_PARENT"
_LOOK_EVERY, _PATIENCE = 1.0, 30.0  # seconds


def end_with_parent() -> None:
    """Watch the process that ``JOREN_PARENT`` names, if any: without it, end."""
    number = os.environ.get(PARENT, "")
    if number.isdigit():
        threading.Thread(target=_watch, args=(int(number),), daemon=True, name="parent").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE)
    os.kill(os.getpid(), signal.SIGKILL)
