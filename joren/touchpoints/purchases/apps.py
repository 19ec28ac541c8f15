from joren.foundation.registry.apps import JorenAppConfig


class PurchasesConfig(JorenAppConfig):
    name = "joren.touchpoints.purchases"
