"""The numbers about documents that can be asked for by name, and how their rows are shown."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import Document, DocumentStatus, Proposal
from bihuan.kernel.figures import Figure, Grouping, Kind, Scope, Shown


def _count(rows: Any) -> int:
    return int(rows.count())


def _waiting(person: Any, today: date, scope: Scope) -> Figure:
    rows = Proposal.objects.visible_to(person).waiting()
    formula = str(_("Tasks found in documents that nobody has decided on"))
    return Figure("waiting", rows.count(), str(_("tasks")), formula, today, rows, _count).of_kind(
        "intake.waiting", scope
    )


def _in_review(person: Any, today: date, scope: Scope) -> Figure:
    rows = Document.objects.visible_to(person).filter(status=DocumentStatus.REVIEW)
    formula = str(_("Documents whose tasks have not all been decided on"))
    return Figure("in_review", rows.count(), str(_("documents")), formula, today, rows, _count).of_kind(
        "intake.in_review", scope
    )


def kinds() -> list[Kind]:
    """All kinds of this room."""
    return [
        Kind(
            "intake.waiting",
            _("Tasks that wait for a decision"),
            _waiting,
            groups={
                "source": Grouping(_("Source"), "document__source_type"),
                "document": Grouping(_("Document"), "document__title"),
            },
        ),
        Kind(
            "intake.in_review",
            _("Documents in review"),
            _in_review,
            groups={"source": Grouping(_("Source"), "source_type")},
        ),
    ]


def shown() -> list[Shown]:
    """How documents and the tasks found in them are shown."""
    return [
        Shown(
            "intake.proposal",
            title=lambda row: row.title,
            url=lambda row: f"{reverse('intake:document_review', args=[row.document_id])}#s{row.pk}",
            state=lambda row: row.get_status_display(),
            day=lambda row: row.finish_due,
        ),
        Shown(
            "intake.document",
            title=lambda row: row.title,
            url=lambda row: reverse("intake:document_review", args=[row.pk]),
            needs=("speaker",),
            person=lambda row: row.speaker,
            state=lambda row: row.get_status_display(),
            day=lambda row: row.issued_date,
        ),
    ]
