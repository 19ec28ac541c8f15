"""The one business this installation serves: its name, currency, fiscal year and sender block."""
