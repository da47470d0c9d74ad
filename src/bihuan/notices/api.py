"""One's own messages and lines, and for the system administrator what leaves the product; for programs."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404
from ninja import Field, Router, Schema
from ninja import Status as Answer

from bihuan.journal import clock
from bihuan.notices import actions
from bihuan.notices.models import Delivery, Line, Notice, Way, Webhook
from bihuan.notices.queries import VIEWS, deliveries, lines_of, webhooks
from bihuan.people.models import Role
from bihuan.people.requests import SignedInRequest
from bihuan.people.rules import need_role
from bihuan.ui.schemas import Cursor, Id, Limit, StrictSchema, answers, keyset

router = Router(tags=["notices"])
PAGE = 50
Address = Annotated[str, Field(min_length=1, max_length=500)]


class NoticeOut(Schema):
    """One message about one event."""

    id: int
    verb: str
    title: str
    url: str
    is_red: bool
    created_at: datetime
    read_at: datetime | None


class NoticePage(Schema):
    items: list[NoticeOut]
    next: str


class LineOut(Schema):
    """A way out. Nothing but its first message goes over it before it is confirmed."""

    id: int
    channel: str
    host: str
    hour: int
    opened_at: datetime
    confirmed_at: datetime | None
    closed_at: datetime | None


class LineIn(StrictSchema):
    channel: Way
    address: Address
    secret: Annotated[str, Field(max_length=200)] = ""
    hour: Annotated[int, Field(ge=0, le=23)] = 8


class CodeIn(StrictSchema):
    code: Annotated[str, Field(min_length=1, max_length=100)]


class DeliveryOut(Schema):
    """One message that leaves, without its words. `attempts` counts how often it was handed over."""

    id: int
    channel: str
    host: str
    line_id: int | None
    webhook_id: int | None
    status: str
    attempts: int
    due_at: datetime
    problem: str
    answer: str
    created_at: datetime
    ended_at: datetime | None


class DeliveryPage(Schema):
    items: list[DeliveryOut]
    next: str


class WebhookOut(Schema):
    """A program that hears of events; without verbs, of all."""

    id: int
    name: str
    host: str
    verbs: list[str]
    opened_at: datetime
    closed_at: datetime | None

    @staticmethod
    def resolve_verbs(row: Webhook) -> list[str]:
        return row.verbs.split()


class WebhookMade(Schema):
    """The secret is said this once."""

    webhook: WebhookOut
    secret: str


class WebhookIn(StrictSchema):
    name: Annotated[str, Field(min_length=1, max_length=60)]
    address: Address
    verbs: Annotated[list[Annotated[str, Field(pattern=r"^[a-z_.]{1,40}$")]], Field(max_length=200)] = []


@router.get("", response=answers(NoticePage))
def notice_list(
    request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "", unread: bool = False
) -> dict[str, Any]:
    notices = Notice.objects.visible_to(request.user)
    return keyset(notices.unread() if unread else notices, limit, cursor)


@router.get("/lines", response=answers(list[LineOut]))
def line_list(request: SignedInRequest) -> list[Line]:
    """List your open lines."""
    return list(lines_of(request.user))


@router.post("/lines", response=answers(LineOut, 201))
def line_open(request: SignedInRequest, body: LineIn) -> Any:
    """Open a way out to yourself, in place of one of the same kind."""
    return Answer(201, actions.open_line(**body.model_dump(), by=request.user, at=clock.now()))


@router.post("/lines/{pk}/confirm", response=answers(LineOut))
def line_confirm(request: SignedInRequest, pk: Id, body: CodeIn) -> Line:
    """Confirm a line with the code in the link of its first message."""
    return actions.confirm_line(line=_line(request, pk), code=body.code, by=request.user, at=clock.now())


@router.post("/lines/{pk}/close", response=answers(LineOut))
def line_close(request: SignedInRequest, pk: Id) -> Line:
    """Let nothing go over a line any more."""
    return actions.close_line(line=_line(request, pk), by=request.user, at=clock.now())


def _line(request: SignedInRequest, pk: int) -> Line:
    found = Line.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@router.get("/deliveries", response=answers(DeliveryPage))
def delivery_list(
    request: SignedInRequest,
    limit: Limit = PAGE,
    cursor: Cursor = "",
    show: Annotated[str, Field(pattern=f"^({'|'.join(VIEWS)})$")] = "stuck",
) -> dict[str, Any]:
    """List messages by how they went: of your own lines, or all for the system administrator."""
    return keyset(deliveries(request.user, show), limit, cursor)


@router.post("/deliveries/{pk}/resend", response=answers(DeliveryOut))
def delivery_resend(request: SignedInRequest, pk: Id) -> Delivery:
    """Try a message again that was given up."""
    return actions.resend_delivery(delivery=_delivery(request, pk), by=request.user, at=clock.now())


@router.post("/deliveries/{pk}/discard", response=answers(DeliveryOut))
def delivery_discard(request: SignedInRequest, pk: Id) -> Delivery:
    """Say that a message need not be sent any more."""
    return actions.discard_delivery(delivery=_delivery(request, pk), by=request.user, at=clock.now())


def _delivery(request: SignedInRequest, pk: int) -> Delivery:
    need_role(request.user, Role.SYSTEM_ADMIN)
    found = Delivery.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@router.get("/webhooks", response=answers(list[WebhookOut]))
def webhook_list(request: SignedInRequest) -> list[Webhook]:
    """List the programs that hear of events."""
    need_role(request.user, Role.SYSTEM_ADMIN)
    return list(webhooks(request.user)[:PAGE])


@router.post("/webhooks", response=answers(WebhookMade, 201))
def webhook_open(request: SignedInRequest, body: WebhookIn) -> Any:
    """Tell a program of events from now on."""
    webhook, secret = actions.open_webhook(**body.model_dump(), by=request.user, at=clock.now())
    return Answer(201, {"webhook": webhook, "secret": secret})


@router.post("/webhooks/{pk}/close", response=answers(WebhookOut))
def webhook_close(request: SignedInRequest, pk: Id) -> Webhook:
    """Tell a program nothing any more."""
    need_role(request.user, Role.SYSTEM_ADMIN)
    found = Webhook.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return actions.close_webhook(webhook=found, by=request.user, at=clock.now())
