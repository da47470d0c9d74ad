from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from bihuan.ui.navigation import Entry, register


class JournalConfig(AppConfig):
    name = "bihuan.journal"
    label = "journal"

    def ready(self) -> None:
        register(
            Entry(
                group="management",
                label=_("Record"),
                url_name="journal:event_list",
                order=80,
                about=_("Everything that was done, by whom and when; nothing in it can be changed."),
                may=reads_record,
            )
        )


def reads_record(person: Any) -> bool:
    """Whether somebody reads more of the record than his own part of it."""
    return bool(person.access.has("auditor", "supervisor", "audit_admin"))
