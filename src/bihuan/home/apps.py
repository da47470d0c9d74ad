from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from bihuan.ui.navigation import Entry, register


class HomeConfig(AppConfig):
    name = "bihuan.home"
    label = "home"

    def ready(self) -> None:
        """Enter desk and overview into the navigation, and name the figures of this room."""
        from bihuan.home.queries.kinds import kinds
        from bihuan.kernel import figures

        for kind in kinds():
            figures.register(kind)
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
        register(
            Entry(
                group="figures",
                label=_("Overview of the city"),
                url_name="home:overview",
                order=1,
                about=_("The city's numbers, what is stuck, what waits, and whose it is."),
                may=reads_overview,
            )
        )


def reads_overview(person: Any) -> bool:
    """City leaders, whoever sees the whole city, and the keepers of its numbers."""
    roles = ("leader", "planner", "treasurer", "statistician")
    return bool(person.access.sees_city or person.access.has(*roles))
