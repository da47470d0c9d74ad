"""Filters of the register kept under a name, and dropped again."""

from datetime import datetime

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel import canonical
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person, Role
from bihuan.supervision.models import Audience, SavedView

LONGEST_NAME, LONGEST_QUERY, MOST = 40, 500, 30
# Where in a list one stands is no filter.
PLACE = ("after", "before")


@transaction.atomic
def save_view(*, name: str, query: str, by: Person, at: datetime, audience: str = Audience.SELF) -> SavedView:
    """Keep filters under a name. Only the supervision office keeps them for others."""
    if by.access.is_admin_only:
        raise Denied(_("Administrators do not read the register."))
    if audience not in Audience.values:
        raise Invalid(_("Choose for whom the view is."))
    if audience != Audience.SELF and not by.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office keeps views for others."))
    said = canonical.text(name).strip()
    if not said or len(said) > LONGEST_NAME:
        raise Invalid(_("A view needs a name of at most %(most)s characters.") % {"most": LONGEST_NAME})
    filters = _filters(query)
    # One after the other for one person: two tabs would otherwise keep the same name.
    Person.objects.select_for_update().get(pk=by.pk)
    own = SavedView.objects.filter(by=by, is_dropped=False)
    if own.filter(name=said).exists():
        raise Conflict(_("You have a view “%(name)s” already. Choose another name.") % {"name": said})
    if own.count() >= MOST:
        raise Conflict(_("You have %(most)s views already. Drop one first.") % {"most": MOST})
    row = SavedView.objects.create(by=by, name=said, slot=said, query=filters, audience=audience, at=at)
    _record("view.save", Change(row), by)
    return row


@transaction.atomic
def drop_view(*, view: SavedView, by: Person, at: datetime) -> SavedView:
    """Offer a view no more."""
    row = SavedView.objects.select_for_update().get(pk=view.pk)
    if row.by_id != by.pk:
        raise Denied(_("A view is dropped by whoever saved it."))
    if row.is_dropped:
        raise Conflict(_("This view has been dropped already."))
    was = before(row)
    row.is_dropped, row.slot = True, None
    row.save(update_fields=["is_dropped", "slot"])
    _record("view.drop", was, by)
    return row


def _filters(query: str) -> str:
    """The filters of an address in a fixed order, without the place in the list."""
    said = QueryDict(canonical.text(query).lstrip("?"), mutable=True)
    for name in PLACE:
        said.pop(name, None)
    kept = QueryDict(mutable=True)
    for name in sorted(said):
        if any(said.getlist(name)):
            kept.setlist(name, [value for value in said.getlist(name) if value])
    text = kept.urlencode()
    if not text:
        raise Invalid(_("No filter is set. Set some, then save the view."))
    if len(text) > LONGEST_QUERY:
        raise Invalid(_("These filters are too long to be kept. Use fewer."))
    return text


def _record(verb: str, thing: Change, by: Person) -> None:
    journal.record(verb=verb, thing=thing, by=by, claim=Claim({"name": thing.thing.name}))
