"""Matters that may be the same order as a proposal, found by the pairs of characters they share."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from django.db.models import Count

from bihuan.intake.models import Proposal
from bihuan.intake.rules.same import ALIKE, likeness
from bihuan.kernel.bigrams import grams
from bihuan.people.models import Person
from bihuan.supervision.models import Gram, SupervisionItem
from bihuan.supervision.rules.orders import JOINABLE

# Pairs that are looked up in the index; a like matter has at least the share below of them.
PROBES = 48
SHARE = 0.4
# Matters that are compared in full, and shown.
COMPARED, SHOWN = 20, 3


@dataclass(frozen=True)
class Double:
    """A matter that may be the same order, and the share of pairs in common in per cent."""

    item: SupervisionItem
    percent: int


def doubles(proposals: Iterable[Proposal], person: Person) -> dict[int, list[Double]]:
    """For each proposal that resembles running matters: these, the likest first."""
    found = {}
    for proposal in proposals:
        if alike := _alike(proposal, person):
            found[proposal.pk] = alike
    return found


def _alike(proposal: Proposal, person: Person) -> list[Double]:
    wanted = grams(f"{proposal.title}\n{proposal.requirement}")
    ordered = sorted(wanted)
    probes = ordered[:: max(1, len(ordered) // PROBES)]
    near = (
        Gram.objects.filter(gram__in=probes)
        .values("item_id")
        .annotate(shared=Count("gram"))
        .filter(shared__gte=ceil(SHARE * len(probes)))
        .order_by("-shared", "-item_id")
    )
    ids = [row["item_id"] for row in near[:COMPARED]]
    rows = SupervisionItem.objects.visible_to(person).filter(pk__in=ids, status__in=JOINABLE)
    scored = [(likeness(wanted, grams(f"{row.title}\n{row.requirement}")), row) for row in rows]
    alike = [Double(row, round(100 * score)) for score, row in scored if score >= ALIKE]
    return sorted(alike, key=lambda each: (-each.percent, -each.item.pk))[:SHOWN]
