"""A collective such as 各县区, spread over the units of the register that it takes in."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.intake.actions.drafts import LONGEST_TITLE
from bihuan.intake.actions.review import live, looked_at, parties_of, record
from bihuan.intake.models import Party, PartyRole, Proposal
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Unit


@transaction.atomic
def spread_party(
    *, party: Party, units: Sequence[Unit], by: Person, at: datetime, seen: str = ""
) -> list[Party]:
    """Put units in the place of the collective that was written; none gets a second part."""
    proposal = live(looked_at(party.proposal, by, seen))
    units = _checked(party, units)
    named = parties_of(proposal)
    taken = {each.unit_id for each in named if each.unit_id}
    fresh = [
        Party(proposal=proposal, role=party.role, written=party.written, unit=unit, position=0)
        for unit in units
        if unit.pk not in taken
    ]
    same = [each for each in named if each.role == party.role]
    place = next(at for at, each in enumerate(same) if each.pk == party.pk)
    order = [*same[:place], *fresh, *same[place + 1 :]]
    was = before(proposal)
    Party.objects.filter(pk=party.pk).delete()
    for position, each in enumerate(order):
        each.position = position
        each.save()
    _record("proposal.spread", [was], party, units, by)
    return fresh


@transaction.atomic
def spread_proposal(
    *, party: Party, units: Sequence[Unit], by: Person, at: datetime, seen: str = ""
) -> list[Proposal]:
    """Make a task of its own for each unit of a collective that leads; all point to the same words."""
    proposal = live(looked_at(party.proposal, by, seen))
    units = _checked(party, units)
    if party.role != PartyRole.LEAD:
        raise Invalid(_("Only a unit that leads gets a task of its own."))
    others = [each for each in parties_of(proposal) if each.pk != party.pk]
    was, title = before(proposal), proposal.title
    rows = [proposal, *(_copy(proposal) for _unit in units[1:])]
    for row, unit in zip(rows, units, strict=True):
        rest = [each for each in others if each.unit_id != unit.pk]
        if len(units) > 1:
            # Tasks of the same words are told apart by who has to do them.
            row.title = f"{title[: LONGEST_TITLE - len(unit.short_name) - 2]}（{unit.short_name}）"
            row.save(update_fields=["title"])
        row.parties.all().delete()
        Party.objects.create(
            proposal=row, role=party.role, position=party.position, written=party.written, unit=unit
        )
        Party.objects.bulk_create(
            Party(
                proposal=row,
                role=each.role,
                position=each.position,
                written=each.written,
                unit=each.unit,
                person=each.person,
            )
            for each in rest
        )
    _record("proposal.spread_each", [was, *(Change(row) for row in rows[1:])], party, units, by)
    return rows


def _checked(party: Party, units: Sequence[Unit]) -> list[Unit]:
    found = list(dict.fromkeys(unit for unit in units if unit.is_active))
    if party.unit_id or party.role == PartyRole.LEADER:
        raise Invalid(_("“%(written)s” means one unit already.") % {"written": party.written})
    if not found:
        raise Invalid(_("Tick at least one unit."))
    return found


def _copy(proposal: Proposal) -> Proposal:
    copied = [field.attname for field in Proposal._meta.concrete_fields if not field.primary_key]
    row = Proposal(**{name: getattr(proposal, name) for name in copied})
    row.save()
    return row


def _record(verb: str, parts: list[Change], party: Party, units: list[Unit], by: Person) -> None:
    said = {"proposal": parts[0].thing.pk, "written": party.written, "units": [unit.pk for unit in units]}
    record(verb=verb, thing=before(parts[0].thing.document), by=by, parts=parts, payload=said)
