"""What the commands about imports say, for people at a terminal."""

from typing import Any

from django.utils.translation import gettext as _

from . import queries
from .models import Import
from .reading.encoding_names import display_name


def plan(data: dict[str, Any]) -> str:
    """What an undo would meet, in lines."""
    if data["free"]:
        return _("Nothing stands in the way: everything can be as it was before.")
    lines = [f"! {one['count']:,} × {one['what']}" for one in data["obstacles"]]
    lines += [f"  {table}: {len(keys):,}" for table, keys in data["kept"].items()]
    return "\n".join([*lines, _("Take back all the rest with: joren import undo %(id)s --leave %(plan)s") % data])


def line(found: dict[str, Any]) -> str:
    """An import in one line."""
    counts = found["counts"]
    words = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(rejected)s rejected") % counts
    return f"{found['id']}  {found['kind']}  {found['state']}  {found['file']}  {words}"


def report(data: dict[str, Any]) -> str:
    """What became of an import, or would, in lines."""
    counts = data["counts"]
    head = _("Tried %(file)s; nothing was kept.") if data.get("dry_run") else _("Import %(id)s: %(file)s")
    lines = [
        head % data,
        _("Read as %(encoding)s.") % {"encoding": display_name(data["encoding"])},
        _("%(rows)s rows: %(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(rejected)s rejected") % counts,
    ]
    told = {"rows", "new", "changed", "unchanged", "rejected"}
    lines += [f"  {name}: {count}" for name, count in counts.items() if name not in told]
    for change in data.get("changes", []):
        fields = ", ".join(f"{field}: {was} → {became}" for field, (was, became) in change["changes"].items())
        lines.append(_("Row %(row)s: ") % change + f"{change['label']}: {fields}")
    for warning in data["warnings"]:
        example_ = warning["examples"][0] if warning["examples"] else {}
        where = _("first in row %(row)s") % example_ if example_ else ""
        lines.append(f"! {warning['count']} × {warning['sentence']} ({where} {example_.get('value', '')})")
    for reject in data["rejects"][:10]:
        where = f"{reject['column']} “{reject['value']}” " if reject["column"] else ""
        lines.append(_("Row %(row)s: ") % reject + f"{where}{reject['reason']} {reject['remedy']}")
    if counts["rejected"] and data["id"]:
        lines.append(_("All rejected rows: joren import rejects %(id)s") % data)
    if data["error"]:
        lines.append(data["error"]["message"])
    return "\n".join(lines)


def tried(record: Import, tried: dict[str, Any]) -> dict[str, Any]:
    """An import as told, with what a try of it found."""
    told = queries.told(record) | {"id": None, "state": "dry_run", "dry_run": True}
    return told | queries.told_of_try(tried)
