from joren.foundation.registry.apps import JorenAppConfig


class CampaignsConfig(JorenAppConfig):
    name = "joren.outreach.campaigns"
