"""Projects as open data."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.kernel.errors import Denied
from bihuan.people.requests import SignedInRequest
from bihuan.projects.queries.facts import as_of
from bihuan.projects.queries.publishing import package, publishes
from bihuan.projects.views.faces import handed_out
from bihuan.projects.views.ledger import wanted_of


@require_safe
@login_required
def published_file(request: SignedInRequest) -> HttpResponse:
    """The projects of a list as a package of OC4IDS, to be looked through and then published."""
    if not publishes(request.user):
        raise Denied(_("Only the keepers of the ledger, and those who see the whole city, may do this."))
    asked = as_of(clock.today())
    uri = request.build_absolute_uri()
    content = package(request.user, wanted_of(request), asked, clock.now(), uri)
    return handed_out(content, "application/json", f"oc4ids-{asked.today:%Y%m%d}.json")
