"""Knows nothing about customers: registries, accounts, audit, jobs, screens, time, money, Japanese text."""
