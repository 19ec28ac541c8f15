from joren.foundation.registry.apps import JorenAppConfig


class CallsConfig(JorenAppConfig):
    name = "joren.outreach.calls"
