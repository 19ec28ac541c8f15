from joren.foundation.registry.apps import JorenAppConfig


class AuditConfig(JorenAppConfig):
    name = "joren.foundation.audit"
