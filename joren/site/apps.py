from joren.foundation.registry.apps import JorenAppConfig


class SiteConfig(JorenAppConfig):
    name = "joren.site"
    label = "joren_site"
