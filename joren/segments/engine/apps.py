from joren.foundation.registry.apps import JorenAppConfig


class EngineConfig(JorenAppConfig):
    name = "joren.segments.engine"
