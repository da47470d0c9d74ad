from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "bihuan.intake"
    label = "intake"

    def ready(self) -> None:
        """Enter the documents into the navigation, and name for the record what this room does."""
        from bihuan.intake.queries import numbers
        from bihuan.intake.queries.history import SAID
        from bihuan.journal.rules import Named, name_kinds, name_verbs
        from bihuan.kernel import figures
        from bihuan.ui.navigation import Entry, register

        for kind in numbers.kinds():
            figures.register(kind)
        for shown in numbers.shown():
            figures.show(shown)
        name_verbs(SAID)
        name_kinds(
            {
                "intake.document": Named(_("Paper that came in"), "intake:document_detail"),
                "intake.proposal": Named(_("Task in a document")),
                "intake.verdict": Named(_("What a reviewer said of a passage")),
                "intake.asking": Named(_("Question to a language model")),
            }
        )
        register(
            Entry(
                group="delivery",
                label=_("Documents"),
                url_name="intake:document_list",
                order=30,
                icon="i-doc",
                tab=True,
                count=_waiting,
                may=_reads_documents,
            )
        )


def _reads_documents(person: Any) -> bool:
    return not person.access.is_admin_only


def _waiting(person: Any) -> Any:
    """Documents that wait for the supervision office's review."""
    from bihuan.intake.models import Document, DocumentStatus
    from bihuan.intake.rules.review import may_review

    if not may_review(person):
        return 0
    return Document.objects.visible_to(person).filter(status=DocumentStatus.REVIEW)
