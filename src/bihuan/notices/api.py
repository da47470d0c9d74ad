"""One's own messages, for programs."""

from datetime import datetime
from typing import Any

from ninja import Router, Schema

from bihuan.notices.models import Notice
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import Cursor, Limit, answers, keyset

router = Router(tags=["notices"])
PAGE = 50


class NoticeOut(Schema):
    """One message about one event."""

    id: int
    verb: str
    title: str
    url: str
    created_at: datetime
    read_at: datetime | None


class NoticePage(Schema):
    items: list[NoticeOut]
    next: str


@router.get("", response=answers(NoticePage))
def notice_list(
    request: SignedInRequest, limit: Limit = PAGE, cursor: Cursor = "", unread: bool = False
) -> dict[str, Any]:
    notices = Notice.objects.visible_to(request.user)
    return keyset(notices.unread() if unread else notices, limit, cursor)
