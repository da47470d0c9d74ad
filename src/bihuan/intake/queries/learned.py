"""What reviewers' corrections have taught: shares of tasks by cue, and names that the register has kept."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from bihuan.intake.models import HeardName, Verdict
from bihuan.intake.rules.cues import LEAST
from bihuan.people.models import Person


@dataclass(frozen=True)
class Tally:
    """How many passages with one cue were judged, and how many of them were tasks."""

    cue: str
    right: int
    count: int

    @property
    def is_used(self) -> bool:
        """Whether it says enough to move the confidence of proposals."""
        return self.count >= LEAST


def tallies() -> dict[str, Tally]:
    """All cues with their counts, in one query."""
    rows = Verdict.objects.all().counted().values_list("cue")
    counted = rows.annotate(right=Count("id", filter=Q(is_task=True)), count=Count("id"))
    return {cue: Tally(cue, right, count) for cue, right, count in counted}


def tallies_for(person: Person) -> list[Tally]:
    """The same for a page, the most judged first."""
    if not Verdict.objects.visible_to(person).exists():
        return []
    return sorted(tallies().values(), key=lambda each: (-each.count, each.cue))


def heard_names(person: Person) -> QuerySet[HeardName]:
    """The kept names that a person may see, newest first."""
    rows = HeardName.objects.visible_to(person).select_related("alias__unit", "document", "by")
    return rows.defer("document__text").order_by("-id")
