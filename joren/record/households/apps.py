from joren.foundation.registry.apps import JorenAppConfig


class HouseholdsConfig(JorenAppConfig):
    name = "joren.record.households"
