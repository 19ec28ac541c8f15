"""Questions to the DNS, through dnspython; tests bring a resolver of their own."""

from typing import Any, Final, Protocol

_PATIENCE: Final = 5.0


class Resolver(Protocol):
    """Answers, [] where there is no such record. Raises ConnectionError when nobody answers."""

    def texts(self, name: str) -> list[str]:
        """TXT records, each joined to one text."""
        ...

    def addresses(self, name: str) -> list[str]:
        """A and AAAA records."""
        ...

    def exchangers(self, name: str) -> list[str]:
        """Host names of the MX records."""
        ...


class LiveResolver:
    """The resolvers of this machine."""

    def texts(self, name: str) -> list[str]:
        """TXT records."""
        return [b"".join(answer.strings).decode("utf-8", "replace") for answer in self._ask(name, "TXT")]

    def addresses(self, name: str) -> list[str]:
        """A and AAAA records."""
        return [str(answer) for kind in ("A", "AAAA") for answer in self._ask(name, kind)]

    def exchangers(self, name: str) -> list[str]:
        """MX records."""
        return [str(answer.exchange).rstrip(".") for answer in self._ask(name, "MX")]

    def _ask(self, name: str, kind: str) -> list[Any]:
        import dns.exception
        import dns.resolver

        try:
            return list(dns.resolver.resolve(name, kind, lifetime=_PATIENCE))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as problem:
            raise ConnectionError(f"{name}: {type(problem).__name__}") from problem
