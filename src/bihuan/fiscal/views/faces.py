"""What all pages of this room share: who reads them, load what may be seen, ask by a form, act, go on."""

from functools import partial

from django.utils.translation import gettext as _

from bihuan.files import answering
from bihuan.fiscal.rules.moves import is_treasurer
from bihuan.kernel.errors import Denied
from bihuan.people.requests import SignedInRequest

answered = partial(answering.answered, act="fiscal/act.html")


def need_treasurer(request: SignedInRequest) -> None:
    """Only the Finance Bureau opens the pages on which something is entered."""
    if not is_treasurer(request.user):
        raise Denied(_("Only the Finance Bureau keeps the city's money by year."))
