from joren.foundation.registry.apps import JorenAppConfig


class ListsConfig(JorenAppConfig):
    name = "joren.segments.lists"
