"""Rules of Japanese text, contact data and written dates: pure functions, no Django, no clock.

`folding` makes search and match keys, `phones`, `emails` and `postal` bring contact data to one form,
`names` splits and transliterates, `dates` reads the ways people write a day. The rules in prose with
worked examples: docs/rules/japanese-text.md and docs/rules/dates-and-business-day.md.
"""
