"""The stages that projects have passed, from the record."""

from collections import defaultdict
from datetime import date

from bihuan.indicators.rules.histories import VERBS, History, history
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.state import record_of
from bihuan.projects.models import Project, Stage
from bihuan.projects.models.project import ProjectQuerySet

KIND = "projects.project"


def histories(projects: ProjectQuerySet) -> dict[int, History]:
    """The histories of projects by their key, in two questions, however many there are.

    Whoever asks has narrowed the projects to those he sees, or tells nothing of single ones.
    """
    moves: dict[int, list[tuple[str, date]]] = defaultdict(list)
    events = Event.objects.filter(thing_kind=KIND, verb__in=VERBS, thing_id__in=projects.values("pk"))
    told = events.order_by("thing_id", "version").values_list(
        "thing_id", "verb", "claimed_date", "local_date"
    )
    with record_of("projects"):
        for pk, verb, claimed, day in told:
            moves[pk].append((verb, claimed or day))
    rows = Project.objects.filter(pk__in=projects.values("pk"))
    return {
        pk: history(clock.day_of(at), resume if status == Stage.PAUSED else status, moves[pk])
        for pk, status, resume, at in rows.values_list("pk", "status", "resume_to", "created_at")
    }
