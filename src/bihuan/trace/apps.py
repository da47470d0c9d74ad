from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TraceConfig(AppConfig):
    name = "bihuan.trace"
    label = "trace"

    def ready(self) -> None:
        """Enter the page into the navigation, and name what happens here."""
        from bihuan.journal.rules import Named, name_kinds, name_verbs
        from bihuan.ui.navigation import Entry, register

        name_verbs(
            {
                "trace.look": _("Looked at what is on record of a unit"),
                "trace.state": _("A unit's own words beside the facts"),
            }
        )
        name_kinds(
            {
                "trace.look": Named(_("Look at a unit's conduct")),
                "trace.statement": Named(_("A unit's own words")),
            }
        )
        register(
            Entry(
                group="figures",
                label=_("Follow a number down"),
                tab_label=pgettext_lazy("tab", "Follow"),
                url_name="trace:path",
                order=30,
                icon="i-trace",
                tab=True,
                about=_("From a number to its projects, their people, and how these have behaved."),
                may=_reads_business,
            )
        )


def _reads_business(person: Any) -> bool:
    return not person.access.is_admin_only
