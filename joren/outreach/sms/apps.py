from joren.foundation.registry.apps import JorenAppConfig


class SmsConfig(JorenAppConfig):
    name = "joren.outreach.sms"
