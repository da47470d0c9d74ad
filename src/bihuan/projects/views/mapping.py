"""Projects by area, on tiles and on the city's own borders."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.journal import clock
from bihuan.kernel.errors import Denied
from bihuan.people.requests import SignedInRequest
from bihuan.projects import actions
from bihuan.projects.forms.borders import BordersForm
from bihuan.projects.queries.facts import as_of
from bihuan.projects.queries.publishing import publishes
from bihuan.projects.queries.territory import territory
from bihuan.projects.rules.moves import is_keeper
from bihuan.projects.views.faces import answered


@require_safe
@login_required
def territory_map(request: SignedInRequest) -> HttpResponse:
    """How many projects each area has, how much they cost, how many are red."""
    asked = as_of(clock.today())
    context = {
        "found": territory(request.user, asked),
        "today": asked.today,
        "is_keeper": is_keeper(request.user),
        "publishes": publishes(request.user),
    }
    return render(request, "projects/territory_map.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def borders_new(request: SignedInRequest) -> HttpResponse:
    """Hand in the borders of the city's areas."""
    if not is_keeper(request.user):
        raise Denied(_("Only the keeper of the project ledger may do this."))
    form = BordersForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    page = {"heading": _("Hand in borders")}
    return answered(request, form, actions.upload_borders, page, reverse("projects:territory_map"))
