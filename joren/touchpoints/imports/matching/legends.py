"""Legends inside column names; kept in `joren.foundation.importing.legends`, where a plan applies them by itself."""

from joren.foundation.importing.legends import legend_of, without_legend

__all__ = ["legend_of", "without_legend"]
