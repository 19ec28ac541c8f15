"""One way to turn any key into PostgreSQL's bigint."""

from hashlib import blake2b


def hashed(kind: str, *parts: object) -> int:
    """A signed 64-bit number of these words; the kind keeps a family name apart from a town written the same."""
    text = "\x1f".join((kind, *map(str, parts)))
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
