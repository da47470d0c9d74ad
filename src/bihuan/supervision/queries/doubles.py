"""Matters that may be the same order as a proposal, found by the pairs of characters they share."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import ceil
from typing import Any

from django.db.models import Count, IntegerField, Value

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
# Proposals that one query asks for: a database takes only so many selects and values in one statement.
ASKED_AT_ONCE = 40


@dataclass(frozen=True)
class Double:
    """A matter that may be the same order, and the share of pairs in common in per cent."""

    item: SupervisionItem
    percent: int


def doubles(proposals: Iterable[Proposal], person: Person) -> dict[int, list[Double]]:
    """For each proposal that resembles running matters: these, the likest first.

    One query for every so many proposals, and one for all matters that come into question.
    """
    wanted = {each.pk: grams(f"{each.title}\n{each.requirement}") for each in proposals}
    near = _near(wanted)
    ids = {pk for found in near.values() for pk in found}
    seen = SupervisionItem.objects.visible_to(person).filter(pk__in=ids, status__in=JOINABLE)
    rows = {row.pk: (row, grams(f"{row.title}\n{row.requirement}")) for row in seen} if ids else {}
    alike = {
        pk: _alike(wanted[pk], [rows[each] for each in found if each in rows]) for pk, found in near.items()
    }
    return {pk: found for pk, found in alike.items() if found}


def _near(wanted: Mapping[int, set[int]]) -> dict[int, list[int]]:
    """For each proposal the matters that share most of its pairs, as far as they are looked up."""
    found: dict[int, list[tuple[int, int]]] = {}
    for some in _portions(wanted.items()):
        first, *others = [_sharing(pk, sorted(pairs)) for pk, pairs in some]
        for pk, item, shared in first.union(*others, all=True):
            found.setdefault(pk, []).append((shared, item))
    return {
        pk: [item for _shared, item in sorted(rows, reverse=True)[:COMPARED]] for pk, rows in found.items()
    }


def _portions(pairs: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(pairs)
    while some := list(islice(left, ASKED_AT_ONCE)):
        yield some


def _sharing(pk: int, pairs: list[int]) -> Any:
    probes = pairs[:: max(1, len(pairs) // PROBES)]
    rows = Gram.objects.filter(gram__in=probes).values("item_id").annotate(shared=Count("gram"))
    enough: Any = rows.filter(shared__gte=max(1, ceil(SHARE * len(probes))))
    return enough.annotate(asker=Value(pk, IntegerField())).values_list("asker", "item_id", "shared")


def _alike(wanted: set[int], rows: Iterable[tuple[SupervisionItem, set[int]]]) -> list[Double]:
    scored = [(likeness(wanted, pairs), row) for row, pairs in rows]
    alike = [Double(row, round(100 * score)) for score, row in scored if score >= ALIKE]
    return sorted(alike, key=lambda each: (-each.percent, -each.item.pk))[:SHOWN]
