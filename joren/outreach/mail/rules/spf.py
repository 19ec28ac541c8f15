"""Whether a domain's SPF record permits an address to send for it (RFC 7208), for the page that checks it.

Macros and ``exists`` are not followed: what they would permit counts as not known to be permitted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Final, Literal

Verdict = Literal["pass", "fail", "softfail", "neutral", "none", "permerror"]
LOOKUPS: Final = 10
_SIGNS: Final[dict[str, Verdict]] = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}


@dataclass(frozen=True)
class Asking:
    """How to ask: the texts, the addresses, the mail exchangers of a name."""

    texts: Callable[[str], list[str]]
    addresses: Callable[[str], list[str]]
    exchangers: Callable[[str], list[str]]


class _TooMany(Exception):
    pass


class Check:
    """One check: counts the look-ups as it goes (`lookups`), of which RFC 7208 allows ten."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self.lookups = 0

    def verdict(self, domain: str, ip: str) -> Verdict:
        """What the domain says of the address."""
        try:
            return self._verdict(domain, ip)
        except _TooMany:
            return "permerror"

    def _verdict(self, domain: str, ip: str) -> Verdict:
        found = records(self._asking.texts(domain))
        if len(found) != 1:
            return "none" if not found else "permerror"
        terms = found[0].split()[1:]
        for term in terms:
            if "=" in term.partition(":")[0]:
                continue
            sign, mechanism = (term[0], term[1:]) if term[0] in _SIGNS else ("+", term)
            if self._matches(mechanism, domain, ip):
                return _SIGNS[sign]
        redirect = next((term[9:] for term in terms if term.lower().startswith("redirect=")), "")
        if redirect:
            self._count()
            return self._verdict(redirect, ip)
        return "neutral"

    def _matches(self, mechanism: str, domain: str, ip: str) -> bool:
        name, _, value = mechanism.partition(":")
        name, slash, prefix = name.lower().partition("/")
        if name == "all":
            return True
        if name in ("ip4", "ip6"):
            return _within(ip, value + slash + prefix)
        if name not in ("include", "a", "mx", "exists", "ptr"):
            return False
        self._count()
        target, _, length = (value or domain).partition("/")
        length = length or prefix
        if "%" in target or name in ("exists", "ptr"):
            return False
        if name == "include":
            return self._verdict(target, ip) == "pass"
        hosts = [target] if name == "a" else self._asking.exchangers(target)
        return any(
            _within(ip, f"{a}/{length}" if length else a) for host in hosts for a in self._asking.addresses(host)
        )

    def _count(self) -> None:
        self.lookups += 1
        if self.lookups > LOOKUPS:
            raise _TooMany


def records(texts: list[str]) -> list[str]:
    """The SPF records among TXT records."""
    return [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]


def _within(ip: str, network: str) -> bool:
    try:
        return ip_address(ip) in ip_network(network, strict=False)
    except (ValueError, TypeError):
        return False


def with_term(record: str, term: str) -> str:
    """The record with one more term, before its ``all`` or ``redirect``."""
    terms = record.split()
    at = next(
        (n for n, one in enumerate(terms) if one.lstrip("+-~?") == "all" or one.startswith("redirect=")), len(terms)
    )
    return " ".join([*terms[:at], term, *terms[at:]])
