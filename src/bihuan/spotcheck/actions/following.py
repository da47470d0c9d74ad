"""What follows when also the second step of a draw fails: the worst unit's things are all looked at.

The system proposes it as a matter and says why; the office dispatches it, or says in the record why not.
"""

from collections import Counter
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _

from bihuan.intake.models import SourceType
from bihuan.people.models import Person, Unit
from bihuan.spotcheck.models import Draw, Result
from bihuan.supervision import actions as supervision
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.rules.orders import NewItem


def is_refused(row: Draw) -> bool:
    """Whether more failed in both steps together than the plan accepts."""
    failed = row.checks.filter(is_base=True, result=Result.FAILED).count()
    return row.is_extended and failed > row.accept_2


def worst_unit(row: Draw) -> tuple[Unit, int, int]:
    """The unit whose share of the base sample failed most, with how many failed of how many.

    Where shares are equal, the one with more failures; then the one that was made first.
    """
    drawn: Counter[int] = Counter()
    failed: Counter[int] = Counter()
    for unit, result in row.checks.filter(is_base=True).values_list("unit", "result"):
        drawn[unit] += 1
        failed[unit] += result == Result.FAILED
    worst = min(drawn, key=lambda unit: (-Fraction(failed[unit], drawn[unit]), -failed[unit], unit))
    return Unit.objects.get(pk=worst), failed[worst], drawn[worst]


def follow(row: Draw, by: Person, at: datetime) -> dict[str, str]:
    """File the full check that a refused draw asks for; what its event has to say of that.

    A unit that was dissolved meanwhile answers for nothing: the draw closes without, and says so.
    """
    unit, failed, drawn = worst_unit(row)
    if unit.is_active:
        row.full_item = _full_check(row, unit, failed, drawn, by, at)
        return {}
    said = _("%(unit)s, of which most failed, no longer exists: no full check of it is filed.")
    return {"reason": said % {"unit": unit.name}}


def _full_check(row: Draw, unit: Unit, failed: int, drawn: int, by: Person, at: datetime) -> SupervisionItem:
    """The full check of a unit as a matter that waits for the office."""
    said = {
        "number": row.number,
        "unit": unit.name,
        "count": row.members.filter(unit=unit).count(),
        "failed": failed,
        "drawn": drawn,
        "first": row.first_day.isoformat(),
        "last": row.last_day.isoformat(),
    }
    order = NewItem(
        title=(_("Full check after spot check %(number)s: all %(count)s of %(unit)s") % said)[:200],
        requirement=_(
            "Spot check %(number)s failed in both steps; of this unit %(failed)s of %(drawn)s did not hold, "
            "more than of any other. All %(count)s things that it completed from %(first)s to %(last)s are "
            "looked at one by one; inspectors verify each."
        )
        % said,
        source_type=SourceType.INSPECTION_ISSUE,
        leads=(unit,),
        basis=_("Spot check %(number)s") % said,
        idem=f"spotcheck:full:{row.pk}",
    )
    return supervision.file_item(by=by, at=at, order=order)
