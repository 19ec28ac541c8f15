"""Tags for the page itself: icons, toasts, a piece of template used twice."""

from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.template.base import Node, NodeList, Parser, Token
from django.utils.safestring import SafeString

from joren.foundation.ui import icons
from joren.foundation.ui.toasts import Toast, toast_of

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 20, css: str = "") -> SafeString:
    """``{% icon "users" %}``: an icon of the set, in the colour of the text around it."""
    return icons.icon(name, size=size, css=css)


@register.simple_tag(takes_context=True)
def toasts(context: dict[str, Any]) -> list[Toast]:
    """``{% toasts as shown %}``: the messages waiting for this person, which are thereby shown."""
    request = context.get("request")
    return [toast_of(message) for message in get_messages(request)] if request else []


class CaptureNode(Node):
    """Renders its inside into a variable."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: template.Context) -> SafeString:
        """Keep what is inside; nothing is shown here."""
        context[self.name] = SafeString(self.nodelist.render(context).strip())
        return SafeString("")


@register.tag
def capture(parser: Parser, token: Token) -> CaptureNode:
    """``{% capture page_title %}{% block title %}{% endblock %}{% endcapture %}``: a block shown in two places."""
    _, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, name)
