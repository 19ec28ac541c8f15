"""Which reports there are: each module here has a tuple `REPORTS`; nothing else is needed for one to be offered.

How to write one: `docs/how-to/add-a-report.md`.
"""

from importlib import import_module
from pkgutil import iter_modules

from joren.foundation.registry import Report


def shipped() -> tuple[Report, ...]:
    """The reports of all modules beside this one, by the name of the module."""
    names = sorted(module.name for module in iter_modules(__path__))
    return tuple(report for name in names for report in import_module(f"{__name__}.{name}").REPORTS)
