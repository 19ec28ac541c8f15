from joren.foundation.registry.apps import JorenAppConfig


class ExportingConfig(JorenAppConfig):
    name = "joren.foundation.exporting"
