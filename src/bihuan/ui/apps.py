from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from bihuan.ui.navigation import Entry, register


class UiConfig(AppConfig):
    name = "bihuan.ui"
    label = "ui"

    def ready(self) -> None:
        register(Entry("account", _("Change password"), "account_change_password", order=10))
        register(Entry("account", _("Second factor"), "mfa_index", order=20))
