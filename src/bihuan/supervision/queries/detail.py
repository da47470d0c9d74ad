"""One matter as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from bihuan.calendar.queries import Remarks, read_remarks, remarks, remarks_on
from bihuan.intake.models import Document
from bihuan.journal.kept import kept
from bihuan.kernel.lights import Light
from bihuan.kernel.states import Move
from bihuan.people.models import Person
from bihuan.supervision.models import (
    Assignment,
    Decision,
    DisputeLevel,
    ExtensionRequest,
    ItemSource,
    Node,
    OwnershipDispute,
    RuleUse,
    Rung,
    ScheduleRule,
    Slip,
    Status,
    SupervisionItem,
    VerificationResult,
)
from bihuan.supervision.queries.extensions import with_extensions
from bihuan.supervision.queries.history import Entry, timeline
from bihuan.supervision.queries.ladders import ladder
from bihuan.supervision.queries.lights import shining, with_rules
from bihuan.supervision.queries.marks import beside
from bihuan.supervision.queries.past import MonthLight, have_rules_changed, past_lights
from bihuan.supervision.rules.clocks import is_report_overdue
from bihuan.supervision.rules.facts import FACTS
from bihuan.supervision.rules.moves import MOVES, collector, live_parts, part_of
from bihuan.supervision.rules.schedule import Pace, expected, pace
from bihuan.supervision.rules.versions import in_force
from bihuan.ui.templatetags.parts import stamp

LOOKS = ("verify", "check_site", "confirm", "contradict")
MARKED = ("report", "submit", "send_back")


@dataclass(frozen=True)
class Mark:
    """A dot on the time rail."""

    day: date
    label: str
    bad: bool


@dataclass(frozen=True)
class Detail:
    """A matter, its units, what this reader may do to it now, and everything that has happened to it."""

    item: SupervisionItem
    person: Person
    parts: list[Assignment]
    collector: Assignment | None
    own_part: Assignment | None
    moves: Mapping[str, Move]
    light: Light
    days_left: int | None
    is_report_overdue: bool
    timeline: list[Entry]
    today: date

    @cached_property
    def entries(self) -> list[Entry]:
        """The timeline with the marks that its events left beside them."""
        return beside(self.item, self.timeline, self.person, self.today)

    @cached_property
    def slips(self) -> list[Slip]:
        """The slips that were issued, newest first."""
        if not any(entry.verb == "issue_slip" for entry in self.timeline):
            return []
        return list(self.item.slips.select_related("unit", "by", "signed_by", "previous").order_by("-pk"))

    @cached_property
    def rungs(self) -> list[Rung]:
        """The rungs of its ladders of urging, newest first."""
        if not any(entry.verb in ("escalate", "urge") for entry in self.timeline):
            return []
        return ladder(self.item)

    @property
    def open_rungs(self) -> list[Rung]:
        """Those that still ask for something, lowest first."""
        return [rung for rung in reversed(self.rungs) if rung.answered_at is None]

    @property
    def past_rungs(self) -> list[Rung]:
        """Those that were answered."""
        return [rung for rung in self.rungs if rung.answered_at is not None]

    @cached_property
    def nodes(self) -> list[Node]:
        """The nodes of its schedule."""
        if self.item.schedule_rule != ScheduleRule.NODES:
            return []
        return _nodes(item=self.item.pk)

    @property
    def pace(self) -> Any:
        """What its progress comes to, in words; not judged when nobody can know."""
        found = pace(self.item, self.today)
        return Pace(found).label if found else gettext("Not judged")

    @property
    def expected(self) -> float | None:
        """The share that was expected on the day of the last report, in per cent with one decimal."""
        share = expected(self.item, self.today)
        return None if share is None else round(float(share), 1)

    @cached_property
    def past(self) -> list[MonthLight]:
        """The lights with which past months ended."""
        changed = getattr(self.item, "have_rules_changed", True)
        always = None if changed else in_force(self.item.rules_text, RuleUse.LIGHT)  # type: ignore[attr-defined]
        return past_lights(self.person, self.timeline, self.today, always)

    @cached_property
    def remarks(self) -> Remarks:
        """What has to be said beside the finish date."""
        if hasattr(self.item, "finish_due_free"):
            return read_remarks(self.item, "finish_due")
        return remarks(day for day in (self.item.finish_due,) if day)

    @cached_property
    def related(self) -> list[SupervisionItem]:
        """What it follows, what follows it, what took part in a merger: as far as the reader may see."""
        item = self.item
        if not (item.follows_id or item.merged_into_id or getattr(item, "has_kin", True)):
            return []
        seen = SupervisionItem.objects.visible_to(self.person)
        above = seen.filter(pk__in=[pk for pk in (item.follows_id, item.merged_into_id) if pk])
        return list(above.union(seen.filter(follows=item), seen.filter(merged_into=item)).order_by("id"))

    @property
    def quoted(self) -> str:
        """The words of the source from which the matter was taken, for whoever may read the source."""
        document, proposal = self.item.document, self.item.proposal
        if document is None or proposal is None or not getattr(self.item, "may_read_source", False):
            return ""
        return document.text[proposal.start : proposal.end].strip()

    @cached_property
    def request(self) -> ExtensionRequest | None:
        """The request for a later date that waits for a decision."""
        if self.item.status != Status.EXTENDING:
            return None
        pending = self.item.extension_requests.filter(decision=Decision.PENDING)
        return pending.select_related("unit", "by").first()

    @cached_property
    def objection(self) -> OwnershipDispute | None:
        """The objection that waits for a ruling."""
        if self.item.status != Status.DISPUTED:
            return None
        pending = self.item.disputes.waiting()
        return pending.select_related("unit", "by", "suggested").first()

    @cached_property
    def may_read_sources(self) -> bool:
        """Whether this reader may open every one of them."""
        documents = {source.document_id for source in self.sources}
        return Document.objects.visible_to(self.person).filter(pk__in=documents).count() == len(documents)

    @cached_property
    def sources(self) -> list[ItemSource]:
        """The further documents that order the same, in the order in which they came."""
        if not getattr(self.item, "has_more_sources", False):
            return []
        return list(self.item.sources.select_related("document").defer("document__text").order_by("id"))

    @property
    def is_verified(self) -> bool:
        """Whether the latest look at the submission found it true, at least in part."""
        verbs = (*LOOKS, "submit")
        last = next((entry for entry in reversed(self.timeline) if entry.verb in verbs), None)
        return last is not None and last.verb in LOOKS and last.result != VerificationResult.FALSE

    @property
    def marks(self) -> list[Mark]:
        """Reports, submissions and returns for the time rail, oldest first."""
        shown = [entry for entry in self.timeline if entry.verb in MARKED]
        return [Mark(entry.day, _marked(entry), _is_bad(entry)) for entry in shown]


def _is_bad(entry: Entry) -> bool:
    return bool(entry.late_days) or entry.verb == "send_back"


def _marked(entry: Entry) -> str:
    """What stands under a dot of the rail, where there is room for it."""
    label = gettext("late report") if entry.late_days else entry.label
    return f"{stamp(entry.day)} {label}"


def find(person: Person, pk: int, today: date) -> SupervisionItem | None:
    """A matter by its id with all that its page needs, or nothing if this person may not see it."""
    return _with_parts(_whole(today, person=person, pk=pk))


@kept
def _whole(today: date, *, person: Person, pk: int) -> Any:
    readable = Document.objects.visible_to(person).filter(pk=OuterRef("document_id"))
    kin = SupervisionItem.objects.filter(Q(follows=OuterRef("pk")) | Q(merged_into=OuterRef("pk")))
    seen = SupervisionItem.objects.visible_to(person).filter(pk=pk)
    more = ItemSource.objects.filter(item=OuterRef("pk"))
    seen = seen.annotate(may_read_source=Exists(readable), has_kin=Exists(kin), has_more_sources=Exists(more))
    seen = with_duties(seen, person, today).annotate(**remarks_on("finish_due"))
    seen = with_extensions(seen, today)
    return with_rules(seen, today).select_related("leader", "document", "proposal", "by")


def with_duties(items: Any, person: Person, today: date) -> Any:
    """Let a matter know what else its moves and past months would have to ask for."""
    up = OwnershipDispute.objects.waiting().filter(item=OuterRef("pk"), level=DisputeLevel.SUPERIOR)
    own = Rung.objects.filter(item=OuterRef("pk")).waiting().held_by(person)
    return items.annotate(
        goes_up=Exists(up), has_own_rung=Exists(own), have_rules_changed=have_rules_changed(today)
    )


def find_bare(person: Person, pk: int, today: date) -> SupervisionItem | None:
    """The same for a program, which follows links by asking again: the matter, its leader, its units."""
    return _with_parts(_bare(today, person=person, pk=pk))


@kept
def _bare(today: date, *, person: Person, pk: int) -> Any:
    seen = SupervisionItem.objects.visible_to(person).filter(pk=pk).select_related("leader")
    return with_rules(with_duties(seen, person, today), today)


def _with_parts(items: list[SupervisionItem]) -> SupervisionItem | None:
    """The one matter found, its parts fetched with it. Of people and units only what is shown."""
    for item in items:
        found = _parts(item=item.pk)
        for part in found:
            part.item = item
        parts = Assignment.objects.filter(item=item)
        parts._result_cache = found
        item._prefetched_objects_cache = {"assignments": parts}  # type: ignore[attr-defined]
        return item
    return None


@kept
def _nodes(*, item: int) -> QuerySet[Node]:
    return Node.objects.filter(item_id=item, is_current=True).order_by("due")


@kept
def _parts(*, item: int) -> QuerySet[Assignment]:
    return Assignment.objects.filter(item_id=item).select_related("unit", "handler").only(*_OF_PART)


_OF_PART = (
    "item_id",
    "unit",
    "role",
    "position",
    "status",
    "handler",
    "signed_by_id",
    "signed_at",
    "sign_due",
    "input_due",
    "input_at",
    "unit__short_name",
    "handler__name",
)


def detail(item: SupervisionItem, person: Person, today: date) -> Detail:
    """Everything that the page of a matter shows. The caller has found it with find() or find_bare()."""
    days_left = FACTS["days_left"].read(item, today)
    return Detail(
        item=item,
        person=person,
        parts=live_parts(item),
        collector=collector(item),
        own_part=part_of(person, item),
        moves=MOVES.open_to(item, person),
        light=shining(item, today),
        days_left=days_left if isinstance(days_left, int) else None,
        is_report_overdue=is_report_overdue(item, today),
        timeline=timeline(item),
        today=today,
    )
