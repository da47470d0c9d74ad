"""Plan against fact, project by project."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.projects.models import Nature, Stage
from bihuan.projects.queries.facts import as_of
from bihuan.projects.queries.timeline import QUARTER, YEAR, Scale, Tick, timeline
from bihuan.projects.views.boards import said, units
from bihuan.projects.views.ledger import LIGHTS, TABS, wanted_of

STEPS = ((YEAR, gettext_lazy("By year")), (QUARTER, gettext_lazy("By quarter")))
MONTHS_OF_QUARTER, PER_CENT = 3, 10


def _labels(scale: Scale) -> list[dict[str, object]]:
    return [{"percent": f"{tick.x / PER_CENT:g}", "label": _label(tick, scale.step)} for tick in scale.ticks]


def _label(tick: Tick, step: str) -> str:
    if step != QUARTER or tick.is_year:
        return str(tick.day.year)
    number = (tick.day.month - 1) // MONTHS_OF_QUARTER + 1
    return _("Q%(number)s") % {"number": number}


@require_safe
@login_required
def project_timeline(request: SignedInRequest) -> HttpResponse:
    """The projects of the register, each as a bar of its plan over a bar of what was done."""
    wanted, asked = wanted_of(request), as_of(clock.today())
    step = said(request, "scale", dict(STEPS))
    drawn = timeline(request.user, wanted, asked, step, request.GET.get("after", ""))
    context = {
        "wanted": wanted,
        "today": asked.today,
        "step": step,
        "steps": STEPS,
        "tabs": [(name, label) for name, label in TABS],
        "page": drawn.page,
        "pager": drawn.page,
        "scale": drawn.scale,
        "ticks": _labels(drawn.scale),
        "now": drawn.now,
        "natures": Nature.choices,
        "stages": Stage.choices,
        "lights": LIGHTS,
        "units": units(request),
    }
    return render(request, "projects/timeline.html", context)
