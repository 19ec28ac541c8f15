from joren.foundation.registry.apps import JorenAppConfig


class ConsentsConfig(JorenAppConfig):
    name = "joren.record.consents"
