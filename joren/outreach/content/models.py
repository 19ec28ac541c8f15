"""Tables of content: what is to be said, how each channel says it, and the words frozen for a sending."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .rules.markup import readable


class Message(models.Model):
    """What is to be said, while it may still change. Campaigns and steps of journeys point to one.

    `is_template`: it stands in the gallery, to begin other messages from. `template_key` names the ready-made template
    it came from ("thanks"), "" for none. `changed_by`: whose the words are as they stand, the last to write at them.
    """

    name = models.CharField(_("name"), max_length=200)
    is_template = models.BooleanField(default=False)
    template_key = models.CharField(max_length=40, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["is_template", "-changed_at"], name="content_newest")]

    def __str__(self) -> str:
        return self.name


class Wording(models.Model):
    """The message as one channel says it. `blocks` is a list of blocks (`joren.outreach.content.rules.blocks`).

    `revision` grows with each change, so that an editor that was overtaken is told instead of overwriting.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="wordings")
    channel = models.CharField(max_length=10)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    preheader = models.CharField(_("preheader"), max_length=300, blank=True)
    blocks = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="content_wording_once")]
        ordering = ["channel"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.channel}: {self.subject}"

    @property
    def read_subject(self) -> str:
        """The subject as somebody without a name would read it."""
        return readable(self.subject)


class Content(models.Model):
    """The frozen words of everything one `origin` sends over one channel to those who get one variant.

    `base_url` is where its links lead, without a slash at its end. `fingerprint` tells the same words again
    (`rules.blocks.fingerprint`), whoever sends them.
    """

    origin = models.CharField(max_length=60)
    channel = models.CharField(max_length=10)
    variant = models.CharField(max_length=10, blank=True, default="")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="contents")
    subject = models.CharField(max_length=300, blank=True)
    preheader = models.CharField(max_length=300, blank=True)
    blocks = models.JSONField(default=list, blank=True)
    base_url = models.CharField(max_length=300)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "channel", "variant"], name="content_frozen_once")]

    def __str__(self) -> str:
        return f"{self.origin} {self.channel} {self.variant}: {self.subject}"


class Link(models.Model):
    """A link of a content: the click address carries only its number, so that nobody can make it lead elsewhere."""

    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="links")
    number = models.PositiveSmallIntegerField()
    target = models.CharField(max_length=2000, help_text="may hold merge fields after the host")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content", "number"], name="content_link_once")]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.target


class Image(models.Model):
    """A picture of our messages, served to everybody who knows its `token`. The same bytes are stored once."""

    token = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200, blank=True)
    alt = models.CharField(_("what it shows"), max_length=200, blank=True)
    content_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    data = models.BinaryField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["-id"], name="content_images_newest")]

    def __str__(self) -> str:
        return self.name or self.token
