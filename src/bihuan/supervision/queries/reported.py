"""What a unit has reported lately, to be taken over where it is asked for again."""

from datetime import date, timedelta

from bihuan.journal import clock
from bihuan.people.models import Person
from bihuan.supervision.models import Report, SupervisionItem
from bihuan.supervision.rules.likeness import Like, closest
from bihuan.supervision.rules.moves import part_of

LATELY = timedelta(days=31)
MOST = 20
# A weekly report of a whole year is compared with all before it.
EARLIER = 60


def reported_elsewhere(person: Person, item: SupervisionItem, today: date) -> list[Report]:
    """The latest reports of a person's unit on other matters, the newest first."""
    part = part_of(person, item)
    if part is None:
        return []
    seen = Report.objects.visible_to(person).filter(unit_id=part.unit_id, is_unchanged=False)
    found = seen.filter(at__gte=clock.midnight(today - LATELY)).exclude(item=item)
    return list(found.select_related("item").only("text", "item__title").order_by("-pk")[:MOST])


def closest_of(item: SupervisionItem, unit_id: int, text: str) -> Like | None:
    """The earlier report of a unit on a matter that these words are most alike to, if there is one.

    For the unit itself and the record: whoever asks has been let in to report for the unit.
    """
    earlier = Report.objects.filter(item=item, unit_id=unit_id).order_by("-pk")
    return closest(text, earlier.values_list("pk", "text")[:EARLIER])
