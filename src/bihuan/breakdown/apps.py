from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BreakdownConfig(AppConfig):
    name = "bihuan.breakdown"
    label = "breakdown"

    def ready(self) -> None:
        """Enter the tables into the navigation, and name what happens to them."""
        from bihuan.breakdown.queries import kinds
        from bihuan.breakdown.queries.wording import VERBS
        from bihuan.journal.rules import Named, name_kinds, name_verbs
        from bihuan.kernel import figures
        from bihuan.ui.navigation import Entry, register

        for kind in kinds.kinds():
            figures.register(kind)
        for shown in kinds.shown():
            figures.show(shown)
        name_verbs({f"breakdown.{verb}": label for verb, label in VERBS.items()})
        name_kinds({"breakdown.taskbreakdown": Named(_("Table of tasks"), "breakdown:breakdown_detail")})
        register(
            Entry(
                group="delivery",
                label=_("Tables of tasks"),
                url_name="breakdown:breakdown_list",
                order=35,
                may=_reads_tables,
            )
        )


def _reads_tables(person: Any) -> bool:
    return bool(person.access.sees_city)
