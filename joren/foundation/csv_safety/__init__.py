"""Cells that a spreadsheet would run as a formula, made harmless on the way out and whole on the way in."""

from joren.foundation.csv_safety.formulas import neutralise_exactly, neutralise_formula, restore_neutralised

__all__ = ["neutralise_exactly", "neutralise_formula", "restore_neutralised"]
