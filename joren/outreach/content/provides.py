"""What content offers to the house."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.foundation.accounts.permissions import MARKETERS, READERS, Permission
from joren.foundation.registry import NavigationItem, Urls

from .blocks import BlockType

_FORMS: Final = "joren.outreach.content.forms:"
_SEEN: Final = ("mail", "line", "post")
"""Channels that show pictures and lines; the others only say words."""

BLOCK_TYPES: Final = (
    BlockType(
        key="heading", label=pgettext_lazy("block", "Heading"), icon="heading", form=f"{_FORMS}HeadingForm", order=10
    ),
    BlockType(key="text", label=pgettext_lazy("block", "Text"), icon="align-left", form=f"{_FORMS}TextForm", order=20),
    BlockType(
        key="button",
        label=pgettext_lazy("block", "Button"),
        icon="square-rounded-arrow-right",
        form=f"{_FORMS}ButtonForm",
        order=30,
        channels=(*_SEEN, "sms"),
    ),
    BlockType(
        key="image",
        label=pgettext_lazy("block", "Picture"),
        icon="photo",
        form=f"{_FORMS}ImageForm",
        order=40,
        channels=_SEEN,
    ),
    BlockType(
        key="divider",
        label=pgettext_lazy("block", "Line or space"),
        icon="separator-horizontal",
        form=f"{_FORMS}DividerForm",
        order=50,
        channels=_SEEN,
    ),
    BlockType(
        key="columns",
        label=pgettext_lazy("block", "Columns"),
        icon="columns-2",
        form=f"{_FORMS}ColumnsForm",
        order=60,
        channels=("mail", "line"),
    ),
    BlockType(
        key="products",
        label=pgettext_lazy("block", "Products"),
        icon="shopping-bag",
        form=f"{_FORMS}ProductsForm",
        expand="joren.outreach.content.products:expand",
        values="joren.outreach.content.products:values",
        help=_("Chosen by hand, best sellers, or chosen for each person."),
        order=70,
    ),
    BlockType(
        key="survey",
        label=pgettext_lazy("block", "Survey"),
        icon="clipboard-list",
        form=f"{_FORMS}SurveyForm",
        expand="joren.outreach.content.surveys:expand",
        help=_("A link to a survey, or numbers that answer with one touch."),
        order=80,
    ),
    BlockType(
        key="html",
        label=pgettext_lazy("block", "HTML"),
        icon="code",
        form=f"{_FORMS}HtmlForm",
        order=200,
        channels=("mail",),
    ),
)

PROVIDES = (
    *BLOCK_TYPES,
    Permission(key="content.view", label=_("See messages and their previews"), roles=READERS),
    Permission(key="content.write", label=_("Write messages"), roles=MARKETERS),
    NavigationItem(
        key="content",
        label=pgettext_lazy("content", "Messages"),
        url_name="content:gallery",
        icon="writing",
        section="reach",
        order=40,
        permission="content.view",
    ),
    Urls(prefix="messages/", module="joren.outreach.content.urls"),
    Urls(prefix="m/", module="joren.outreach.content.urls_public", public=True),
)
