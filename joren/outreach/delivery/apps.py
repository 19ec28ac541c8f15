from joren.foundation.registry.apps import JorenAppConfig


class DeliveryConfig(JorenAppConfig):
    name = "joren.outreach.delivery"
