"""Every read of the catalogue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from joren.foundation.catalogue import Attribute, AttributeSource
from joren.foundation.registry import entries, resolve

from .errors import UnknownAttribute


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The attributes of one moment, by key. Custom fields come and go, so it is read anew for each question."""

    attributes: Mapping[str, Attribute]

    def attribute(self, key: str) -> Attribute:
        """The attribute of that key; raises `UnknownAttribute` with what may have been meant."""
        found = self.attributes.get(key)
        if found is None:
            raise UnknownAttribute(key, self.near(key))
        return found

    def near(self, key: str) -> list[str]:
        """Up to three keys that look like `key`, the likeliest first."""
        return get_close_matches(key, self.attributes, n=3, cutoff=0.6)


def catalogue() -> Catalogue:
    """All attributes there are now: those the apps declare and those that come from data."""
    return Catalogue({attribute.key: attribute for attribute in _attributes()})


def attribute(key: str) -> Attribute:
    """One attribute. Raises `UnknownAttribute`."""
    return catalogue().attribute(key)


def _attributes() -> Iterable[Attribute]:
    yield from entries(Attribute)
    for source in entries(AttributeSource):
        yield from resolve(source.attributes)()
