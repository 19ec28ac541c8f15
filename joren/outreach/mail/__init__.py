"""E-mail as a channel of delivery: the account, the message, links and opens, unsubscribing, the built-in mailbox."""
