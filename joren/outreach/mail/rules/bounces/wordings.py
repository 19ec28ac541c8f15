"""The sentences in which mail servers of the world say why they did not take a message, by reason.

The order is the order of certainty: what a sentence about a full mailbox says is not undone by "does not exist" later.
"""

import re
from typing import Final

from .report import Reason


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


WORDS: Final[tuple[tuple[Reason, re.Pattern[str]], ...]] = (
    (
        Reason.POLICY,
        _any(r"my name was rejected|sender (?:address|domain)[^.\n]{0,40} (?:rejected|does not exist|not found)"),
    ),
    (
        Reason.FULL,
        _any(
            r"(?:mailbox|mailfolder|mail folder|mail ?box|inbox|account)(?:'s)? (?:\S+ )?(?:is "
            r"|are )?(?:almost )?full",
            r"mailbox(?:[ _-])?full|full mailbox|mail ?box(?: \S+)? (?:has )?exceeded|maildrop.* full",
            r"over (?:\S+ )?(?:disk )?quota|quota (?:is |has been |was )?(?:exceeded|full)|exceed(?:ed|s"
            r"|ing)? (?:\S+ )*?"
            r"(?:quota|storage|mailbox size|mailbox limit)|quotaexceeded|out of (?:storage|space)"
            r"|too much mail data",
            r"insufficient (?:disk|mailbox|storage) ?space|not enough (?:storage|disk|space)|disk quota",
            r"メールボックス[^。\n]{0,20}(?:容量|いっぱい|一杯|満杯|あふれ)|容量[^。\n]{0,12}(?:超|オーバー"
            r"|いっぱい|一杯)",
            r"受信(?:箱|ボックス)[^。\n]{0,12}(?:容量|いっぱい|一杯|満杯)|保存(?:容量|件数)[^。\n]{0,12}超",
        ),
    ),
    (
        Reason.TOO_BIG,
        _any(
            r"message (?:size|length)? ?(?:is )?(?:too (?:big|large|long)|exceeds)|too large|size limit",
            r"サイズ[^。\n]{0,12}(?:大き|超)",
        ),
    ),
    (
        Reason.NO_MAIL,
        _any(
            r"null ?mx|nullmx|does(?: not|n't) accept (?:any )?(?:e-?)?mail|smtp protocol violation"
            r"|no mail (?:is )?"
            r"accepted|not able to receive mail|host/domain does not accept mail|indicated no smtp service",
        ),
    ),
    (
        Reason.MOVED,
        _any(
            r"(?:user|recipient|account|mailbox|address)[^.\n]{0,40} (?:has )?moved\b|has been replaced by"
            r"|no longer"
            r" (?:at|with|on) (?:this|the|our)|アドレス[^。\n]{0,8}変更(?:しました|になりました|されています)"
        ),
    ),
    (
        Reason.SUSPENDED,
        _any(
            r"(?:account|mailbox|user|recipient|address)\S*(?: \S+){0,4} (?:is |has been "
            r"|been )?(?:currently )?"
            r"(?:disabled|suspended|inactive|deactivated|discontinued|locked|frozen|on hold|not active"
            r"|expired)",
            r"(?:inactive|disabled|suspended) (?:account|user|mailbox|recipient)|user is inactive"
            r"|account (?:has )?expired",
            r"(?:利用|契約|サービス)[^。\n]{0,10}(?:停止|休止|中断)",
        ),
    ),
    (
        Reason.UNKNOWN_HOST,
        _any(
            r"host (?:is )?(?:unknown|not found)|unknown (?:mail )?host|(?:host|domain)(?: name)?[^.\n]{0,30}"
            r" (?:not found|does(?: not|n't) exist|cannot be found|is unknown|unknown)",
            r"no such (?:host|domain)|nxdomain|(?:unable to|could(?: not|n't)|can(?: not|'t)) (?:find|resolve"
            r"|route)"
            r" (?:\S+ ){0,4}(?:host|domain)|couldn't find any host|non-?existent (?:hosts?|domain)"
            r"|no route to domain",
            r"name or service not known|domain is not reachable|no valid hosts|MX records point to non"
            r"|invalid domain|illegal host/domain",
            r"(?:ホスト|ドメイン)[^。\n]{0,12}(?:見つか|存在し|不明)",
        ),
    ),
    (
        Reason.UNKNOWN_USER,
        _any(
            r"user (?:is )?(?:unknown|not (?:found|known))|unknown (?:user|recipient|mailbox|address|local)"
            r"|no such"
            r" (?:user|recipient|mailbox|person|address|account|local)|(?:user|recipient|mailbox|address"
            r"|account|"
            r"addressee)\S*(?: \S+){0,6} (?:does(?: not|n't) exist|do not exist|(?:was |is )?not (?:found"
            r"|exist|known|"
            r"available|valid|be found))|(?:invalid|bad|nonexistent|non-existent|undeliverable) (?:user"
            r"|recipient|"
            r"mailbox|address|destination)",
            r"recipient name is not recognized|unknown recipient|not listed in|no mailbox|mailbox unavailable|"
            r"doesn't have an? \S+ account|does not have an? \S+ account|isn't in our|not our customer|"
            r"recipnotfound|recipientnotfound|resolver\.adr|couldn't be found|could(?: not|n't) be found|"
            r"unrouteable address|unroutable|no valid recipients|user_?unknown|is not a (?:known"
            r"|valid) (?:user|"
            r"recipient)|not a valid (?:user|mailbox)|check if address is correct"
            r"|unable to deliver message to <[^>]+> \(and other|no account by that name|"
            r"address (?:unknown|rejected: (?:unknown|access denied|undeliver))|addresses? failed"
            r"|said there was no|"
            r"recipient (?:address )?(?:not found|rejected\.? *$|unknown)|not a known user|no user here",
            r"(?:宛先|あて先|送信先|受信者|ユーザー?|アドレス)[^。\n]{0,24}(?:見つか|存在し|存在しな|不明|無効"
            r"|誤り|いません)",
        ),
    ),
    (
        Reason.POLICY,
        _any(
            r"\bspam\b|junk|blacklist|black list|block(?:ed|list)|spamhaus|\bRBL\b|reputation|\bSPF\b|\bDKIM\b"
            r"|\bDMARC\b",
            r"unauthenticated|authenticat|relay|reverse dns|\bPTR\b|rDNS|virus|policy|polic(?:ies)|too many"
            r"|rate limit",
            r"not (?:permitted|allowed|authorized|authorised)|access denied|forbidden|tls|certificate"
            r"|content rejected",
            r"迷惑メール|ブロック|拒否",
        ),
    ),
    (
        Reason.NETWORK,
        _any(
            r"timed? ?out|no route to host|connection (?:refused|reset|timed|lost|closed)|unable to connect"
            r"|lookup failure",
            r"not responding|(?:could(?: not|n't)|wasn't able to) establish|socket error|network"
            r"|retry time(?:out)?|in the"
            r" queue too long|too old|delivery time expired|loop|hops|message was not delivered within",
        ),
    ),
    (
        Reason.SYSTEM,
        _any(
            r"system (?:error|not accepting|full)|i/o error|local error|configuration|disk full|"
            r"service unavailable|command (?:died|failed|output)|child status|deferred"
        ),
    ),
)
