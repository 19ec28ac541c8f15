from joren.foundation.registry.apps import JorenAppConfig


class ReportsConfig(JorenAppConfig):
    name = "joren.insight.reports"
