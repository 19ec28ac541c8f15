"""What receivers check of a sending domain (SPF, DKIM, DMARC): what is right, what is missing, the line to add; and the
keys mails are signed with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from joren.foundation.audit import actions as audit
from joren.foundation.secrets import seal

from .accounts import DKIM
from .adapters.dns import LiveResolver, Resolver
from .errors import KeyNotPublished, SelectorTaken
from .models import DkimKey, MailAccount
from .rules import dkim, spf

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_INCLUDES = {
    MailAccount.Provider.SES: "include:amazonses.com",
    MailAccount.Provider.SENDGRID: "include:sendgrid.net",
    MailAccount.Provider.MAILGUN: "include:mailgun.org",
    MailAccount.Provider.POSTMARK: "include:spf.mtasv.net",
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at, in words; where something is to be added, the name and the text of the record."""

    about: str
    state: Literal["ok", "warn", "bad", "unknown"]
    sentence: str
    name: str = ""
    record: str = ""


@dataclass(frozen=True, kw_only=True)
class DomainReport:
    """A domain mails are sent from, with what was found."""

    domain: str
    accounts: tuple[str, ...]
    findings: tuple[Finding, ...]


def resolver() -> Resolver:
    """Who answers questions to the DNS; tests put another in its place."""
    return LiveResolver()


def reports(asked: Resolver | None = None) -> list[DomainReport]:
    """A report for each domain an account sends from, or a key was made for."""
    asked = asked or resolver()
    by_domain: dict[str, list[MailAccount]] = {key.domain: [] for key in DkimKey.objects.all()}
    for account in MailAccount.objects.order_by("pk"):
        by_domain.setdefault(account.from_address.rpartition("@")[2], []).append(account)
    return [
        DomainReport(
            domain=domain,
            accounts=tuple(str(account) for account in accounts),
            findings=tuple(_findings(domain, accounts, asked)),
        )
        for domain, accounts in sorted(by_domain.items())
    ]


def _findings(domain: str, accounts: list[MailAccount], asked: Resolver) -> Iterator[Finding]:
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _spf(domain, accounts, asked),
        lambda: _dkim(domain, asked),
        lambda: _dmarc(domain, asked),
    )
    for look in looks:
        try:
            yield from look()
        except ConnectionError as problem:
            yield Finding(
                about="DNS",
                state="unknown",
                sentence=_("The DNS did not answer (%(problem)s). Look again later.") % {"problem": problem},
            )


# -- SPF


def _spf(domain: str, accounts: list[MailAccount], asked: Resolver) -> Iterator[Finding]:
    found = spf.records(asked.texts(domain))
    needed = list(dict.fromkeys(_term(account, asked) for account in accounts))
    if not found:
        yield _spf_bad(
            domain,
            _("There is no SPF record: receivers cannot know which servers may send for this domain."),
            " ".join(["v=spf1", *needed, "~all"]),
        )
        return
    if len(found) > 1:
        yield _spf_bad(domain, _("There are several SPF records: then none counts. Make one of them."), "")
        return
    yield from _spf_of_accounts(domain, found[0], accounts, asked)
    if any(term in ("+all", "all") for term in found[0].split()):
        yield _spf_bad(domain, _("The SPF record permits every server in the world (+all). End it with ~all."), "")


def _spf_bad(domain: str, sentence: str, record: str) -> Finding:
    return Finding(about="SPF", state="bad", sentence=sentence, name=domain if record else "", record=record)


def _spf_of_accounts(domain: str, record: str, accounts: list[MailAccount], asked: Resolver) -> Iterator[Finding]:
    asking = spf.Asking(asked.texts, asked.addresses, asked.exchangers)
    for account in accounts:
        told = {"account": str(account)}
        term = _term(account, asked)
        check = spf.Check(asking)
        permitted = term in record or any(check.verdict(domain, ip) == "pass" for ip in _ips(account, asked))
        if check.lookups > spf.LOOKUPS:
            yield _spf_bad(domain, _("The SPF record asks for more than ten other names: receivers give up on it."), "")
        elif permitted:
            yield Finding(about="SPF", state="ok", sentence=_("SPF permits %(account)s.") % told)
        else:
            yield _spf_bad(
                domain, _("SPF does not permit %(account)s. Change the record to:") % told, spf.with_term(record, term)
            )


def _term(account: MailAccount, asked: Resolver) -> str:
    """What an SPF record needs for an account."""
    if account.provider in _INCLUDES:
        return _INCLUDES[MailAccount.Provider(account.provider)]
    ips = _ips(account, asked)
    return f"a:{account.host}" if not ips or not _is_ip(account.host) else f"ip{ip_address(ips[0]).version}:{ips[0]}"


