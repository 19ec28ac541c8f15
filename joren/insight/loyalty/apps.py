from joren.foundation.registry.apps import JorenAppConfig


class LoyaltyConfig(JorenAppConfig):
    name = "joren.insight.loyalty"
