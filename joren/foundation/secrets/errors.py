"""What can go wrong with a kept secret."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class SecretUnreadable(JorenError):
    """The value was sealed with another key, for another purpose, or was changed."""

    code = "secret_unreadable"
    message = _("A stored password cannot be read: it was encrypted with another key.")
    remedy = _("Enter the password again, or restore the file secret.key that belongs to this data.")
