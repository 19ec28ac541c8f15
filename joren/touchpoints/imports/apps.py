from joren.foundation.registry.apps import JorenAppConfig


class ImportsConfig(JorenAppConfig):
    name = "joren.touchpoints.imports"
