"""Further passages that order a matter: the same order given by more than one document."""

from django.db import models
from django.db.models import F, Q

from bihuan.intake.models import Document, Proposal
from bihuan.people.models import Person
from bihuan.supervision.models.item import SupervisionItem
from bihuan.supervision.models.steps import StepQuerySet


class ItemSource(models.Model):
    """A second source of a matter: the passage of a document that orders the same, and who said so."""

    item = models.ForeignKey(SupervisionItem, on_delete=models.CASCADE, related_name="sources")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="item_sources")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="sources")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = StepQuerySet["ItemSource"].as_manager()
    governed = ("item_id", "document_id", "proposal_id", "start", "end")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "proposal"], name="item_source_once"),
            models.CheckConstraint(name="item_source_span_is_real", condition=Q(start__lt=F("end"))),
        ]
        indexes = [models.Index(fields=["document", "item"], name="item_source_document")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.document_id}"
