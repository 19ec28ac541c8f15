"""Joren (常連): a customer relationship system that finds, reaches and proves what makes regulars."""

__version__ = "0.1.0"
