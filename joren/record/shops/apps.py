from joren.foundation.registry.apps import JorenAppConfig


class ShopsConfig(JorenAppConfig):
    name = "joren.record.shops"
