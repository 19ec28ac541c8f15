from joren.foundation.registry.apps import JorenAppConfig


class CustomersConfig(JorenAppConfig):
    name = "joren.record.customers"
