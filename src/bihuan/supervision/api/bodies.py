"""What each move needs, as bodies that a program sends. One body per form of the table of moves."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Field, Query
from pydantic import AfterValidator

from bihuan.files.models import StoredFile
from bihuan.intake.models import SourceType
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Unit
from bihuan.supervision import queries
from bihuan.supervision.models import (
    Level,
    Mark,
    Report,
    ReportCycle,
    ReturnReason,
    ReviewPoint,
    ScheduleRule,
    Security,
    SlipColour,
    SupervisionItem,
    Urgency,
    VerificationMethod,
    VerificationResult,
)
from bihuan.supervision.rules.orders import NewItem, Said, refuse_secrecy
from bihuan.supervision.rules.schedule import Wanted as Node
from bihuan.ui.schemas import LARGEST_ID, AnyId, CleanSchema, StrictSchema

LONGEST_TEXT = 10_000
MOST_UNITS = 40
MOST_FILES = 20

Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
MaybeText = Annotated[str, Field(max_length=LONGEST_TEXT)]
Percent = Annotated[int, Field(ge=0, le=100)]
Ids = Annotated[list[AnyId], Field(max_length=MOST_UNITS)]


def _units(ids: list[int], by: Person) -> tuple[Unit, ...]:
    found = Unit.objects.visible_to(by).in_bulk(ids)
    missing = [str(pk) for pk in ids if pk not in found]
    if missing:
        raise Invalid(_("There is no unit %(ids)s.") % {"ids": ", ".join(missing)})
    return tuple(found[pk] for pk in ids)


def _one(model: Any, pk: int | None, by: Person) -> Any:
    if pk is None:
        return None
    found = model.objects.visible_to(by).filter(pk=pk).first()
    if found is None:
        named = {"kind": model._meta.verbose_name, "id": pk}
        raise Invalid(_("There is no %(kind)s %(id)s that you may name here.") % named)
    return found


def one_unit(pk: int | None, by: Person) -> Any:
    """The unit of this number, or nothing where none is named."""
    return _one(Unit, pk, by)


class Body(StrictSchema):
    """A move that needs nothing but its name."""

    def arguments(self, by: Person) -> dict[str, Any]:
        """Return the action's keyword arguments, with numbers turned into rows that this person may see."""
        return self.model_dump()


class ReasonIn(Body):
    reason: Text


class ConcludeIn(Body):
    """The whole review list, or a verification that found the result true; reasons for what is lacking."""

    review: Annotated[list[ReviewPoint], Field(max_length=len(ReviewPoint))] = []
    partly_reason: MaybeText = ""
    input_reason: MaybeText = ""
    note: MaybeText = ""


class DispatchIn(Body):
    finish_due: date | None = None
    report_cycle: ReportCycle | None = None


class AcknowledgeIn(Body):
    handler_id: AnyId | None = None

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"handler": _one(Person, self.handler_id, by)}


class DisputeIn(Body):
    reason: Text
    suggested_id: AnyId
    basis: MaybeText = ""

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"reason": self.reason, "suggested": _one(Unit, self.suggested_id, by), "basis": self.basis}


class RulingIn(Body):
    granted: bool
    ground: Text
    new_lead_id: AnyId | None = None
    subject: Annotated[str, Field(max_length=200)] = ""

    def arguments(self, by: Person) -> dict[str, Any]:
        return {
            "granted": self.granted,
            "ground": self.ground,
            "new_lead": _one(Unit, self.new_lead_id, by),
            "subject": self.subject,
        }


class ReportIn(Body):
    """Text or a report taken over, how far, the day by the unit's own claim, files uploaded before by it."""

    text: MaybeText = ""
    taken_from_id: AnyId | None = None
    percent: Percent | None = None
    claimed_date: date | None = None
    file_ids: Annotated[list[AnyId], Field(max_length=MOST_FILES)] = []

    def arguments(self, by: Person) -> dict[str, Any]:
        files = tuple(_one(StoredFile, pk, by) for pk in self.file_ids)
        said = Said(self.text, self.percent, self.claimed_date, files)
        return {"said": replace(said, taken_from=_one(Report, self.taken_from_id, by))}


