from joren.foundation.registry.apps import JorenAppConfig


class JobsConfig(JorenAppConfig):
    name = "joren.foundation.jobs"
