"""What the composition root itself offers: commands, and what the home page says about the stages."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.registry import Commands
from joren.foundation.ui.entries import LoopFigure, Step

_STANDING = "joren.site.standing:"

FIGURES = (
    LoopFigure(
        key="imports",
        section="collect",
        label=_("Imported files"),
        value=f"{_STANDING}imports_done",
        url_name="imports:list",
        permission="imports.view",
    ),
    LoopFigure(
        key="newest_purchase",
        section="collect",
        label=_("Newest purchase"),
        value=f"{_STANDING}newest_purchase",
        permission="purchases.view",
        order=110,
    ),
    LoopFigure(
        key="customers",
        section="record",
        label=_("Customers"),
        value=f"{_STANDING}customers",
        url_name="customers:list",
        permission="customers.view",
    ),
    LoopFigure(
        key="goals",
        section="plan",
        label=_("Open goals"),
        value=f"{_STANDING}open_goals",
        url_name="goals:list",
        permission="goals.view",
    ),
)

STEPS = (
    Step(
        key="customers",
        label=_("Import your customers"),
        text=_("A list from the till, from Excel or another tool. Joren finds out which column is what."),
        url_name="imports:new",
        icon="users-plus",
        is_done=f"{_STANDING}has_customers",
        order=10,
        permission="imports.run",
    ),
    Step(
        key="purchases",
        label=_("Import your purchases"),
        text=_("Who bought what, when and for how much: it shows who comes back."),
        url_name="imports:new",
        icon="receipt",
        is_done=f"{_STANDING}has_purchases",
        order=20,
        permission="imports.run",
    ),
    Step(
        key="sender",
        label=_("Say who your mails are from"),
        text=_("The law wants a name, an address and a contact below every mail."),
        url_name="business:settings",
        icon="mail-cog",
        is_done=f"{_STANDING}has_sender",
        order=40,
        permission="business.change",
    ),
)

PROVIDES = (Commands(commands="joren.site.commands:COMMANDS"), *FIGURES, *STEPS)
