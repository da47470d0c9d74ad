"""Lists to take away: the register, the clearing sheet of grants, the points on the map."""

import orjson
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.projects.queries.clearing import clearing_sheet, register_book
from bihuan.projects.queries.facts import as_of
from bihuan.projects.queries.territory import points
from bihuan.projects.views.boards import asked_grants
from bihuan.projects.views.faces import XLSX, handed_out
from bihuan.projects.views.ledger import wanted_of

GEOJSON = "application/geo+json"


@require_safe
@login_required
def grant_sheet(request: SignedInRequest) -> HttpResponse:
    """The grants of a list as the clearing sheet."""
    today = clock.today()
    content = clearing_sheet(request.user, asked_grants(request), today)
    name = _("Clearing sheet")
    return handed_out(content, XLSX, f"{name}{today:%Y%m%d}.xlsx")


@require_safe
@login_required
def register_file(request: SignedInRequest) -> HttpResponse:
    """The register with the filters of the list."""
    asked = as_of(clock.today())
    content = register_book(request.user, wanted_of(request), asked)
    name = _("Register of projects")
    return handed_out(content, XLSX, f"{name}{asked.today:%Y%m%d}.xlsx")


@require_safe
@login_required
def points_file(request: SignedInRequest) -> HttpResponse:
    """The projects of a list as GeoJSON (RFC 7946), which is WGS-84 always."""
    asked = as_of(clock.today())
    content = orjson.dumps(points(request.user, wanted_of(request), asked))
    name = _("Projects")
    return handed_out(content, GEOJSON, f"{name}{asked.today:%Y%m%d}.geojson")
