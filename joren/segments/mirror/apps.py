from joren.foundation.registry.apps import JorenAppConfig


class MirrorConfig(JorenAppConfig):
    name = "joren.segments.mirror"
