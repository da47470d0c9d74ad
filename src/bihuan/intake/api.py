"""Documents and the tasks they propose, for programs: the same review as on the page."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from bihuan.intake import actions
from bihuan.intake.models import Category, Document, Party, PartyRole, Proposal, Rhythm, SourceType
from bihuan.intake.rules.kinds import guessed
from bihuan.journal import clock
from bihuan.people.models import Person, Unit
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import AnyId, Cursor, Id, Limit, StrictSchema, answers, keyset

router = Router(tags=["documents"])
PAGE = 50
LONGEST_TEXT = 4000
LONGEST_REQUIREMENT = 10_000
MOST_NAMES = 40

Name = Annotated[str, Field(max_length=100)]
Names = Annotated[list[Name], Field(max_length=MOST_NAMES)]


class PartyOut(Schema):
    """A unit or leader that a proposal names. Neither unit nor person: an open question."""

    id: int
    role: str
    written: str
    unit_id: int | None
    person_id: int | None


class ProposalOut(Schema):
    """A task that a document seems to order: `text[start:end]` are its exact words."""

    id: int
    start: int
    end: int
    title: str
    requirement: str
    deadline_text: str
    finish_due: date | None
    targets: str
    category: str
    confidence: int
    status: str
    parties: list[PartyOut]

    @staticmethod
    def resolve_parties(proposal: Proposal) -> list[Party]:
        return sorted(proposal.parties.all(), key=lambda party: (party.role, party.position))


class DocumentRow(Schema):
    """A document as the list shows it."""

    id: int
    title: str
    source_type: str
    doc_number: str
    issued_date: date | None
    status: str
    created_at: datetime


class DocumentOut(DocumentRow):
    """A document with its clean text, in which all spans are offsets, and its proposals in their order."""

    text: str
    guessed_type: str
    proposals: list[ProposalOut]

    @staticmethod
    def resolve_guessed_type(document: Document) -> str:
        guess = guessed(document.title, document.text)
        return str(guess.kind) if guess else ""

    @staticmethod
    def resolve_proposals(document: Document) -> list[Proposal]:
        rows = document.proposals.all().prefetch_related("parties")
        return list(rows.order_by("start", "id"))


class DocumentPage(Schema):
    items: list[DocumentRow]
    next: str


class DocumentIn(StrictSchema):
    """A document as text, or beside a file. Nothing classified may be handed in."""

    source_type: SourceType
    confirmed_unclassified: bool
    title: Annotated[str, Field(max_length=200)] = ""
    text: str = ""
    doc_number: Annotated[str, Field(max_length=60)] = ""
    issued_date: date | None = None
    speaker_id: AnyId | None = None


class SpanIn(StrictSchema):
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]


class OffsetIn(StrictSchema):
    offset: Annotated[int, Field(ge=1)]


class OtherIn(StrictSchema):
    other_id: AnyId


class ReasonIn(StrictSchema):
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class KindIn(StrictSchema):
    source_type: SourceType


class DayIn(StrictSchema):
    day: date


class UnitIn(StrictSchema):
    unit_id: AnyId


class WordingIn(StrictSchema):
    """What a proposal shall say. Names of one role replace the names of that role."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    requirement: Annotated[str, Field(min_length=1, max_length=LONGEST_REQUIREMENT)]
    category: Category = Category.ACTION
    deadline_text: Annotated[str, Field(max_length=60)] = ""
    finish_due: date | None = None
    targets: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    rhythm: Rhythm | Literal[""] | None = None
    leads: Names | None = None
    co_units: Names | None = None
    leaders: Names | None = None

    def wording(self) -> actions.Wording:
        """Return the wording as the action takes it; a role that is not sent stays as it is."""
        sent = {PartyRole.LEAD: self.leads, PartyRole.CO: self.co_units, PartyRole.LEADER: self.leaders}
        names = {str(role): named for role, named in sent.items() if named is not None}
        plain = self.model_dump(exclude={"leads", "co_units", "leaders"})
        return actions.Wording(**plain, names=names)


@router.get("", response=answers(DocumentPage))
def document_list(request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "") -> dict[str, Any]:
    """List documents, newest first."""
    return keyset(Document.objects.visible_to(request.user).defer("text"), limit, cursor)


@router.post("", response=answers(DocumentOut, 201))
def document_take(request: SignedInRequest, body: DocumentIn) -> Any:
    """Hand in a document as text; the answer holds the tasks it seems to order."""
    return Status(201, _take(request.user, body, None))


@router.post("/file", response=answers(DocumentOut, 201))
def document_take_file(request: SignedInRequest, body: Form[DocumentIn], file: File[UploadedFile]) -> Any:
    """Hand in a document as a file: txt, docx, xlsx, or pdf with a text layer."""
    return Status(201, _take(request.user, body, file))


