from joren.foundation.registry.apps import JorenAppConfig


class GoalsConfig(JorenAppConfig):
    name = "joren.planning.goals"
