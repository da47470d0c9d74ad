"""Enterprises and citizens who would attend a draw."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.files.answering import METHODS, one, said_in
from bihuan.kernel.errors import Denied
from bihuan.people.requests import SignedInRequest
from bihuan.spotcheck import actions
from bihuan.spotcheck.forms.draws import PlainForm, VolunteerForm
from bihuan.spotcheck.models import Volunteer
from bihuan.spotcheck.queries.guests import chosen_guest
from bihuan.spotcheck.rules.moves import is_office, need_office
from bihuan.spotcheck.views.faces import answered


@require_http_methods(METHODS)
@login_required
def volunteer_list(request: SignedInRequest) -> HttpResponse:
    """Among whom each draw chooses who attends the next; the office notes more."""
    person = request.user
    if not person.access.sees_city:
        raise Denied(_("Names of people from outside are known to the office, auditors and the mayor."))
    if request.method == "POST":
        need_office(person)
    page = {
        "heading": _("Note a volunteer"),
        "template": "spotcheck/volunteer_list.html",
        "volunteers": Volunteer.objects.visible_to(person).filter(is_active=True).order_by("-pk"),
        "chosen": chosen_guest(),
        "may_name": is_office(person),
    }
    form = VolunteerForm(*said_in(request))
    return answered(request, form, actions.invite, page, reverse("spotcheck:volunteer_list"))


@require_http_methods(METHODS)
@login_required
def volunteer_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a volunteer off the list."""
    row = one(request, Volunteer.objects.all(), pk)
    need_office(request.user)
    page = {"heading": _("Take off the list"), "about": row.name}
    run = partial(actions.end_volunteer, volunteer=row)
    return answered(request, PlainForm(*said_in(request)), run, page, reverse("spotcheck:volunteer_list"))
