from joren.foundation.registry.apps import JorenAppConfig


class MergingConfig(JorenAppConfig):
    name = "joren.record.merging"
