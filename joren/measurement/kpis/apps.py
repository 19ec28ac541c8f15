from joren.foundation.registry.apps import JorenAppConfig


class KpisConfig(JorenAppConfig):
    name = "joren.measurement.kpis"
