"""The reports Joren ships, by what belongs together. Formulas with worked numbers: docs/rules/reports.md."""
