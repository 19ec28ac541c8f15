from joren.foundation.registry.apps import JorenAppConfig


class CatalogueConfig(JorenAppConfig):
    name = "joren.segments.catalogue"
