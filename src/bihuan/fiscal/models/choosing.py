"""Which projects compete for the money to come, and what was chosen among them."""

from django.db import models
from django.db.models import F, Q

from bihuan.fiscal.models.choices import Link
from bihuan.fiscal.models.money import FiscalQuerySet
from bihuan.people.models import Person
from bihuan.projects.models import Project


class ChoiceQuerySet(FiscalQuerySet):
    """Seen by whoever reads the city's money."""


class Candidate(models.Model):
    """A project that competes for the money of the years to come: its score, and whether it must be had."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    is_must = models.BooleanField(default=False)
    is_out = models.BooleanField(default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ChoiceQuerySet.as_manager()
    governed = ("project_id", "score", "is_must", "is_out")

    def __str__(self) -> str:
        return f"{self.project_id}: {self.score}"


class Tie(models.Model):
    """Two candidates of which only one may be chosen, or of which the first is nothing without the second."""

    first = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="ties", db_index=False)
    second = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Link)

    objects = ChoiceQuerySet.as_manager()
    governed = ("first_id", "second_id", "kind")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "kind"], name="tie_once"),
            models.CheckConstraint(name="tie_of_two", condition=~Q(first=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.kind} {self.second_id}"


class Selection(models.Model):
    """One choice among the candidates, with the question as it was put, and the answer. Never edited.

    `question` and `answer` are JSON; amounts in 分, candidates by the number of their project. `digest` is
    the SHA-256 of the question, so that its event need not repeat it.
    """

    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    drop = models.PositiveSmallIntegerField()
    question = models.TextField()
    digest = models.CharField(max_length=64)
    answer = models.TextField()
    score = models.PositiveIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ChoiceQuerySet.as_manager()
    governed = ("first_year", "last_year", "drop", "digest", "answer", "score")

    def __str__(self) -> str:
        return f"{self.first_year}–{self.last_year}"
