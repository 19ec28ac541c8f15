from joren.foundation.registry.apps import JorenAppConfig


class ResponsesConfig(JorenAppConfig):
    name = "joren.outreach.responses"
