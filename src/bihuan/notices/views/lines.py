"""One's own ways out of the product."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.notices import actions
from bihuan.notices.forms import LineForm
from bihuan.notices.models import Line, Problem
from bihuan.notices.queries import lines_of
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import LARGEST_ID


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def line_list(request: SignedInRequest) -> HttpResponse:
    """One's lines; a POST opens one."""
    form = LineForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.open_line(**form.cleaned_data, by=request.user, at=clock.now())
            except (Invalid, Conflict) as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("A first message is on its way. Open the link in it."))
                return redirect("notices:line_list")
    lines = [
        (line, line.last_problem and Problem(line.last_problem).label) for line in lines_of(request.user)
    ]
    context = {"lines": lines, "form": form, "today": clock.today()}
    return render(request, "notices/line_list.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def line_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where the link of the first message leads: the button says that it came."""
    line = get_object_or_404(Line.objects.visible_to(request.user), pk=min(pk, LARGEST_ID))
    if request.method == "POST":
        actions.confirm_line(line=line, code=request.POST.get("code", ""), by=request.user, at=clock.now())
        messages.success(request, _("From now on messages come here: once a day, and at once what is red."))
        return redirect("notices:line_list")
    return render(request, "notices/line_confirm.html", {"line": line, "code": request.GET.get("code", "")})


@require_POST
@login_required
def line_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let nothing go over a line any more."""
    line = get_object_or_404(Line.objects.visible_to(request.user), pk=min(pk, LARGEST_ID))
    actions.close_line(line=line, by=request.user, at=clock.now())
    messages.success(request, _("The line is closed. Everything still stands under Messages."))
    return redirect("notices:line_list")
