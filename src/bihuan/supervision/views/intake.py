"""The end of a document's review: its proposals stand, and become matters, all of them or none."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bihuan.intake import actions as intake
from bihuan.intake.models import Document
from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions


@login_required
@require_POST
def take_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm a document and dispatch its tasks."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    at = clock.now()
    with transaction.atomic():
        document = intake.confirm_document(document=document, by=request.user, at=at)
        items = actions.take_in(document=document, by=request.user, at=at)
    said = ngettext(
        "%(count)s task has been dispatched.", "%(count)s tasks have been dispatched.", len(items)
    )
    messages.success(request, said % {"count": len(items)})
    return redirect(f"{reverse('supervision:task_list')}?group=all&document={document.pk}")
