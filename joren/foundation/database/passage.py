"""Let the database's own system user walk through folders that are closed to others, and nobody else.

Needed only when Joren runs as root: the server then runs as another user and must reach its data below,
say, ``/root`` (mode 700). Opening such a folder to everybody would be wrong, so one entry for that one user
is added to the folder's access control list.
"""

import errno
import os
import stat
import struct
from pathlib import Path

_ACL = "system.posix_acl_access"
_VERSION = 2
_USER_OBJ, _USER, _GROUP_OBJ, _GROUP, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
_NO_ID = 0xFFFFFFFF
_EXECUTE = 1
_UNSUPPORTED = {errno.ENOTSUP, errno.ENODATA, errno.EPERM, errno.ENOSYS}

Entry = tuple[int, int, int]  # tag, permissions, user or group id


def let_pass(user_id: int, target: Path) -> None:
    """Let `user_id` traverse every folder above `target`; folders open to all are left as they are."""
    for folder in reversed(target.resolve().parents):
        if not folder.stat().st_mode & stat.S_IXOTH and folder.stat().st_uid != user_id:
            _let_traverse(folder, user_id)


def _let_traverse(folder: Path, user_id: int) -> None:
    entries = _entries(folder)
    wanted = with_passage(entries, user_id)
    if sorted(entries) == sorted(wanted):  # the mask counts too: a later chmod takes the right away with it
        return
    packed = struct.pack("<I", _VERSION) + b"".join(struct.pack("<HHI", *entry) for entry in wanted)
    try:
        os.setxattr(folder, _ACL, packed)
    except (OSError, AttributeError):  # a file system without lists: traverse only, still no reading
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)


def _entries(folder: Path) -> list[Entry]:
    try:
        packed = os.getxattr(folder, _ACL)
    except AttributeError:  # not Linux
        return _from_mode(folder)
    except OSError as problem:
        if problem.errno not in _UNSUPPORTED:
            raise
        return _from_mode(folder)
    return [struct.unpack_from("<HHI", packed, start) for start in range(4, len(packed), 8)]


def _from_mode(folder: Path) -> list[Entry]:
    mode = folder.stat().st_mode
    return [
        (_USER_OBJ, mode >> 6 & 7, _NO_ID),
        (_GROUP_OBJ, mode >> 3 & 7, _NO_ID),
        (_OTHER, mode & 7, _NO_ID),
    ]


def with_passage(entries: list[Entry], user_id: int) -> list[Entry]:
    """Return `entries` with the right to traverse for `user_id`, mask and order as the kernel wants."""
    kept = [entry for entry in entries if entry[0] != _MASK and entry[::2] != (_USER, user_id)]
    held = next((entry[1] for entry in entries if entry[::2] == (_USER, user_id)), 0)
    kept.append((_USER, held | _EXECUTE, user_id))
    mask = 0
    for tag, permissions, _ in kept:
        if tag in (_USER, _GROUP_OBJ, _GROUP):
            mask |= permissions
    return sorted([*kept, (_MASK, mask, _NO_ID)], key=lambda entry: (entry[0], entry[2]))
