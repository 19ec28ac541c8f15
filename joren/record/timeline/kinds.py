"""The families of events. Points, repeat rates and scenarios read these without knowing who wrote them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """One of about ten; an app's event key belongs to exactly one."""

    PURCHASE = "purchase", _("purchase")
    VISIT = "visit", _("visit")
    CONTACT = "contact", _("contact")
    ANSWER = "answer", _("answer")
    SENT = "sent", _("message sent")
    RESPONSE = "response", _("response")
    REWARD = "reward", _("reward")
    CONSENT = "consent", _("consent")
    PROFILE = "profile", _("record")
    NOTE = "note", _("note")
