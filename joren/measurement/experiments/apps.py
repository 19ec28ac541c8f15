from joren.foundation.registry.apps import JorenAppConfig


class ExperimentsConfig(JorenAppConfig):
    name = "joren.measurement.experiments"
