"""True-or-false columns of Arrow as sets of people."""

from typing import Any


def bits_of(column: Any) -> int:
    """The bits of an Arrow column of booleans without nulls, as one number: bit n is row n."""
    chunks = [chunk for chunk in column.chunks if len(chunk)]
    if not chunks:
        return 0
    (chunk,) = chunks
    packed: int = int.from_bytes(chunk.buffers()[1], "little") >> chunk.offset
    return packed & ((1 << len(chunk)) - 1)
