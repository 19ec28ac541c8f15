from joren.foundation.registry.apps import JorenAppConfig


class LibraryConfig(JorenAppConfig):
    name = "joren.segments.library"
