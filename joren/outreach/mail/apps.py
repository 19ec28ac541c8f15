from joren.foundation.registry.apps import JorenAppConfig


class MailConfig(JorenAppConfig):
    name = "joren.outreach.mail"
