"""Slips (督查单): the office puts one to the collecting unit, which signs for it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.calendar.queries import need_known
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.supervision.actions.step import Step, begin, words
from bihuan.supervision.models import RANKS, RuleUse, Slip, SlipColour, SlipSeries, SupervisionItem
from bihuan.supervision.queries.lights import rules_on
from bihuan.supervision.rules.facts import Facts
from bihuan.supervision.rules.moves import collector


@transaction.atomic
def issue_slip(
    *, item: SupervisionItem, by: Person, at: datetime, colour: str, ground: str, due: date
) -> SupervisionItem:
    """Issue a slip: what was late or poor, and a new limit (限期).

    The rules in force propose, a person decides; what they proposed is kept beside what he chose. A slip is
    never milder than the one that runs, and as grave only where the rules propose the same colour again.
    """
    step = begin("issue_slip", item, by, at)
    rules = rules_on(step.today, RuleUse.SLIP)
    if colour not in {rule.light for rule in rules.rules}:
        raise Invalid(_("The rules in force have no slip of this colour."))
    proposed = rules.first(Facts(step.item, step.today))
    if RANKS[SlipColour(colour)] < step.item.slip_rank + (colour != proposed):
        raise Invalid(_("The matter already has a slip that is as grave."))
    if due <= step.today:
        raise Invalid(_("The new limit must be after today."))
    need_known(due)
    slip = _write(step, colour, words(ground, _("Say what was late or poor.")), due, proposed)
    row = step.item
    row.slip_rank, row.slip_due, row.is_slip_signed = RANKS[SlipColour(colour)], due, False
    payload = {"ground": slip.ground, "slip": slip.number, "colour": colour, "limit": due}
    return step.land(payload=payload | ({"proposed": proposed} if proposed else {}))


def _write(step: Step, colour: str, ground: str, due: date, proposed: str) -> Slip:
    part = collector(step.item)
    if part is None:
        raise Conflict(_("The matter has no lead unit to whom a slip could be put."))
    before = Slip.objects.filter(item=step.item).order_by("-pk").first() if step.item.slip_rank else None
    slip = Slip(
        item=step.item,
        unit_id=part.unit_id,
        number=_next_number(step.today.year),
        colour=colour,
        proposed=proposed,
        previous=before,
        ground=ground,
        due=due,
        by=step.by,
        at=step.at,
    )
    step.add(slip)
    return slip


def _next_number(year: int) -> str:
    SlipSeries.objects.get_or_create(year=year)
    series = SlipSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"督单〔{year}〕{series.last}号"


def lapse_slip(step: Step) -> None:
    """Let the slip that runs lapse with the release of its unit: the next one begins without it."""
    if not step.item.slip_rank:
        return
    slip = Slip.objects.filter(item=step.item).latest("pk")
    step.remember(slip)
    slip.lapsed_at = step.at
    step.item.slip_rank, step.item.slip_due, step.item.is_slip_signed = 0, None, False


@transaction.atomic
def sign_slip(*, item: SupervisionItem, by: Person, at: datetime) -> SupervisionItem:
    """Sign for the slip that runs (签收): the unit has it and knows the new limit."""
    step = begin("sign_slip", item, by, at)
    slip = Slip.objects.filter(item=step.item).latest("pk")
    step.remember(slip)
    slip.signed_by, slip.signed_at = by, at
    step.item.is_slip_signed = True
    return step.land(part=collector(step.item), payload={"slip": slip.number, "colour": slip.colour})
