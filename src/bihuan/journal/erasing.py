"""Erasing personal data: values and salts go, the tree stays as it is, and the act is an event itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from bihuan.journal.actions import record
from bihuan.journal.models import Erasure, Event, EventPayload, Law, PersonalValue
from bihuan.journal.personal import model_of
from bihuan.journal.rules import Change, Claim, before
from bihuan.journal.texts import words
from bihuan.kernel.actors import Actor
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.kernel.personal import columns_of

ERASERS = ("audit_admin",)
LONGEST_GROUND = 500


@dataclass(frozen=True)
class Ground:
    """Under which law something is erased, and in which case: the request, its number, the decision."""

    law: str
    text: str


@transaction.atomic
def erase_columns(
    *,
    kind: str,
    number: int,
    columns: tuple[str, ...],
    with_words: bool,
    ground: Ground,
    by: Actor,
    at: datetime,
) -> Erasure:
    """Erase personal columns of one thing, in its table and in all its events; on request their words too.

    What events of a time before commitments say in clear stays: see `personal_state.in_clear`.
    """
    claim = _claim(ground, by)
    model = model_of(kind)
    chosen = [column for name, column in columns_of(model).items() if name in columns]
    if not chosen or len(chosen) != len(set(columns)):
        raise Invalid(_("Choose which personal data are erased."))
    row: Any = model._default_manager.select_for_update().filter(pk=number).first()
    if row is None and not PersonalValue.objects.filter(kind=kind, number=number).exists():
        raise Invalid(_("There is no such thing."))
    if row is not None and getattr(row, "is_active", False):
        raise Conflict(_("This person still works here: close the account first."))
    done = Erasure.objects.create(
        kind=kind, number=number, columns=",".join(columns), words=with_words, law=ground.law, at=at
    )
    thing, parts = Change(done), []
    if row is not None:
        thing, parts = before(row), [Change(done)]
        _empty(row, chosen)
    event = record(verb="journal.erase", thing=thing, parts=parts, by=by, claim=claim)
    _note(done, event)
    gone = PersonalValue.objects.filter(kind=kind, number=number, column__in=columns)
    gone.delete()
    if with_words:
        about = Event.objects.about(kind, number).exclude(pk=event.pk)
        EventPayload.objects.filter(event__in=about).delete()
    return done


@transaction.atomic
def erase_words(*, event: int, ground: Ground, by: Actor, at: datetime) -> Erasure:
    """Erase the words of one event; what was done, by whom and when, stays."""
    claim = _claim(ground, by)
    said = Event.objects.filter(pk=event).first()
    if said is None:
        raise Invalid(_("There is no such event."))
    if said.verb == "journal.erase":
        raise Conflict(_("Why something was erased is not erased."))
    gone = EventPayload.objects.filter(event=said)
    if not gone.exists():
        raise Conflict(_("The words of this event have been erased already."))
    done = Erasure.objects.create(
        kind=said.thing_kind, number=said.thing_id, words=True, of_event=said.pk, law=ground.law, at=at
    )
    _note(done, record(verb="journal.erase", thing=Change(done), by=by, claim=claim))
    gone.delete()
    return done


def _claim(ground: Ground, by: Actor) -> Claim:
    if not by.access.has(*ERASERS):
        raise Denied(_("Personal data are erased by the audit administrator."))
    if ground.law not in Law.values:
        raise Invalid(_("Choose the law under which this is erased."))
    _overwrite()
    text = words(
        ground.text, _("Say in which case this is erased: who asked, under which number."), LONGEST_GROUND
    )
    return Claim({"ground": text}, role="audit_admin")


def _empty(row: Any, columns: list[Any]) -> None:
    written = []
    for column in columns:
        setattr(row, column.name, column.erased(row.pk))
        for name in column.beside:
            setattr(row, name, "")
        written += [column.name, *column.beside]
    row.save(update_fields=written)


def _note(done: Erasure, event: Event) -> None:
    done.event = event.pk
    done.save(update_fields=["event"])


def _overwrite() -> None:
    """Let SQLite write over what is deleted; other databases do so when they tidy up."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
