"""``python -m joren.site …`` is ``joren …``."""

from joren.site.cli import main

main()
