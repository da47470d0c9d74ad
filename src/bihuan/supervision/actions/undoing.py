"""Taking back (撤回) what one has sent by mistake, before anybody has been told of it."""

import json
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.models import Consumer, Event, Pending
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel.errors import Conflict
from bihuan.people.models import Person
from bihuan.supervision.actions.outgoing import HELD
from bihuan.supervision.actions.step import lock, repeat_due
from bihuan.supervision.models import Outgoing, SupervisionItem
from bihuan.supervision.rules.moves import acting_as

KIND = SupervisionItem._meta.label_lower


@transaction.atomic
def take_back(*, item: SupervisionItem, by: Person, at: datetime) -> SupervisionItem:
    """Make undone the last move on a matter, which one has made oneself some seconds ago.

    The record keeps both: that it was sent, and that it was taken back.
    """
    row = lock(item)
    sent = Outgoing.objects.visible_to(by).filter(item=row).order_by("-event_id").first()
    if sent is None or at > sent.at + HELD:
        raise Conflict(_("This has gone out and can no longer be taken back."))
    if Event.objects.about(KIND, row.pk).latest("version").pk != sent.event_id:
        raise Conflict(_("Somebody has gone on with this matter. It can no longer be taken back."))
    waiting = Pending.objects.select_for_update().filter(event=sent.event_id, consumer=Consumer.NOTICES)
    if not waiting:
        raise Conflict(_("This has gone out and can no longer be taken back."))
    waiting.delete()
    was, parts = before(row), []
    for each in reversed(json.loads(sent.was)):
        if (each["kind"], each["id"]) == (KIND, row.pk):
            _set(row, each["set"])
        else:
            parts.append(_part_back(each))
    repeat_due(row)
    verb = Event.objects.get(pk=sent.event_id).verb
    sent.delete()
    claim = Claim({"taken_back": verb}, role=acting_as(by, row, None))
    journal.record(verb="item.take_back", thing=was, by=by, parts=parts, claim=claim)
    return SupervisionItem.objects.get(pk=row.pk)


def _part_back(each: dict[str, Any]) -> Change:
    """Put a row that belongs to the matter back as it was; one that the move has made goes."""
    model: Any = apps.get_model(each["kind"])
    part = model.objects.select_for_update().get(pk=each["id"])
    change = before(part)
    if each["set"] is None:
        # By a query: the row itself keeps its number for the record.
        model.objects.filter(pk=part.pk).delete()
        return Change(part, change.was, is_gone=True)
    _set(part, each["set"])
    return change


def _set(row: Model, columns: dict[str, Any]) -> None:
    fields = {field.attname: field for field in row._meta.concrete_fields}
    for name, value in columns.items():
        setattr(row, name, fields[name].to_python(value))
    if columns:
        row.save(update_fields=[fields[name].name for name in columns])


def take_back_all(*, sent: datetime, by: Person, at: datetime) -> tuple[list[SupervisionItem], list[str]]:
    """Take back all that one has sent at one moment; the matters, and what stood in the way of others."""
    rows = Outgoing.objects.visible_to(by).filter(at=sent).select_related("item").order_by("item")
    done: list[SupervisionItem] = []
    refused: list[str] = []
    for row in rows:
        try:
            done.append(take_back(item=row.item, by=by, at=at))
        except Conflict as refusal:
            refused.append(str(refusal))
    if not (done or refused):
        raise Conflict(_("This has gone out and can no longer be taken back."))
    return done, refused
