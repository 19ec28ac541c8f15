"""What the composition root itself offers."""

from joren.foundation.registry import Commands

PROVIDES = (Commands(commands="joren.site.commands:COMMANDS"),)
