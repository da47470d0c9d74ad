"""The library of rulings: searched as the register is, and proposed where a like matter is decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from bihuan.kernel.bigrams import SHORTEST_PHRASE, grams, normal
from bihuan.people.models import Person
from bihuan.supervision.models import BoundaryGram, DutyBoundaryRule, SupervisionItem
from bihuan.supervision.rules.owning import least_shared, phrases
from bihuan.ui.schemas import place

PAGE = 50
# Proposed at once; looked at before those that share too little fall away.
SHOWN, LOOKED_AT = 3, 12
# Grams of a text that are looked up; a longer one is probed evenly.
PROBES = 96


@dataclass(frozen=True)
class Precedent:
    """A precedent that a text resembles, and why it is shown."""

    rule: DutyBoundaryRule
    shared: list[str]
    names_unit: bool


def precedents(text: str, person: Person, units: Iterable[int] = ()) -> list[Precedent]:
    """What the library says about work like this: a query along the index of grams, one for its rows."""
    wanted = grams(text)
    if not wanted or person.access.is_admin_only:
        return []
    ordered = sorted(wanted)
    probes = ordered[:: max(1, -(-len(ordered) // PROBES))]
    near = (
        BoundaryGram.objects.filter(gram__in=probes, rule__retired_at=None)
        .values("rule_id")
        .annotate(shared=Count("gram"))
        .order_by(F("shared").desc(), "-rule_id")
    )
    ids = [row["rule_id"] for row in near[:LOOKED_AT]]
    rows = DutyBoundaryRule.objects.filter(pk__in=ids).select_related("lead", "co") if ids else []
    found = [_precedent(row, wanted, frozenset(units)) for row in rows]
    alike = [(share, each) for share, each in found if share is not None]
    alike.sort(key=lambda pair: (not pair[1].names_unit, -pair[0], -pair[1].rule.pk))
    return [each for _share, each in alike[:SHOWN]]


def _precedent(row: DutyBoundaryRule, wanted: set[int], units: frozenset[int]) -> tuple[Any, Precedent]:
    shared = wanted & grams(row.subject)
    share = len(shared) / row.gram_count if len(shared) >= least_shared(row.gram_count) else None
    return share, Precedent(row, phrases(normal(row.subject), shared), bool(units & {row.lead_id, row.co_id}))


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the library."""

    phrase: str = ""
    unit: int | None = None
    retired: bool = False


@dataclass(frozen=True)
class PrecedentPage:
    """Some rows of the library, the newest first, and where the next page begins."""

    rows: list[Any]
    after: str
    total: int | None = None


def library(person: Person, wanted: Wanted, after: str = "") -> PrecedentPage:
    """A page of the library; the matter behind a ruling only for who may see it."""
    seen = SupervisionItem.objects.visible_to(person).filter(pk=OuterRef("dispute__item_id"))
    rows = DutyBoundaryRule.objects.visible_to(person).filter(retired_at__isnull=not wanted.retired)
    if wanted.unit:
        rows = rows.filter(Q(lead=wanted.unit) | Q(co=wanted.unit))
    if len(normal(wanted.phrase)) >= SHORTEST_PHRASE:
        for gram in sorted(grams(wanted.phrase)):
            rows = rows.filter(Exists(BoundaryGram.objects.filter(gram=gram, rule=OuterRef("pk"))))
    low = place(after)
    if low is not None:
        rows = rows.filter(pk__lt=low)
    rows = rows.annotate(may_open=Exists(seen)).select_related("lead", "co", "dispute", "retired_by")
    found = list(rows.order_by("-id")[: PAGE + 1])
    return PrecedentPage(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")
