"""Which opens and clicks were a machine's, by what is known of the machines. Sources in `docs/rules/responses.md`.

A machine that loads pictures or follows links says nothing of the person. What is doubtful counts as a person's, but
never the other way round where links of one message are followed faster than anybody reads.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from .hits import Hit

FIRST_SECONDS: Final = 2.0
"""Sooner after the other server took the message nobody has seen it."""
BURST_SECONDS: Final = 5.0
"""Within so many seconds …"""
BURST_LINKS: Final = 3
"""… so many different links of one message are followed by a scanner, not by a hand."""
BESIDE_SECONDS: Final = 10.0
"""What comes so near to a scanner's burst from the same address is the scanner too."""


class Sign(StrEnum):
    """By what a machine was known."""

    HEAD = "head"
    PREFETCH = "prefetch"
    SCANNER = "scanner"
    PREVIEW = "preview"
    PROGRAM = "program"
    TOO_SOON = "too_soon"
    BURST = "burst"


_APPLE_AGENT: Final = "Mozilla/5.0"
"""The whole of what Apple's Mail Privacy Protection calls itself."""
_GMAIL_PREFETCH: Final = "Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0"
"""Gmail loading pictures ahead of the reader; on reading it calls itself GoogleImageProxy, which is a real open."""
_AGENTS: Final = (
    (Sign.SCANNER, ("barracuda", "mimecast", "proofpoint", "symantec", "trendmicro", "trend micro", "cloudmark",
                    "forcepoint", "fireeye", "sophos", "zscaler", "bingpreview", "google-safety", "safelinks",
                    "virustotal", "urlscan", "checkpoint", "ironport", "fortiguard", "digitalarts")),
    (Sign.PREVIEW, ("line-poker", "facebookexternalhit", "slackbot", "twitterbot", "discordbot", "whatsapp",
                    "telegrambot", "skypeuripreview", "linkedinbot", "applebot", "googlebot", "bingbot", "yahoo! slurp",
                    "hatena", "embedly")),
    (Sign.PROGRAM, ("python-requests", "python-urllib", "aiohttp", "httpx", "curl/", "wget/", "go-http-client",
                    "java/", "okhttp", "apache-httpclient", "libwww-perl", "headlesschrome", "phantomjs", "guzzlehttp",
                    "node-fetch", "axios/", "scrapy")),
)  # fmt: skip
_NETWORKS: Final = tuple(
    (sign, kinds, ip_network(network))
    for sign, kinds, networks in (
        # Exchange Online Protection: published by Microsoft as protection.outlook.com. Nobody browses from there.
        (Sign.SCANNER, "oc", ("40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "104.47.0.0/17", "2a01:111:f403::/48")),
        # Barracuda Email Gateway Defense.
        (Sign.SCANNER, "oc", ("64.235.144.0/20", "209.222.80.0/21")),
        # Proofpoint and Mimecast, their own networks.
        (Sign.SCANNER, "oc", ("67.231.144.0/20", "148.163.128.0/19", "205.139.110.0/23", "207.211.30.0/23")),
        # Apple's own network loads pictures ahead; a person there may click.
        (Sign.PREFETCH, "o", ("17.0.0.0/8",)),
    )
    for network in networks
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A hit and by what it was known as a machine's, None for a person's."""

    hit: Hit
    sign: Sign | None


def judge(hits: Sequence[Hit], sent_at: float | None) -> list[Judged]:
    """Tell the hits on one message apart. `sent_at`: seconds since 1970 when it was taken over, None if unknown."""
    known = [Judged(hit, alone(hit, sent_at)) for hit in sorted(hits, key=lambda hit: hit.at)]
    bursts = _bursts([judged.hit for judged in known if judged.sign is None])
    return [judged if judged.sign else Judged(judged.hit, _near(judged.hit, bursts)) for judged in known]


def alone(hit: Hit, sent_at: float | None) -> Sign | None:
    """What one hit shows by itself."""
    if hit.method != "GET":
        return Sign.HEAD
    sign = _of_agent(hit.agent, hit.kind) or _of_address(hit.address, hit.kind)
    if sign is None and sent_at is not None and hit.at / 1000 - sent_at < FIRST_SECONDS:
        return Sign.TOO_SOON
    return sign


@lru_cache(maxsize=4096)
def _of_agent(agent: str, kind: str) -> Sign | None:
    if agent == _APPLE_AGENT or agent.endswith(_GMAIL_PREFETCH):
        return Sign.PREFETCH
    if not agent:
        return Sign.PREFETCH if kind == "o" else Sign.PROGRAM
    lower = agent.lower()
    return next((sign for sign, marks in _AGENTS if any(mark in lower for mark in marks)), None)


@lru_cache(maxsize=4096)
def _of_address(address: str, kind: str) -> Sign | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return next((sign for sign, kinds, network in _NETWORKS if kind in kinds and _within(found, network)), None)


def _within(address: object, network: IPv4Network | IPv6Network) -> bool:
    return getattr(address, "version", 0) == network.version and address in network


@dataclass(frozen=True, slots=True)
class _Burst:
    begins: int
    ends: int
    addresses: frozenset[str]


def _bursts(hits: Sequence[Hit]) -> list[_Burst]:
    """The stretches in which many different links were followed, one after the other; `hits` in order of time.

    Each hit is looked at a few times, however many there are: anybody may ask for a link of their message all day.
    """
    clicks = [hit for hit in hits if hit.kind == "c"]
    numbers: Counter[int] = Counter()
    stretches: list[tuple[int, int]] = []
    begin = 0
    for at, last in enumerate(clicks):
        numbers[last.number] += 1
        while last.at - clicks[begin].at > BURST_SECONDS * 1000:
            numbers[clicks[begin].number] -= 1
            if not numbers[clicks[begin].number]:
                del numbers[clicks[begin].number]
            begin += 1
        if len(numbers) >= BURST_LINKS:
            joins = stretches and begin <= stretches[-1][1]
            stretches.append((stretches.pop()[0] if joins else begin, at))
    return [_burst(clicks[first : last + 1]) for first, last in stretches]


def _burst(clicks: Sequence[Hit]) -> _Burst:
    return _Burst(clicks[0].at, clicks[-1].at, frozenset(hit.address for hit in clicks))


def _near(hit: Hit, bursts: Sequence[_Burst]) -> Sign | None:
    """Whether the hit is part of a burst, or beside one from its address."""
    beside = BESIDE_SECONDS * 1000
    first = bisect_left(bursts, hit.at - beside, key=lambda burst: burst.ends)
    end = bisect_right(bursts, hit.at + beside, key=lambda burst: burst.begins)
    for burst in bursts[first:end]:
        inside = hit.kind == "c" and burst.begins <= hit.at <= burst.ends
        if inside or hit.address in burst.addresses:
            return Sign.BURST
    return None
