"""The columnar copy of the facts: kept up by change, read while written, rebuilt at will."""
