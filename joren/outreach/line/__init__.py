"""LINE: the Messaging API as a channel."""
