"""Rich menus: kept here, put up at LINE, shown to everybody or to the people of a segment."""

from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from joren.foundation.audit import actions as audit
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.outreach.line import queries
from joren.outreach.line.adapters.messaging_api import MessagingApi
from joren.outreach.line.errors import ImageRefused, MenuIncomplete
from joren.outreach.line.models import Friend, RichMenu
from joren.outreach.line.rules import menus as rules
from joren.segments.engine import run as engine

from .account import refuse

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_AT_ONCE = 500


def picture_facts(data: bytes) -> tuple[str, int, int]:
    """A picture's content type, width and height in pixels. Raises `ImageRefused` for what LINE would not take."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data)) as opened:
            kind, (width, height) = str(opened.format), opened.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as problem:
        raise ImageRefused(reason=_("it is no picture")) from problem
    fault = rules.fault_of(kind, width, height, len(data))
    if fault:
        raise ImageRefused(reason=_fault_sentence(fault, width, height, len(data)))
    return rules.TYPES[kind], width, height


def _fault_sentence(fault: str, width: int, height: int, size: int) -> str:
    if fault == "type":
        return _("it is neither JPEG nor PNG")
    if fault == "bytes":
        return _("it has %(kilobytes)s kB") % {"kilobytes": -(-size // 1000)}
    return _("it is %(width)s × %(height)s pixels") % {"width": width, "height": height}


@transaction.atomic
def keep_menu(menu: RichMenu, *, image: bytes | None, taps: list[dict[str, str]], by: "Staff") -> RichMenu:
    """Keep a menu as it is written; `taps` are (kind, value, label) of its areas in reading order.

    One that is up at LINE is taken down first by the caller: LINE's menus cannot be changed. Raises `ImageRefused`,
    `MenuIncomplete`.
    """
    if image:
        menu.image_type, menu.width, menu.height = picture_facts(image)
        menu.image = image
    if not menu.image:
        raise MenuIncomplete(reason=_("it has no picture"))
    bounds = rules.bounds_of(menu.layout, menu.width, menu.height)
    actions = [rules.action_of(tap["kind"], tap["value"], tap["label"]) for tap in taps]
    menu.areas = [{"bounds": box, "action": action} for box, action in zip(bounds, actions, strict=False)]
    if not any(area["action"] for area in menu.areas):
        raise MenuIncomplete(reason=_("nothing happens when it is tapped"))
    menu.save()
    audit.record("changed", by=by, subject_type="line.menu", subject_id=menu.pk, label=menu.name)
    return menu


def put_up(menu: RichMenu, *, by: "Staff") -> RichMenu:
    """Give the menu to LINE with its picture, in place of the one LINE has. Raises `AccountRefused`, …"""
    api = queries.api_of(queries.active_account())
    try:
        made = api.create_menu(_request(menu))
        refuse(made)
        new_id, old_id = str(made.body.get("richMenuId", "")), menu.line_id
        uploaded = api.upload_menu_image(new_id, bytes(menu.image or b""), menu.image_type)
        if not uploaded.is_ok:
            api.delete_menu(new_id)
        refuse(uploaded)
        menu.line_id, menu.uploaded_at = new_id, clock.now()
        menu.save(update_fields=["line_id", "uploaded_at"])
        if menu.is_default:
            refuse(api.set_default_menu(new_id))
        if old_id:
            api.delete_menu(old_id)
    finally:
        api.close()
    audit.record("changed", by=by, subject_type="line.menu", subject_id=menu.pk, label=menu.name)
    if menu.segment_key:
        link_segment(menu)
    return menu


def _request(menu: RichMenu) -> dict[str, Any]:
    return rules.request_of(
        name=menu.name,
        chat_bar_text=menu.chat_bar_text,
        is_open=menu.is_open,
        width=menu.width,
        height=menu.height,
        areas=menu.areas,
    )


def set_default(menu: RichMenu, *, by: "Staff") -> None:
    """Show it to everybody without a menu of their own. Raises `MenuIncomplete` before LINE has it."""
    _need_up(menu)
    api = queries.api_of(queries.active_account())
    try:
        refuse(api.set_default_menu(menu.line_id))
    finally:
        api.close()
    with transaction.atomic():
        RichMenu.objects.filter(is_default=True).exclude(pk=menu.pk).update(is_default=False)
        RichMenu.objects.filter(pk=menu.pk).update(is_default=True)
        audit.record("changed", by=by, subject_type="line.menu", subject_id=menu.pk, label=menu.name)


def _need_up(menu: RichMenu) -> None:
    if not menu.line_id:
        raise MenuIncomplete(reason=_("it is not up at LINE yet"))


def take_down(menu: RichMenu, *, by: "Staff") -> None:
    """Take it away from everybody; it stays here and can be put up again."""
    if not menu.line_id:
        return
    api = queries.api_of(queries.active_account())
    try:
        gone = api.delete_menu(menu.line_id)
        if gone.status != HTTPStatus.NOT_FOUND:
            refuse(gone)
    finally:
        api.close()
    menu.line_id, menu.uploaded_at, menu.is_default, menu.linked_count = "", None, False, 0
    menu.save(update_fields=["line_id", "uploaded_at", "is_default", "linked_count"])
    audit.record("changed", by=by, subject_type="line.menu", subject_id=menu.pk, label=menu.name)


def remove_menu(menu: RichMenu, *, by: "Staff") -> None:
    """Take it away here and at LINE."""
    take_down(menu, by=by)
    audit.record("deleted", by=by, subject_type="line.menu", subject_id=menu.pk, label=menu.name)
    menu.delete()


def link_segment(menu: RichMenu) -> int:
    """Show the menu to the friends who are in its segment now, the default one again to those who left it.

    Returns how many see it. With a broken segment everything stays as it is, and the menu's page says why.
    """
    _need_up(menu)
    try:
        wanted, problem = _friends_in(menu.segment_key), ""
    except (LookupError, JorenError) as broken:
        RichMenu.objects.filter(pk=menu.pk).update(problem=str(broken)[:300])
        return menu.linked_count
    api = queries.api_of(queries.active_account())
    try:
        _let_go(api, Friend.objects.filter(menu=menu).exclude(pk__in=wanted))
        _show(api, menu, Friend.objects.filter(pk__in=wanted))
    finally:
        api.close()
    menu.linked_count, menu.problem = len(wanted), problem
    menu.save(update_fields=["linked_count", "problem"])
    return len(wanted)


def _friends_in(segment_key: str) -> list[int]:
    members = engine.members({"segment": segment_key})
    return list(Friend.objects.filter(customer_id__in=members, is_following=True).values_list("pk", flat=True))


def _let_go(api: MessagingApi, friends: QuerySet[Friend]) -> None:
    for ids, users in _parts(friends):
        refuse(api.unlink_menu(users))
        Friend.objects.filter(pk__in=ids).update(menu=None)


def _show(api: MessagingApi, menu: RichMenu, friends: QuerySet[Friend]) -> None:
    """All of them: a menu that was put up again has a new number at LINE."""
    for ids, users in _parts(friends):
        refuse(api.link_menu(menu.line_id, users))
        Friend.objects.filter(pk__in=ids).update(menu=menu)


def _parts(friends: QuerySet[Friend]) -> Iterator[tuple[list[int], list[str]]]:
    """Numbers and LINE ids, as many at once as LINE takes."""
    rows = list(friends.order_by("pk").values_list("pk", "user_id"))
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        yield [pk for pk, _user in part], [user for _pk, user in part]
