from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from bihuan.ui.navigation import Entry, register


class UiConfig(AppConfig):
    name = "bihuan.ui"
    label = "ui"

    def ready(self) -> None:
        password = Entry(
            "account",
            _("Change password"),
            "account_change_password",
            order=10,
            # The demo's ready-made accounts have none.
            may=lambda person: person.has_usable_password(),
        )
        register(password)
        register(Entry("account", _("Second factor"), "mfa_index", order=20))
