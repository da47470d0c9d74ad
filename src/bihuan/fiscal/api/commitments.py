"""Commitments, from proposal to passing."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from ninja import Field, Query, Router, Schema
from ninja import Status as Answer

from bihuan.files.models import StoredFile
from bihuan.fiscal import actions
from bihuan.fiscal.actions import Promise, Word
from bihuan.fiscal.actions.commitments import (
    LONGEST_CREDITOR,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_OPINION_NUMBER,
)
from bihuan.fiscal.api.shapes import (
    Amounts,
    LineOut,
    Reason,
    Year,
    by_year,
    lines_told,
    one_project,
)
from bihuan.fiscal.models import Commitment, Kind, Payer, Stance, State
from bihuan.fiscal.queries.ledger import detail
from bihuan.fiscal.rules.moves import need_reader
from bihuan.journal import clock
from bihuan.people.models import Person
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import AnyId, CleanSchema, Cursor, Id, Limit, StrictSchema, answers, keyset

router = Router(tags=["fiscal"])
PAGE = 50


class CommitmentRowOut(Schema):
    """A commitment as the list shows it."""

    id: int
    kind: str
    payer: str
    name: str
    project_id: int | None
    creditor: str
    number: str
    signed_date: date | None
    status: str
    is_stock: bool
    verdict: str
    overruled_id: int | None
    reason: str
    last_year: int | None
    created_at: datetime
    decided_at: datetime | None


class CommitmentPage(Schema):
    items: list[CommitmentRowOut]
    next: str


class AmountOut(Schema):
    year: int
    amount: int


class OpinionOut(Schema):
    """The Finance Bureau's document."""

    id: int
    number: str
    dated: date
    stance: str
    text: str
    file_id: int
    sha256: str


class CommitmentOut(CommitmentRowOut):
    """A commitment with its years, its opinions, what the numbers say now, and what stands against it."""

    amounts: list[AmountOut]
    opinions: list[OpinionOut]
    verdict_now: str
    against: str
    lines: list[LineOut]


class WantedCommitments(CleanSchema):
    status: State | None = None


class CommitmentIn(StrictSchema):
    """What is promised to whom, and how much of it falls due in which year (分)."""

    kind: Kind
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    amounts: Amounts
    payer: Payer | None = None
    project_id: AnyId | None = None
    creditor: Annotated[str, Field(max_length=LONGEST_CREDITOR)] = ""
    number: Annotated[str, Field(max_length=LONGEST_NUMBER)] = ""
    signed_date: date | None = None

    def promise(self, by: Person) -> Promise:
        """The promise, with its project as this person sees it."""
        said = self.model_dump(exclude={"amounts", "project_id", "payer"})
        project = one_project(self.project_id, by)
        return Promise(amounts=by_year(self.amounts), project=project, payer=self.payer or "", **said)


class AmountsIn(StrictSchema):
    amounts: Amounts


class OpinionIn(StrictSchema):
    """The Finance Bureau's document; its file has been uploaded before."""

    number: Annotated[str, Field(min_length=1, max_length=LONGEST_OPINION_NUMBER)]
    dated: date
    stance: Stance
    file_id: AnyId
    text: Annotated[str, Field(max_length=4000)] = ""


class ReasonIn(StrictSchema):
    reason: Reason


class EndIn(ReasonIn):
    last_year: Year


@router.get("/commitments", response=answers(CommitmentPage))
def commitment_list(
    request: SignedInRequest, wanted: Query[WantedCommitments], limit: Limit = PAGE, cursor: Cursor = ""
) -> dict[str, Any]:
    """List what the city owes, or is asked to promise, the newest first."""
    need_reader(request.user)
    rows = Commitment.objects.visible_to(request.user)
    return keyset(rows.filter(status=wanted.status) if wanted.status else rows, limit, cursor)


