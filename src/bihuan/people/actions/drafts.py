"""What is being written and not yet sent: kept for its writer, outside the record (docs/adr/0011)."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import canonical
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Draft, Person

LONGEST_PLACE = 200
# Characters; more than the longest form takes.
LARGEST_DRAFT = 40_000
MOST_DRAFTS = 20
DRAFTS_LAST = timedelta(days=30)


@transaction.atomic
def keep_draft(*, by: Person, at: datetime, place: str, words: Mapping[str, list[str]]) -> Draft:
    """Keep the fields of a form for their writer, instead of what was kept of it before."""
    text = canonical.text(json.dumps(words, ensure_ascii=False))
    if len(place) > LONGEST_PLACE or len(text) > LARGEST_DRAFT:
        raise Invalid(_("The draft is too long to be kept."))
    draft, _made = Draft.objects.update_or_create(
        person=by, place=place, defaults={"words": text, "saved_at": at}
    )
    newest = Draft.objects.filter(person=by).order_by("-saved_at", "-pk").values_list("pk", flat=True)
    Draft.objects.filter(person=by).exclude(pk__in=list(newest[:MOST_DRAFTS])).delete()
    Draft.objects.filter(person=by, saved_at__lt=at - DRAFTS_LAST).delete()
    return draft


def discard_draft(*, by: Person, place: str) -> None:
    """Forget what somebody began to write into a form: it was sent, or he threw it away."""
    Draft.objects.filter(person=by, place=place).delete()
