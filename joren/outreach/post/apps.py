from joren.foundation.registry.apps import JorenAppConfig


class PostConfig(JorenAppConfig):
    name = "joren.outreach.post"