@router.post("/commitments", response=answers(CommitmentOut, 201))
def commitment_propose(request: SignedInRequest, body: CommitmentIn) -> Any:
    """Propose a commitment with its years."""
    row = actions.propose(promise=body.promise(request.user), by=request.user, at=clock.now())
    return Answer(201, _told(request, row))


@router.post("/commitments/take-over", response=answers(CommitmentOut, 201))
def commitment_take_over(request: SignedInRequest, body: CommitmentIn) -> Any:
    """Take over what was signed before opinions were asked for."""
    row = actions.take_over(promise=body.promise(request.user), by=request.user, at=clock.now())
    return Answer(201, _told(request, row))


@router.get("/commitments/{pk}", response=answers(CommitmentOut))
def commitment_detail(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Read one commitment, and what the numbers say about it now."""
    return _told(request, _one(request, pk))


@router.put("/commitments/{pk}/amounts", response=answers(CommitmentOut))
def commitment_respread(request: SignedInRequest, pk: Id, body: AmountsIn) -> dict[str, Any]:
    """Change how much of a proposal falls due in which year."""
    amounts = by_year(body.amounts)
    row = actions.respread(commitment=_one(request, pk), amounts=amounts, by=request.user, at=clock.now())
    return _told(request, row)


@router.post("/commitments/{pk}/opinion", response=answers(CommitmentOut, 201))
def commitment_opine(request: SignedInRequest, pk: Id, body: OpinionIn) -> Any:
    """Enter the Finance Bureau's opinion: number, day, what it says, the file."""
    row = _one(request, pk)
    file = StoredFile.objects.visible_to(request.user).filter(pk=body.file_id).first()
    word = Word(file=file, **body.model_dump(exclude={"file_id"}))
    actions.opine(commitment=row, word=word, by=request.user, at=clock.now())
    return Answer(201, _told(request, row))


@router.post("/commitments/{pk}/approve", response=answers(CommitmentOut))
def commitment_approve(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Let a proposal pass that the opinion and the numbers bear."""
    row = actions.approve(commitment=_one(request, pk), by=request.user, at=clock.now())
    return _told(request, row)


@router.post("/commitments/{pk}/override", response=answers(CommitmentOut))
def commitment_override(request: SignedInRequest, pk: Id, body: ReasonIn) -> dict[str, Any]:
    """Let a proposal pass nevertheless: a leader, by name, with a reason."""
    row = _one(request, pk)
    return _told(
        request,
        actions.override(commitment=row, reason=body.reason, by=request.user, at=clock.now()),
    )


@router.post("/commitments/{pk}/drop", response=answers(CommitmentOut))
def commitment_drop(request: SignedInRequest, pk: Id, body: ReasonIn) -> dict[str, Any]:
    """Put a proposal aside."""
    row = _one(request, pk)
    return _told(request, actions.drop(commitment=row, reason=body.reason, by=request.user, at=clock.now()))


@router.post("/commitments/{pk}/end", response=answers(CommitmentOut))
def commitment_end(request: SignedInRequest, pk: Id, body: EndIn) -> dict[str, Any]:
    """End early what binds the city."""
    row = _one(request, pk)
    return _told(request, actions.end(commitment=row, by=request.user, at=clock.now(), **body.model_dump()))


def _one(request: SignedInRequest, pk: int) -> Commitment:
    row: Commitment | None = Commitment.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _told(request: SignedInRequest, row: Commitment) -> dict[str, Any]:
    found = detail(request.user, row, clock.today())
    plain = {name: getattr(row, name) for name in CommitmentRowOut.model_fields if name != "id"}
    return {
        **plain,
        "id": row.pk,
        "amounts": [{"year": year, "amount": amount} for year, amount in found.amounts.items()],
        "opinions": [
            {
                **{name: getattr(each, name) for name in ("number", "dated", "stance", "text", "file_id")},
                "id": each.pk,
                "sha256": each.file.sha256,
            }
            for each in found.opinions
        ],
        "verdict_now": str(found.judged.verdict),
        "against": found.against,
        "lines": lines_told(found.judged),
    }
