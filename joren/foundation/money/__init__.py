"""Money: amounts are `Decimal` with two places, whatever the currency; read, rounded and shown here.

    from joren.foundation.money import AmountProblem, format_money, parse_amount

The rules with worked numbers: docs/rules/money.md. No Django, no clock.
"""

from joren.foundation.money.amounts import LARGEST, AmountProblem, parse_amount, to_amount
from joren.foundation.money.currencies import currency_exponent, format_money

__all__ = ["LARGEST", "AmountProblem", "currency_exponent", "format_money", "parse_amount", "to_amount"]