class ProgressIn(ReportIn):
    """A progress report. With `is_unchanged` the text is the reason why there is nothing new."""

    is_unchanged: bool = False

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"said": replace(super().arguments(by)["said"], is_unchanged=self.is_unchanged)}


class ExtensionIn(Body):
    wanted_date: date
    reason: Text
    progress: Text


class ExtensionDecisionIn(Body):
    granted: bool
    ground: MaybeText = ""
    granted_date: date | None = None


class UrgeIn(Body):
    text: MaybeText = ""
    unit_id: AnyId | None = None
    level: Level = Level.HANDLER

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"text": self.text, "unit": _one(Unit, self.unit_id, by), "level": self.level}


class ReturnIn(Body):
    reason: ReturnReason
    text: MaybeText = ""


class VerificationIn(Body):
    method: VerificationMethod
    result: VerificationResult
    text: Text
    file_ids: Annotated[list[AnyId], Field(max_length=MOST_FILES)] = []

    def arguments(self, by: Person) -> dict[str, Any]:
        files = tuple(_one(StoredFile, pk, by) for pk in self.file_ids)
        return {"method": self.method, "result": self.result, "text": self.text, "files": files}


class InstructionIn(Body):
    text: Text
    finish_due: date | None = None


class MergeIn(Body):
    into_id: AnyId
    reason: Text

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"into": _one(SupervisionItem, self.into_id, by), "reason": self.reason}


class NodeIn(StrictSchema):
    due: date
    percent: Percent
    text: Annotated[str, Field(max_length=300)] = ""


class ScheduleIn(Body):
    """By which rule progress is judged; nodes only for a schedule by nodes, in their order."""

    rule: ScheduleRule
    start_date: date | None = None
    nodes: Annotated[list[NodeIn], Field(max_length=12)] = []

    def arguments(self, by: Person) -> dict[str, Any]:
        nodes = [Node(node.due, node.percent, node.text) for node in self.nodes]
        return {"rule": self.rule, "start_date": self.start_date, "nodes": nodes}


class SlipIn(Body):
    colour: SlipColour
    ground: Text
    due: date


class TaskIn(StrictSchema):
    """A new matter. Lead units in order: the first collects and answers.

    `is_open` is your word that the matter is not classified; `is_checked` that words which look like a mark
    of secrecy are none.
    """

    is_open: Literal[True]
    is_checked: bool = False
    title: Annotated[str, Field(min_length=1, max_length=200)]
    requirement: Text
    source_type: SourceType
    lead_ids: Annotated[list[AnyId], Field(min_length=1, max_length=MOST_UNITS)]
    co_ids: Ids = []
    leader_id: AnyId | None = None
    finish_due: date | None = None
    report_cycle: ReportCycle = ReportCycle.NONE
    basis: Annotated[str, Field(max_length=300)] = ""
    urgency: Urgency = Urgency.NORMAL
    security: Security = Security.INTERNAL
    targets: MaybeText = ""

    def order(self, by: Person, idem: str) -> NewItem:
        """Return the order with its units and leader as rows; refuse what looks like a classified paper."""
        if not self.is_checked:
            refuse_secrecy(self.title, self.requirement, self.basis, self.targets)
        return NewItem(
            title=self.title,
            requirement=self.requirement,
            source_type=self.source_type,
            leads=_units(self.lead_ids, by),
            co_units=_units(self.co_ids, by),
            leader=_one(Person, self.leader_id, by),
            finish_due=self.finish_due,
            report_cycle=self.report_cycle,
            basis=self.basis,
            urgency=self.urgency,
            security=self.security,
            targets=self.targets,
            idem=idem,
        )


def _known_group(name: str) -> str:
    if name and name not in queries.GROUPS:
        raise ValueError("no such group")
    return name


