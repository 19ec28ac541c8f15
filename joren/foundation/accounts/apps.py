from joren.foundation.registry.apps import JorenAppConfig


class AccountsConfig(JorenAppConfig):
    name = "joren.foundation.accounts"
