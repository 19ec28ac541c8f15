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
        key="regulars",
        section="know",
        label=_("What a regular is"),
        value=f"{_STANDING}regulars_are",
        url_name="loyalty:regulars",
        permission="loyalty.view",
    ),
    LoopFigure(
        key="segments",
        section="know",
        label=_("Segments"),
        value=f"{_STANDING}segments",
        url_name="segments:list",
        permission="segments.view",
        order=110,
    ),
    LoopFigure(
        key="campaigns",
        section="reach",
        label=_("Sent campaigns"),
        value=f"{_STANDING}sent_campaigns",
        url_name="campaigns:list",
        permission="campaigns.view",
    ),
    LoopFigure(
        key="judged",
        section="prove",
        label=_("Judged campaigns"),
        value=f"{_STANDING}judged_campaigns",
        url_name="experiments:list",
        permission="experiments.view",
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
        key="regulars",
        label=_("Say what a regular is"),
        text=_("Three purchases, 100,000 yen, three years: your own rule. Joren then shows what regulars share."),
        url_name="loyalty:define",
        icon="heart-handshake",
        is_done=f"{_STANDING}has_regulars",
        order=30,
        permission="loyalty.define",
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
    Step(
        key="campaign",
        label=_("Send your first campaign"),
        text=_("Write a mail, choose who gets it, and hold a tenth back to see what it changed."),
        url_name="campaigns:new",
        icon="send",
        is_done=f"{_STANDING}has_campaign",
        order=50,
        permission="campaigns.write",
    ),
    Step(
        key="prospects",
        label=_("Look who is one step away"),
        text=_("People who are nearly regulars, and what the step is."),
        url_name="loyalty:next",
        icon="stairs-up",
        is_done=f"{_STANDING}has_no_regulars",
        order=100,
        permission="loyalty.view",
        recurs=True,
    ),
)

PROVIDES = (Commands(commands="joren.site.commands:COMMANDS"), *FIGURES, *STEPS)
