"""Japanese addresses: read into parts, compared by keys, checked against the postal table.

`parsing` reads an address, `postal` knows the codes, `checking` says where the two disagree. The table behind them is
Japan Post's public list, shipped with Joren (data/README.md) and read when it is first needed. The rules in prose with
measured figures: docs/rules/addresses.md.
"""

from joren.foundation.japanese.addresses.checking import suggest, warnings_for
from joren.foundation.japanese.addresses.parsing import Address, address_key, parse_address

__all__ = ["Address", "address_key", "parse_address", "suggest", "warnings_for"]
