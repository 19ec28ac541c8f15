"""The mail channel: SMTP, MIME, sender block, unsubscribe, signed open and click links, mailbox."""
