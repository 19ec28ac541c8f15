from joren.foundation.registry.apps import JorenAppConfig


class DuplicatesConfig(JorenAppConfig):
    name = "joren.record.duplicates"
