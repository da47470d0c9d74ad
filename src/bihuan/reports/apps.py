from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "bihuan.reports"
    label = "reports"

    def ready(self) -> None:
        """Enter the bulletins into the navigation, and name what happens to them."""
        from bihuan.journal.rules import Named, name_kinds, name_verbs
        from bihuan.ui.navigation import Entry, register

        name_verbs(
            {
                "bulletin.draft": _("Bulletin drawn up"),
                "bulletin.edit": _("Bulletin worded anew"),
                "bulletin.recompute": _("Bulletin computed anew"),
                "bulletin.issue": _("Bulletin issued"),
                "bulletin.take_back": _("Issue of a bulletin taken back"),
                "bulletin.drop": _("Draft of a bulletin dropped"),
            }
        )
        name_kinds({"reports.bulletin": Named(_("Bulletin"), "reports:bulletin_detail")})
        register(
            Entry(
                group="delivery",
                label=_("Bulletins"),
                url_name="reports:bulletin_list",
                order=60,
                may=_reads_bulletins,
            )
        )


def _reads_bulletins(person: Any) -> bool:
    return not person.access.is_admin_only
