"""What all pages of this room share: load what may be seen, ask by a form, act, go on."""

from functools import partial

from django.utils.translation import gettext as _

from bihuan.files import answering
from bihuan.kernel.errors import Denied
from bihuan.people.requests import SignedInRequest
from bihuan.standings.models import reads_some
from bihuan.standings.rules.moves import need_keeper

answered = partial(answering.answered, act="standings/act.html")


def need_reader(request: SignedInRequest) -> None:
    """Whoever only administers reads no league tables."""
    if not reads_some(request.user):
        raise Denied(_("Whoever only administers the system reads no league tables."))


def need_office(request: SignedInRequest) -> None:
    """Only the office opens the pages on which schemes and tables are made."""
    need_keeper(request.user)
