"""Time stamps by hand: a day's request is carried out on a stick, and the authority's answer comes back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan.journal import stamping
from bihuan.journal.forms import ReplyForm
from bihuan.journal.models import Stamp
from bihuan.journal.views.record import UNPROCESSABLE, need_reader, seal_page
from bihuan.kernel.actors import Actor
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.ui.schemas import LARGEST_ID

KINDS = {"note": "text/plain", "tsq": "application/timestamp-query", "tsr": "application/timestamp-reply"}


@require_safe
@login_required
def stamp_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """What is stamped, the request or the stamp, as a file."""
    reader: Actor = request.user  # type: ignore[assignment]
    need_reader(reader)
    seen = Stamp.objects.visible_to(reader).select_related("point__log")
    stamp = get_object_or_404(seen, pk=min(pk, LARGEST_ID))
    content = stamping.files_of(stamp).get(ending)
    if content is None:
        raise Http404
    name = f"{stamp.point.log.year}-{stamp.point.size}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=KINDS[ending], headers=headers)


@require_POST
@login_required
def stamp_take(request: HttpRequest) -> HttpResponse:
    """Take in what the authority answered."""
    reader: Actor = request.user  # type: ignore[assignment]
    need_reader(reader)
    form = ReplyForm(request.POST, request.FILES)
    if form.is_valid():
        stamp = get_object_or_404(Stamp.objects.visible_to(reader), pk=form.cleaned_data["stamp"])
        reply = form.cleaned_data["reply"].read(stamping.LARGEST_REPLY + 1)
        try:
            stamping.take(stamp=stamp, reply=reply, by=reader)
        except (Invalid, Conflict) as refusal:
            form.add_error("reply", str(refusal))
        else:
            messages.success(request, _("The time stamp is good, and has been taken in."))
            return redirect("journal:record_seal")
    return seal_page(request, {"reply_form": form}, UNPROCESSABLE)
