from joren.foundation.registry.apps import JorenAppConfig


class ChangesConfig(JorenAppConfig):
    name = "joren.foundation.changes"
