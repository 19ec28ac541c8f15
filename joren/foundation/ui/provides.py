"""What the rest may show or run of the kit."""

from joren.foundation.registry import Urls

PROVIDES = (Urls(prefix="", module="joren.foundation.ui.urls"),)
