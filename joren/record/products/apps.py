from joren.foundation.registry.apps import JorenAppConfig


class ProductsConfig(JorenAppConfig):
    name = "joren.record.products"
