"""Lists: declare the columns, and sorting, filters, paging, the column chooser and bulk selection are there.

class CustomerTable(Table):
    key = "customers"
    columns = (Column(key="name", label=_("Name"), sort="kana", primary=True, link=detail_of), ...)

table = CustomerTable(request, customers_visible_to(request.user))
return table.response("customers/list.html")     # the template says {% table table %}
"""

from .columns import BulkAction, Column
from .keyset import Cursor, Order, Slice, read_slice
from .plain import PlainTable
from .selection import Selection
from .table import Table

__all__ = ["BulkAction", "Column", "Cursor", "Order", "PlainTable", "Selection", "Slice", "Table", "read_slice"]
