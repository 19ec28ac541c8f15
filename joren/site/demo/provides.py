"""What the demo offers to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import OWNERS, Permission
from joren.foundation.registry import Commands, Panel, Urls

_HERE = "joren.site.demo."

PROVIDES = (
    Permission(key="demo.remove", label=_("Remove the demo business"), roles=OWNERS),
    Urls(prefix="demo/", module=f"{_HERE}urls"),
    Commands(commands=f"{_HERE}commands:COMMANDS"),
    Panel(
        key="demo.home",
        slot="home",
        title=_("This is a demo"),
        template="demo/_home_panel.html",
        context=f"{_HERE}views:home_panel",
        order=900,
        width="side",
    ),
    Panel(
        key="demo.logins",
        slot="login",
        title=_("Log in to the demo"),
        template="ui/components/demo_logins.html",
        context=f"{_HERE}views:login_panel",
    ),
)
