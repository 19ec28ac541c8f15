from joren.foundation.registry.apps import JorenAppConfig


class JourneysConfig(JorenAppConfig):
    name = "joren.outreach.journeys"
