from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "bihuan.files"
    label = "files"

    def ready(self) -> None:
        """Name for the record what this room does."""
        from bihuan.journal.rules import Named, name_kinds, name_verbs

        name_verbs({"file.store": _("File handed in")})
        name_kinds({"files.storedfile": Named(_("Stored file"))})
