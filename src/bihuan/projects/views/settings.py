"""What the keeper chooses for the ledger: lights, the template of milestones, the tables of codes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.files.answering import METHODS, UNPROCESSABLE
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.projects import actions
from bihuan.projects.forms.acts import LightsForm
from bihuan.projects.forms.settings import CodesForm, TemplateForm
from bihuan.projects.models import Borders, Industry, NodeTemplate, Region
from bihuan.projects.queries.facts import rules_on
from bihuan.projects.rules.classes import industries, provinces
from bihuan.projects.rules.lights import PRESETS
from bihuan.projects.rules.moves import is_keeper
from bihuan.projects.rules.pasting import as_text
from bihuan.projects.views.faces import answered

TABLES: dict[str, Any] = {"region": (Region, provinces), "industry": (Industry, industries)}
MOST_SHOWN = 300


def keeper_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let the keeper of the ledger in, and nobody else."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if not is_keeper(request.user):
            raise Denied(_("Only the keeper of the project ledger may do this."))
        return view(request, *args, **more)

    return guarded


@require_safe
@login_required
@keeper_only
def settings_page(request: SignedInRequest) -> HttpResponse:
    """What is chosen now, and the way to each choice."""
    context = {
        "rules": rules_on(clock.today()),
        "nodes": NodeTemplate.objects.visible_to(request.user).current().count(),
        "regions": Region.objects.visible_to(request.user).count(),
        "industries": Industry.objects.visible_to(request.user).count(),
        "borders": Borders.objects.visible_to(request.user).order_by("-pk").first(),
    }
    return render(request, "projects/settings.html", context)


@require_http_methods(METHODS)
@login_required
@keeper_only
def lights_choose(request: SignedInRequest) -> HttpResponse:
    """Choose the rule set that colours projects from this month on."""
    today = clock.today()
    bound = (request.POST,) if request.method == "POST" else ()
    form = LightsForm(*bound, today=today, presets=PRESETS, preset={"preset": rules_on(today).name})
    page = {
        "heading": _("Choose the lights"),
        "said": _("The choice holds from this month on; earlier months keep theirs."),
    }
    return answered(request, form, actions.choose_lights, page, reverse("projects:settings_page"))


@require_http_methods(METHODS)
@login_required
@keeper_only
def template_set(request: SignedInRequest) -> HttpResponse:
    """The template of milestones as it stands, and another one in its place."""
    nodes = list(NodeTemplate.objects.visible_to(request.user).current().order_by("position"))
    bound = (request.POST,) if request.method == "POST" else ()
    form = TemplateForm(*bound, initial={"lines": as_text(nodes)})
    done = _kept(request, form, actions.set_template)
    if done is not None:
        messages.success(
            request, _("The template has been replaced; projects under way keep their milestones.")
        )
        return redirect("projects:template_set")
    context = {"form": form, "nodes": nodes}
    return render(request, "projects/template_set.html", context, status=_status(form))


@require_http_methods(METHODS)
@login_required
@keeper_only
def code_list(request: SignedInRequest, table: str) -> HttpResponse:
    """The codes of a table, more of them, or the national classes to begin with."""
    if table not in TABLES:
        raise Http404
    model, classes = TABLES[table]
    is_seed = request.method == "POST" and "seed" in request.POST
    bound = (request.POST,) if request.method == "POST" and not is_seed else ()
    form = CodesForm(*bound, table=table)
    if is_seed:
        rows = [(row.code, row.name, row.first_year, row.last_year) for row in classes()]
        added = actions.add_codes(table=table, rows=rows, by=request.user, at=clock.now())
    else:
        added = _kept(request, form, actions.add_codes)
    if added is not None:
        said = ngettext("%(count)s code has been added.", "%(count)s codes have been added.", added)
        messages.success(request, said % {"count": added})
        return redirect("projects:code_list", table=table)
    rows = model.objects.visible_to(request.user)
    context = {
        "form": form,
        "table": table,
        "rows": rows.order_by("code", "first_year")[:MOST_SHOWN],
        "count": rows.count(),
        "classes": len(classes()),
    }
    return render(request, "projects/code_list.html", context, status=_status(form))


def _kept(request: SignedInRequest, form: Any, run: Callable[..., Any]) -> Any:
    """What the action answered; nothing when there is nothing to do, or it was refused in the form."""
    if not (form.is_bound and form.is_valid()):
        return None
    try:
        return run(by=request.user, at=clock.now(), **form.arguments())
    except (Invalid, Conflict) as refusal:
        form.add_error("lines", str(refusal))
        return None


def _status(form: Any) -> int:
    return UNPROCESSABLE if form.is_bound else 200
