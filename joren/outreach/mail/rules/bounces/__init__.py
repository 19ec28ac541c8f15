"""What mails say that come back: which message of ours, which address, whether the address is gone for good.

Sources: RFC 3464 (delivery status), RFC 3463 (status codes), RFC 5965 (complaints), RFC 3834 (automatic answers), and
the wordings of mail servers that know none of these, the Japanese carriers among them (`docs/rules/bounces.md`).
"""
