from joren.foundation.registry.apps import JorenAppConfig


class DemoConfig(JorenAppConfig):
    name = "joren.site.demo"
