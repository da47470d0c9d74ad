"""What all pages of this room share."""

from functools import partial

from django.utils.translation import gettext as _

from bihuan.conduct.models import reads_some
from bihuan.files import answering
from bihuan.kernel.errors import Denied
from bihuan.people.requests import SignedInRequest

answered = partial(answering.answered, act="conduct/act.html")


def need_reader(request: SignedInRequest) -> None:
    """Whoever only administers, or has no part in the city's work, reads nothing here."""
    if not reads_some(request.user):
        raise Denied(_("Whoever has no part in the city's work does not read how units do it."))