def _ips(account: MailAccount, asked: Resolver) -> list[str]:
    if account.provider in _INCLUDES or not account.host:
        return []
    return [account.host] if _is_ip(account.host) else asked.addresses(account.host)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


# -- DKIM


def _dkim(domain: str, asked: Resolver) -> Iterator[Finding]:
    keys = list(DkimKey.objects.filter(domain=domain))
    if not keys:
        yield Finding(
            about="DKIM",
            state="warn",
            sentence=_(
                "Joren signs no mails from this domain. Where your provider does not sign them either, make a key."
            ),
        )
    for key in keys:
        yield _finding_of_key(key, asked)


def _finding_of_key(key: DkimKey, asked: Resolver) -> Finding:
    told = {"name": str(key)}
    if not _is_published(key, asked):
        sentence = _("The DNS does not hold the key %(name)s yet. Add this TXT record:") % told
        state: Literal["bad", "warn"] = "bad" if key.is_on else "warn"
        return Finding(about="DKIM", state=state, sentence=sentence, name=str(key), record=record_of(key))
    if not key.is_on:
        return Finding(
            about="DKIM", state="warn", sentence=_("The key %(name)s stands in the DNS. Switch it on below.") % told
        )
    return Finding(about="DKIM", state="ok", sentence=_("Mails are signed with %(name)s, and the DNS holds it.") % told)


def _is_published(key: DkimKey, asked: Resolver) -> bool:
    return any(f"p={key.public}" in text.replace(" ", "") for text in asked.texts(str(key)))


def record_of(key: DkimKey) -> str:
    """The text of the DNS record of a key."""
    return dkim.record(key.algorithm, key.public)


# -- DMARC


def _dmarc(domain: str, asked: Resolver) -> Iterator[Finding]:
    name = f"_dmarc.{domain}"
    found = [text for text in asked.texts(name) if text.replace(" ", "").lower().startswith("v=dmarc1")]
    suggestion = f"v=DMARC1; p=none; rua=mailto:dmarc@{domain}"
    if not found:
        yield Finding(
            about="DMARC",
            state="bad",
            sentence=_("There is no DMARC record. Gmail and others want one from whoever sends many mails. Add:"),
            name=name,
            record=suggestion,
        )
        return
    tags = dict(part.strip().split("=", 1) for part in found[0].split(";") if "=" in part)
    policy = tags.get("p", "").strip().lower()
    if len(found) > 1 or policy not in ("none", "quarantine", "reject"):
        yield Finding(
            about="DMARC",
            state="bad",
            sentence=_("The DMARC record cannot be read (p= must be none, quarantine or reject). Replace it by:"),
            name=name,
            record=suggestion,
        )
    elif policy == "none":
        yield Finding(
            about="DMARC",
            state="ok",
            sentence=_(
                "DMARC is there and only watches (p=none). When SPF and DKIM have been right for some weeks, "
                "quarantine keeps others from sending in your name."
            ),
        )
    else:
        yield Finding(about="DMARC", state="ok", sentence=_("DMARC is there (p=%(policy)s).") % {"policy": policy})


# -- keys


@transaction.atomic
def make_key(key: DkimKey, *, by: "Staff | None") -> DkimKey:
    """Make a key for a domain, switched off until its record stands in the DNS. Raises `SelectorTaken`."""
    private, key.public = dkim.new_key(key.algorithm)
    key.private_sealed, key.is_on = seal(private, purpose=DKIM), False
    try:
        with transaction.atomic():
            key.save(force_insert=True)
    except IntegrityError:
        raise SelectorTaken(selector=key.selector, domain=key.domain) from None
    audit.record("created", by=by, subject_type="mail.dkim", subject_id=key.pk, label=str(key))
    return key


@transaction.atomic
def switch_key(key: DkimKey, *, on: bool, by: "Staff | None", asked: Resolver | None = None) -> None:
    """Begin or cease to sign with a key. Raises `KeyNotPublished`: a signature nobody can check does harm."""
    if on:
        try:
            published = _is_published(key, asked or resolver())
        except ConnectionError:
            published = False
        if not published:
            raise KeyNotPublished(name=str(key))
    DkimKey.objects.filter(pk=key.pk).update(is_on=on)
    audit.record("changed", by=by, subject_type="mail.dkim", subject_id=key.pk, label=str(key), detail={"on": on})


@transaction.atomic
def remove_key(key: DkimKey, *, by: "Staff") -> None:
    """Throw a key away."""
    audit.record("deleted", by=by, subject_type="mail.dkim", subject_id=key.pk, label=str(key))
    key.delete()
