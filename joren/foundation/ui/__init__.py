"""The kit every screen is made of: base page, navigation, tables, forms, empty states, progress."""
