"""One customer, one history: customers, consents, timeline, shops and products."""
