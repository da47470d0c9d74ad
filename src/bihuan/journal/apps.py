from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from bihuan.ui.navigation import Entry, register


class JournalConfig(AppConfig):
    name = "bihuan.journal"
    label = "journal"

    def ready(self) -> None:
        from bihuan.journal.rules import Named, name_kinds, name_verbs

        name_kinds(
            {
                "journal.witness": Named(_("Witness of the record")),
                "journal.cosignature": Named(_("Cosignature of the record")),
                "journal.stamp": Named(_("Time stamp of the record")),
                "journal.keychange": Named(_("Key of the record")),
                "journal.erasure": Named(_("Erasure of personal data")),
            }
        )
        name_verbs(
            {
                "journal.witness": _("Register a witness of the record"),
                "journal.witness_end": _("End a witness of the record"),
                "journal.cosign": _("Hand in a witness's signature"),
                "journal.stamp_ask": _("Ask for a time stamp of the record"),
                "journal.stamp": _("Take in a time stamp of the record"),
                "journal.key": _("Change the key of the record"),
                "journal.erase": _("Erase personal data"),
            }
        )
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
