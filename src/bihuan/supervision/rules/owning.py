"""Whose matter it is: until when a unit objects, how high an objection goes, who may rule on it."""

from datetime import date
from itertools import pairwise
from math import ceil

from bihuan.kernel.bigrams import SHIFT
from bihuan.people.models import Unit
from bihuan.supervision.models import Decision, DisputeLevel, OwnershipDispute, SupervisionItem

# Working days in which an objection is ruled on.
RULING_WORKDAYS = 2
# Objections to one matter, this one counted, from which written grounds or a superior are needed.
WRITTEN_FROM, SUPERIOR_FROM = 2, 3
# A precedent is proposed if at least this share of its grams, and no fewer, are in the words of the matter.
SHARE, FEWEST = 1 / 3, 2


def level_of(number: int) -> DisputeLevel:
    """How high the first, second, third objection to a matter goes."""
    if number >= SUPERIOR_FROM:
        return DisputeLevel.SUPERIOR
    return DisputeLevel.WRITTEN if number >= WRITTEN_FROM else DisputeLevel.ORDINARY


def returns_of(item: SupervisionItem) -> list[OwnershipDispute]:
    """The objections to a matter that have counted, in their order."""
    return list(item.disputes.counted().select_related("unit", "new_lead").order_by("id"))


def proposed(item: SupervisionItem, unit_id: int) -> OwnershipDispute | None:
    """What a contact of a unit has proposed since the matter was last dispatched."""
    rows = item.disputes.filter(unit_id=unit_id, approved_at=None, decision=Decision.PENDING)
    return rows.filter(at__gte=item.dispatched_at).order_by("-id").first()


def path_of(returns: list[OwnershipDispute]) -> list[Unit]:
    """The units that have led the matter, in turn, as far as rulings have moved it."""
    path: list[Unit] = []
    for each in returns:
        if not path:
            path.append(each.unit)
        if each.decision == Decision.GRANTED and each.new_lead:
            path.append(each.new_lead)
    return path


def is_final(returns: list[OwnershipDispute]) -> bool:
    """Whether a superior has ruled: there is no further objection to that."""
    return any(each.level == DisputeLevel.SUPERIOR and each.decision != Decision.PENDING for each in returns)


def needs_superior(item: SupervisionItem) -> bool:
    """Whether the objection that waits is one that only a superior rules on; a page has asked already."""
    if hasattr(item, "goes_up"):
        return bool(item.goes_up)
    return item.disputes.waiting().filter(level=DisputeLevel.SUPERIOR).exists()


def is_answer_late(dispute: OwnershipDispute, today: date) -> bool:
    """Whether whoever has to rule is late."""
    due = dispute.answer_due
    return dispute.decision == Decision.PENDING and due is not None and due < today


def least_shared(gram_count: int) -> int:
    """How many grams a precedent must share to be proposed."""
    return max(FEWEST, ceil(SHARE * gram_count))


def phrases(text: str, shared: set[int]) -> list[str]:
    """The longest runs of a text, all of whose grams are shared: what two texts have in common, to read."""
    found, run = [], ""
    for first, second in pairwise(text):
        if (ord(first) << SHIFT) | ord(second) in shared:
            run = (run or first) + second
        elif run:
            found.append(run)
            run = ""
    return list(dict.fromkeys([*found, run] if run else found))
