from joren.foundation.registry.apps import JorenAppConfig


class LineConfig(JorenAppConfig):
    name = "joren.outreach.line"
