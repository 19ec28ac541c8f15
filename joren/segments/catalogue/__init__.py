"""The catalogue: what can be known of a customer, and rules said in its words.

    rule = catalogue.reading.read_rule({"attribute": "purchases.count", "op": "at_least", "value": 3})

A rule is read once from JSON into frozen dataclasses (`tree`), refused with a path to each place that is wrong, and
said back in a sentence. Running it is `joren.segments.engine`. The language: docs/rules/segments.md.
"""
