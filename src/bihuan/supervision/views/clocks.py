"""The clocks of the city: what is in force, what was, and a new version with what it would have meant."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.intake.models import SourceType
from bihuan.journal import clock
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Role
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.forms.terms import LadderForm, TermsForm
from bihuan.supervision.models import ClockVersion, Level
from bihuan.supervision.queries.ladders import ladder_on
from bihuan.supervision.queries.terms import LOOK_BACK, effect, terms_on
from bihuan.supervision.rules.ladders import LADDERS
from bihuan.supervision.rules.terms import TERMS

UNPROCESSABLE = 422


@require_safe
@login_required
def clock_list(request: SignedInRequest) -> HttpResponse:
    """What is in force today, every version there has been, and the presets beside each other."""
    today = clock.today()
    now, ladder = terms_on(today), ladder_on(today)
    versions = ClockVersion.objects.visible_to(request.user).select_related("by").order_by("-at", "-pk")
    presets = list(TERMS.values())
    context = {
        "now": now,
        "ladder": _rungs(ladder),
        "ladders": [_rungs(each) for each in LADDERS.values()],
        "presets": presets,
        "lines": [
            (source.label, [now.term(source), *(each.term(source) for each in presets)])
            for source in SourceType
        ],
        "versions": [(each, _label(each)) for each in versions],
        "may_choose": request.user.access.has(Role.SUPERVISOR),
        "today": today,
    }
    return render(request, "supervision/clock_list.html", context)


def _rungs(ladder: Any) -> dict[str, Any]:
    steps = [(Level(step.level).label, step.wait) for step in ladder.steps]
    return {"name": ladder.name, "label": ladder.label, "steps": steps}


def _label(version: ClockVersion) -> Any:
    known = TERMS.get(version.preset) or LADDERS.get(version.preset)
    return known.label if known else version.preset


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def clock_new(request: SignedInRequest, name: str) -> HttpResponse:
    """The numbers of a new version, what it would have given, and the word that puts it in force."""
    person, today = request.user, clock.today()
    if not person.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office chooses the rules."))
    said = request.POST if request.method == "POST" else None
    form: TermsForm | LadderForm
    if name in TERMS:
        form = TermsForm(said, preset=TERMS[name], today=today)
    elif name in LADDERS:
        form = LadderForm(said, preset=LADDERS[name], today=today)
    else:
        raise Http404
    context: dict[str, Any] = {
        "form": form,
        "preset": form.preset,
        "is_terms": name in TERMS,
        "days": LOOK_BACK,
    }
    if said is not None and form.is_valid():
        try:
            rules = form.rules()
            if "confirmed" in said:
                return _put(request, form, rules)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
    if isinstance(form, TermsForm) and not form.errors:
        context["effect"] = effect(person, form.rules(), today)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "supervision/clock_new.html", context, status=status)


def _put(request: SignedInRequest, form: TermsForm | LadderForm, rules: Any) -> HttpResponse:
    made = actions.put_clocks_in_force(
        rules=rules,
        first_day=form.cleaned_data["first_day"],
        by=request.user,
        at=clock.now(),
        note=form.cleaned_data["note"],
    )
    messages.success(request, _("Version %(number)s has been put in force.") % {"number": made.number})
    return redirect("supervision:clock_list")
