from django.apps import AppConfig


class SettingsConfig(AppConfig):
    name = "bihuan.config"
    label = "config"

    def ready(self) -> None:
        """Let every start and every `manage check` refuse an unsafe installation."""
        from bihuan.config import checks  # noqa: F401
