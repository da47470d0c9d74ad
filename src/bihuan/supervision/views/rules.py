"""The rules of lights and slips: what is in force, what was, and a new version with its effect."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.journal import clock
from bihuan.kernel.errors import Denied, Invalid
from bihuan.kernel.lights import RuleSet
from bihuan.people.models import Role
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.forms.rules import RulesForm
from bihuan.supervision.models import RuleUse, RuleVersion
from bihuan.supervision.queries.lights import rules_on
from bihuan.supervision.queries.preview import preview
from bihuan.supervision.rules.presets import KINDS, PRESETS, Preset
from bihuan.supervision.rules.wording import colour_mark, colour_name, rule_words

UNPROCESSABLE = 422


@require_safe
@login_required
def rule_list(request: SignedInRequest) -> HttpResponse:
    """The rules in force, all versions, and the presets that a version can be made from."""
    today = clock.today()
    versions = RuleVersion.objects.visible_to(request.user).select_related("by")
    context = {
        "in_force": [(use.label, _told(rules_on(today, use), use)) for use in RuleUse],
        "versions": [(each, PRESETS[each.preset].rules.label) for each in versions.order_by("-at", "-pk")],
        "presets": [_preset(preset) for preset in PRESETS.values()],
        "may_choose": request.user.access.has(Role.SUPERVISOR),
        "today": today,
    }
    return render(request, "supervision/rule_list.html", context)


def _told(rules: RuleSet, use: str) -> dict[str, Any]:
    """A rule set for reading: each rule with its mark, its colour and its words."""
    is_slip = use == RuleUse.SLIP
    lines = [
        (colour_mark(rule.light, is_slip), colour_name(rule.light, is_slip), rule_words(rule))
        for rule in rules.rules
    ]
    return {"name": rules.name, "label": rules.label, "lines": lines}


def _preset(preset: Preset) -> dict[str, Any]:
    return {
        **_told(preset.rules, preset.use),
        "use": RuleUse(preset.use).label,
        "kind": KINDS[preset.rules.about],
        "fits": preset.rules.about == "matter",
        "follows": list(preset.follows.values()),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rule_new(request: SignedInRequest, name: str) -> HttpResponse:
    """Order and numbers of a new version, what it would change, and the word that puts it in force."""
    person, today = request.user, clock.today()
    if not person.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office chooses the rules."))
    preset = PRESETS.get(name)
    if preset is None or preset.rules.about != "matter":
        raise Http404
    now = rules_on(today, preset.use)
    form = RulesForm(request.POST if request.method == "POST" else None, preset=preset, now=now, today=today)
    context = {"form": form, "preset": preset, "use": RuleUse(preset.use).label, "today": today}
    if form.is_bound and not form.is_valid():
        return render(request, "supervision/rule_new.html", context, status=UNPROCESSABLE)
    if "confirmed" in request.POST:
        try:
            return _put(request, form)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
    context["effect"] = preview(person, preset.use, form.rules(), today)
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "supervision/rule_new.html", context, status=status)


def _put(request: SignedInRequest, form: RulesForm) -> HttpResponse:
    made = actions.put_in_force(
        rules=form.rules(),
        first_month=form.month(),
        by=request.user,
        at=clock.now(),
        note=form.cleaned_data["note"],
    )
    messages.success(request, _("Version %(number)s has been put in force.") % {"number": made.number})
    return redirect("supervision:rule_list")
