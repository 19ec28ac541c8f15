from joren.foundation.registry.apps import JorenAppConfig


class UiConfig(JorenAppConfig):
    name = "joren.foundation.ui"
