"""The words in which apps declare what can be known of a customer: facts, attributes and their parameters.

Only declarations live here, so that every app can make them from its `provides.py`. Reading, checking and running
them is `joren.segments`.

A **FactTable** is a table the columnar mirror keeps a copy of. An **Attribute** is one typed answer about one
customer, computed either from the customer's own row (`CustomerColumn`) or by one aggregate over one fact table
(`Aggregate`). SQL fragments are written in the part of SQL that PostgreSQL, DuckDB and Spark share.
"""

from .attributes import (
    Aggregate,
    Attribute,
    AttributeSource,
    AttributeType,
    CustomerColumn,
    Derived,
    Option,
    Parameter,
    ParameterOptions,
    ParameterType,
)
from .facts import Column, ColumnType, FactTable
from .portable import days_between, median, moment_key, nth_smallest, percent, ratio, spelled, weekday

__all__ = [
    "Aggregate",
    "Attribute",
    "AttributeSource",
    "AttributeType",
    "Column",
    "ColumnType",
    "CustomerColumn",
    "Derived",
    "FactTable",
    "Option",
    "Parameter",
    "ParameterOptions",
    "ParameterType",
    "days_between",
    "median",
    "moment_key",
    "nth_smallest",
    "percent",
    "ratio",
    "spelled",
    "weekday",
]
