from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from bihuan.ui.navigation import Entry, register


class HomeConfig(AppConfig):
    name = "bihuan.home"
    label = "home"

    def ready(self) -> None:
        register(
            Entry(
                group="start",
                label=_("First page"),
                tab_label=_("Home"),
                url_name="home:desk",
                order=1,
                icon="i-home",
                tab=True,
            )
        )
