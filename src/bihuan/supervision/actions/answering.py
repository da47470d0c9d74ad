"""Reports that came in with a sheet: each one is made as from its own page, and has its own outcome."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bihuan.kernel.errors import Conflict, DomainError
from bihuan.people.models import Person
from bihuan.supervision.actions.step import lock
from bihuan.supervision.actions.taking import Outcome
from bihuan.supervision.actions.working import report
from bihuan.supervision.models import Report, ReportKind, SupervisionItem
from bihuan.supervision.rules.orders import Said


@transaction.atomic
def answer_all(
    *, answers: Iterable[tuple[SupervisionItem, Said, int]], by: Person, at: datetime, refusal: str
) -> list[Outcome]:
    """Report on many matters; each with what is said and the last report that the writer knew (0: none).

    A matter on which somebody has reported since is refused with `refusal`: the same sheet counts once.
    """
    outcomes = []
    for item, said, last in sorted(answers, key=lambda each: each[0].pk):
        try:
            with transaction.atomic():
                _need_unchanged(lock(item), last, refusal)
                outcomes.append(Outcome(report(item=item, by=by, at=at, said=said), True, ""))
        except DomainError as error:
            outcomes.append(Outcome(item, False, str(error)))
    return outcomes


def _need_unchanged(item: SupervisionItem, last: int, refusal: str) -> None:
    found = Report.objects.filter(item=item, kind=ReportKind.PROGRESS).order_by("-pk")
    if (found.values_list("pk", flat=True).first() or 0) != last:
        raise Conflict(refusal)
