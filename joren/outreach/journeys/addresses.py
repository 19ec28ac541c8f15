"""Which addresses other systems may be called at: none inside our own network, unless the installation says so.

A name is looked up once, every answer is checked, and the call goes to the number that was checked: a name that
answers differently the second time leads nowhere else.
"""

import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from .errors import AddressNotAllowed

MAX_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be called: `url` with the number in place of `name`; `host` is the name with its port."""

    url: str
    host: str
    name: str


def check_form(url: str) -> SplitResult:
    """The parts of the address. Raises `AddressNotAllowed` for one no call can go to."""
    try:
        parts = urlsplit(url)
        _port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError:  # a UnicodeError is one
        raise AddressNotAllowed(url=url[:100], reason=_("it is not an address")) from None
    if len(url) > MAX_LENGTH or not parts.hostname or parts.username or parts.password:
        raise AddressNotAllowed(url=url[:100], reason=_("it is not an address"))
    if parts.scheme != "https" and not (parts.scheme == "http" and may_be_private()):
        raise AddressNotAllowed(url=url[:100], reason=_("it does not begin with https://"))
    return parts


def may_be_private() -> bool:
    """Whether this installation may call machines of its own network (``JOREN_WEBHOOKS_PRIVATE=1``)."""
    return bool(getattr(settings, "WEBHOOKS_MAY_BE_PRIVATE", False))


def target_of(url: str) -> Target:
    """Where a call goes. Raises `AddressNotAllowed`, and OSError when the name is not known at this moment."""
    parts = check_form(url)
    name = (parts.hostname or "").encode("idna").decode()
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = [str(row[4][0]) for row in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)]
    for number in found:
        if not may_be_private() and not ip_address(number.partition("%")[0]).is_global:
            raise AddressNotAllowed(url=url[:100], reason=_("it leads into a network of its own"))
    number = f"[{found[0]}]" if ":" in found[0] else found[0]
    host = f"[{name}]" if ":" in name else name
    host = f"{host}:{parts.port}" if parts.port else host
    return Target(parts._replace(netloc=f"{number}:{port}").geturl(), host, name)
