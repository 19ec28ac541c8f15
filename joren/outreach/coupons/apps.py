from joren.foundation.registry.apps import JorenAppConfig


class CouponsConfig(JorenAppConfig):
    name = "joren.outreach.coupons"
