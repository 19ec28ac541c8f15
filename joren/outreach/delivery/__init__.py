"""Brings one message to one person, over any channel, at most once.

See docs/rules/delivery.md for why nobody is written to twice and nobody is lost. A channel (mail, and later LINE, SMS,
post) declares itself with a `Channel` entry; whoever wants messages sent (campaigns, and later journeys) prepares
`Delivery` rows with `actions.prepare` and lets them go with `actions.open_dispatch`.
"""
