"""What all pages of this room share: load what may be seen, ask by a form, act, go on."""

from functools import partial

from bihuan.files import answering
from bihuan.files.answering import one
from bihuan.indicators.models import Area
from bihuan.indicators.queries.overview import city_of
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import place

answered = partial(answering.answered, act="indicators/act.html")


def area_in(request: SignedInRequest) -> Area | None:
    """The area that the address names, or the city. Nothing while no area has been entered."""
    pk = place(request.GET.get("area", ""))
    return one(request, Area.objects.all(), pk) if pk is not None else city_of(request.user)
