"""Views of the register, for programs."""

from typing import Annotated, Any

from django.http import Http404
from ninja import Field, Router, Schema
from ninja import Status as Answer

from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.actions.saved_views import LONGEST_NAME, LONGEST_QUERY
from bihuan.supervision.models import Audience, SavedView
from bihuan.supervision.queries.saved_views import saved_views
from bihuan.ui.schemas import Id, StrictSchema, answers

router = Router(tags=["views"])


class ViewOut(Schema):
    """A set of filters under a name: `query` is what stands behind the register's address."""

    id: int
    name: str
    query: str
    audience: str


class ViewIn(StrictSchema):
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    query: Annotated[str, Field(min_length=1, max_length=LONGEST_QUERY)]
    audience: Audience = Audience.SELF


@router.get("", response=answers(list[ViewOut]))
def view_list(request: SignedInRequest) -> list[SavedView]:
    """List your own views and those that are for you."""
    return saved_views(request.user)


@router.post("", response=answers(ViewOut, 201))
def view_save(request: SignedInRequest, body: ViewIn) -> Any:
    """Keep filters under a name."""
    return Answer(201, actions.save_view(**body.model_dump(), by=request.user, at=clock.now()))


@router.post("/{pk}/drop", response=answers(ViewOut))
def view_drop(request: SignedInRequest, pk: Id) -> SavedView:
    """Offer a view no more."""
    view = SavedView.objects.visible_to(request.user).filter(pk=pk).first()
    if view is None:
        raise Http404
    return actions.drop_view(view=view, by=request.user, at=clock.now())
