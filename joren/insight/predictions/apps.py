from joren.foundation.registry.apps import JorenAppConfig


class PredictionsConfig(JorenAppConfig):
    name = "joren.insight.predictions"
