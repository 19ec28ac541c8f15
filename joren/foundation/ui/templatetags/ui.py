"""The kit's template tags, built in everywhere: ``{% icon %}``, ``{% money %}``, ``{% field %}``, ``{% chart %}`` …

Each family lives in a module of its own in `joren.foundation.ui.tags`.
"""

from django import template

from joren.foundation.ui.tags import charts, components, forms, page, panels, tables, values

register = template.Library()
for _family in (page, values, components, forms, charts, tables, panels):
    register.tags.update(_family.register.tags)
    register.filters.update(_family.register.filters)
