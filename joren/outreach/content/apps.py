from joren.foundation.registry.apps import JorenAppConfig


class ContentConfig(JorenAppConfig):
    name = "joren.outreach.content"
