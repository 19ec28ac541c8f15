"""Runs rules of the catalogue: how many, who, why, and the answers themselves.

    from joren.segments.engine import run
    run.count({"attribute": "purchases.count", "op": "at_least", "value": 3})

A rule compiles to one SQL query with one pass over each fact table (`compiler`). Everybody is asked of the columnar
mirror, one person of PostgreSQL; both run the same query in their own dialect (`dialects`).
"""