def _take(by: Person, body: DocumentIn, file: Any) -> Document:
    speaker = Person.objects.visible_to(by).filter(pk=body.speaker_id).first() if body.speaker_id else None
    said = body.model_dump(exclude={"speaker_id"})
    return actions.take_document(by=by, at=clock.now(), speaker=speaker, file=file, **said)


@router.get("/{pk}", response=answers(DocumentOut))
def document_detail(request: SignedInRequest, pk: Id) -> Document:
    """Read one document with its proposals."""
    return _document(request, pk)


@router.post("/{pk}/kind", response=answers(DocumentOut))
def document_sort(request: SignedInRequest, pk: Id, body: KindIn) -> Document:
    """Say of which kind a document under review is; `guessed_type` is what its own words propose."""
    kind = str(body.source_type)
    actions.sort_document(document=_document(request, pk), source_type=kind, by=request.user, at=clock.now())
    return _document(request, pk)


@router.post("/{pk}/date", response=answers(DocumentOut))
def document_date(request: SignedInRequest, pk: Id, body: DayIn) -> Document:
    """Say of which day a document is; the days counted by it follow, unless somebody has decided them."""
    actions.date_document(document=_document(request, pk), day=body.day, by=request.user, at=clock.now())
    return _document(request, pk)


@router.post("/{pk}/drop", response=answers(DocumentRow))
def document_drop(request: SignedInRequest, pk: Id, body: ReasonIn) -> Document:
    """Put a document aside without any task."""
    return actions.drop_document(
        document=_document(request, pk), by=request.user, at=clock.now(), reason=body.reason
    )


@router.post("/{pk}/proposals", response=answers(ProposalOut, 201))
def proposal_add(request: SignedInRequest, pk: Id, body: SpanIn) -> Any:
    """Make a task of a passage."""
    document = _document(request, pk)
    return Status(
        201,
        actions.add_proposal(
            document=document, start=body.start, end=body.end, by=request.user, at=clock.now()
        ),
    )


@router.put("/proposals/{pk}", response=answers(ProposalOut))
def proposal_edit(request: SignedInRequest, pk: Id, body: WordingIn) -> Proposal:
    """Word a proposal anew."""
    return actions.edit_proposal(
        proposal=_proposal(request, pk), wording=body.wording(), by=request.user, at=clock.now()
    )


@router.post("/proposals/{pk}/accept", response=answers(ProposalOut))
def proposal_accept(request: SignedInRequest, pk: Id) -> Proposal:
    """Let a proposal stand."""
    return actions.accept_proposal(proposal=_proposal(request, pk), by=request.user, at=clock.now())


@router.post("/proposals/{pk}/reject", response=answers(ProposalOut))
def proposal_reject(request: SignedInRequest, pk: Id) -> Proposal:
    """Say that it is no task."""
    return actions.reject_proposal(proposal=_proposal(request, pk), by=request.user, at=clock.now())


@router.post("/proposals/{pk}/restore", response=answers(ProposalOut))
def proposal_restore(request: SignedInRequest, pk: Id) -> Proposal:
    """Take back a rejection."""
    return actions.restore_proposal(proposal=_proposal(request, pk), by=request.user, at=clock.now())


@router.post("/proposals/{pk}/merge", response=answers(ProposalOut))
def proposal_merge(request: SignedInRequest, pk: Id, body: OtherIn) -> Proposal:
    """Make one task of two."""
    first, second = _proposal(request, pk), _proposal(request, body.other_id)
    return actions.merge_proposals(first=first, second=second, by=request.user, at=clock.now())


@router.post("/proposals/{pk}/split", response=answers(list[ProposalOut]))
def proposal_split(request: SignedInRequest, pk: Id, body: OffsetIn) -> list[Proposal]:
    """Make two tasks of one passage, cut at an offset of the document."""
    proposal = _proposal(request, pk)
    return list(
        actions.split_proposal(proposal=proposal, offset=body.offset, by=request.user, at=clock.now())
    )


@router.post("/parties/{pk}/match", response=answers(PartyOut))
def party_match(request: SignedInRequest, pk: Id, body: UnitIn) -> Party:
    """Say which unit a name means, wherever the document uses it."""
    party = Party.objects.visible_to(request.user).select_related("proposal").filter(pk=pk).first()
    unit = Unit.objects.visible_to(request.user).filter(pk=body.unit_id).first()
    if party is None or unit is None:
        raise Http404
    actions.match_party(party=party, unit=unit, by=request.user, at=clock.now())
    party.refresh_from_db()
    return party


def _document(request: SignedInRequest, pk: int) -> Document:
    document = Document.objects.visible_to(request.user).filter(pk=pk).first()
    if document is None:
        raise Http404
    return document


def _proposal(request: SignedInRequest, pk: int) -> Proposal:
    proposal = Proposal.objects.visible_to(request.user).select_related("document").filter(pk=pk).first()
    if proposal is None:
        raise Http404
    return proposal
