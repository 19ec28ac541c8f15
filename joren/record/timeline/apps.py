from joren.foundation.registry.apps import JorenAppConfig


class TimelineConfig(JorenAppConfig):
    name = "joren.record.timeline"
