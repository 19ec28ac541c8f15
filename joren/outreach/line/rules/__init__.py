"""Pure rules of LINE: signatures, keys, lengths, prices, menus, messages."""
