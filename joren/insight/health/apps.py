from joren.foundation.registry.apps import JorenAppConfig


class HealthConfig(JorenAppConfig):
    name = "joren.insight.health"
