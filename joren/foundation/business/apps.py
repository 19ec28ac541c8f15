from joren.foundation.registry.apps import JorenAppConfig


class BusinessConfig(JorenAppConfig):
    name = "joren.foundation.business"
