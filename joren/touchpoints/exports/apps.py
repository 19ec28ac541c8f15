from joren.foundation.registry.apps import JorenAppConfig


class ExportsConfig(JorenAppConfig):
    name = "joren.touchpoints.exports"
