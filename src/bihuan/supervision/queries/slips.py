"""Slips: which ones the rules in force propose, which ones run, which ones wait for a unit's signature."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, OuterRef, Subquery, Value, When

from bihuan.people.models import Person
from bihuan.supervision.models import (
    LIVE,
    RANKS,
    Assignment,
    AssignmentRole,
    RuleUse,
    Slip,
    SlipColour,
    SupervisionItem,
)
from bihuan.supervision.models.marks import mark_of
from bihuan.supervision.queries.lights import light_of, rules_on
from bihuan.supervision.rules.moves import MOVES
from bihuan.ui.schemas import place

PAGE = 30
# No more slips than a person can decide on in a day are proposed at once; the total says how many wait.
PROPOSED = 50


@dataclass(frozen=True)
class Proposal:
    """A slip that the rules in force propose for a matter."""

    item: Any
    colour: SlipColour
    mark: str


@dataclass(frozen=True)
class Proposals:
    """The gravest proposals, and how many there are in all."""

    rows: list[Proposal]
    total: int


def proposals(person: Person, today: date) -> Proposals:
    """The slips that the rules propose today for the matters that a person may see, the gravest first."""
    rules = rules_on(today, RuleUse.SLIP)
    seen = SupervisionItem.objects.visible_to(person)
    able = seen.filter(status__in=MOVES.moves["issue_slip"].path).annotate(colour=light_of(rules, today))
    found = able.filter(colour__in=SlipColour.values)
    lead = Assignment.objects.live().filter(item=OuterRef("pk"), role=AssignmentRole.LEAD)
    named = found.annotate(lead_name=Subquery(lead.order_by("position").values("unit__short_name")[:1]))
    grave = Case(
        *(When(colour=colour, then=Value(rank)) for colour, rank in RANKS.items()),
        output_field=IntegerField(),
    )
    rows = list(
        named.defer("requirement", "targets").order_by(grave.desc(), "open_due", "pk")[: PROPOSED + 1]
    )
    total = len(rows) if len(rows) <= PROPOSED else found.count()
    return Proposals([_proposal(item) for item in rows[:PROPOSED]], total)


def _proposal(item: Any) -> Proposal:
    return Proposal(item, SlipColour(item.colour), mark_of(item.colour))


def issued(person: Person, cursor: str = "") -> tuple[list[Slip], str]:
    """The slips of the matters that a person may see, newest first, and the key of the next page."""
    rows = Slip.objects.visible_to(person).select_related("item", "unit", "signed_by")
    before = place(cursor)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def slips_on_desk(person: Person) -> list[Slip]:
    """The slips that run for a person's units, those that wait for a signature first."""
    last = Slip.objects.filter(item=OuterRef("item")).order_by("-pk").values("pk")[:1]
    rows = Slip.objects.visible_to(person).filter(unit_id__in=person.access.units, pk=Subquery(last))
    running = rows.filter(item__slip_rank__gt=0, item__status__in=LIVE)
    return list(running.select_related("item").order_by("signed_at", "due", "pk")[:PAGE])