Group = Annotated[
    str, AfterValidator(_known_group), Query(description="One of: " + ", ".join(queries.GROUPS))
]
Shine = Literal["", "red", "amb", "grn", "gry", "done"]
OptionalId = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]


class Wanted(CleanSchema):
    """What to list. Nothing given: everything you may see, most pressing first."""

    group: Group = ""
    light: Shine = ""
    unit_id: OptionalId = None
    lead_id: OptionalId = None
    leader_id: OptionalId = None
    document_id: OptionalId = None
    source_type: Annotated[str, Query(max_length=20)] = ""
    status: Annotated[str, Query(max_length=12)] = ""
    urgency: Annotated[str, Query(max_length=8)] = ""
    q: Annotated[str, Query(max_length=60)] = ""

    def filters(self) -> queries.Filters:
        """Return the same as the list's own filters."""
        return queries.Filters(
            group=self.group,
            light=self.light,
            unit=self.unit_id,
            lead=self.lead_id,
            leader=self.leader_id,
            document=self.document_id,
            source_type=self.source_type,
            status=self.status,
            urgency=self.urgency,
            phrase=self.q,
        )


def _files(ids: list[int], by: Person) -> tuple[StoredFile, ...]:
    return tuple(_one(StoredFile, pk, by) for pk in ids)


class VerifierIn(Body):
    verifier_id: AnyId

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"verifier": _one(Person, self.verifier_id, by)}


class FindingIn(Body):
    """What was found, where, and the photos, uploaded before by the same person."""

    text: Text
    place: Annotated[str, Field(max_length=200)] = ""
    file_ids: Annotated[list[AnyId], Field(max_length=MOST_FILES)] = []

    def arguments(self, by: Person) -> dict[str, Any]:
        return self.model_dump(exclude={"file_ids"}) | {"files": _files(self.file_ids, by)}


class SiteCheckIn(FindingIn):
    """At least one photo, taken on the spot."""

    result: VerificationResult


class AskIn(Body):
    """What should be solved, in words that a stranger may read; for the office alone, whose card it is."""

    subject: Annotated[str, Field(min_length=1, max_length=200)]
    addressee: Annotated[str, Field(max_length=100)] = ""


class _AboutMark(Body):
    mark_id: AnyId

    def mark(self, by: Person) -> Any:
        return _one(Mark, self.mark_id, by)


class StatementIn(_AboutMark):
    text: Text
    file_ids: Annotated[list[AnyId], Field(max_length=MOST_FILES)] = []

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"mark": self.mark(by), "text": self.text, "files": _files(self.file_ids, by)}


class AppealIn(_AboutMark):
    text: Text

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"mark": self.mark(by), "text": self.text}


class AppealDecisionIn(_AboutMark):
    granted: bool
    ground: Text

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"mark": self.mark(by), "granted": self.granted, "ground": self.ground}


BODIES: dict[str, type[Body]] = {
    "": Body,
    "ReasonForm": ReasonIn,
    "ConcludeForm": ConcludeIn,
    "DispatchForm": DispatchIn,
    "AcknowledgeForm": AcknowledgeIn,
    "DisputeForm": DisputeIn,
    "RulingForm": RulingIn,
    "ReportForm": ReportIn,
    "ExtensionForm": ExtensionIn,
    "ProgressForm": ProgressIn,
    "ExtensionDecisionForm": ExtensionDecisionIn,
    "UrgeForm": UrgeIn,
    "ReturnForm": ReturnIn,
    "VerificationForm": VerificationIn,
    "InstructionForm": InstructionIn,
    "MergeForm": MergeIn,
    "ScheduleForm": ScheduleIn,
    "SlipForm": SlipIn,
    "VerifierForm": VerifierIn,
    "SiteCheckForm": SiteCheckIn,
    "AskForm": AskIn,
    "FindingForm": FindingIn,
    "StatementForm": StatementIn,
    "AppealForm": AppealIn,
    "AppealDecisionForm": AppealDecisionIn,
}
