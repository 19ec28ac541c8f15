from joren.foundation.registry.apps import JorenAppConfig


class ImportingConfig(JorenAppConfig):
    name = "joren.foundation.importing"
