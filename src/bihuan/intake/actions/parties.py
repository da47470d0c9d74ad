"""The units and leaders that a proposal names: added, matched to the register, dropped."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.intake.actions.drafts import party_named
from bihuan.intake.actions.learning import keep_name
from bihuan.intake.actions.review import live, looked_at, parties_of, record, settle
from bihuan.intake.models import Party, PartyQuerySet, PartyRole, Proposal
from bihuan.intake.queries import Directory
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Unit


@transaction.atomic
def add_party(*, proposal: Proposal, role: str, name: str, by: Person, at: datetime, seen: str = "") -> Party:
    """Name one more unit or leader, after those already named."""
    proposal = live(looked_at(proposal, by, seen))
    if role not in PartyRole.values:
        raise Invalid(_("Choose whether the unit leads or assists."))
    if not name.strip():
        raise Invalid(_("Write the name of the unit."))
    same = [each for each in parties_of(proposal) if each.role == role]
    party = party_named(proposal, role, len(same), name.strip(), Directory())
    _refuse_twice(proposal, party)
    was = before(proposal)
    party.save()
    _settle(proposal, at)
    _record("proposal.add_party", was, by, party)
    return party


@dataclass(frozen=True)
class Settled:
    """How many names of a document one answer settled, and whether the register keeps it for the next."""

    count: int
    is_kept: bool


@transaction.atomic
def match_party(*, party: Party, unit: Unit, by: Person, at: datetime) -> Settled:
    """Say which unit a name means, wherever the document uses it; the register keeps the name."""
    proposal = looked_at(party.proposal, by)
    if not unit.is_active:
        raise Invalid(_("%(unit)s no longer exists.") % {"unit": unit.name})
    asked = list(_asked(proposal, party)) or [party]
    is_kept = party.unit_id is None and keep_name(
        written=party.written, unit=unit, document=proposal.document, by=by, at=at
    )
    # A unit that already has a part in a task gets no second one.
    has_part = Party.objects.filter(unit=unit, proposal__in=[each.proposal_id for each in asked])
    taken = set(has_part.values_list("proposal_id", flat=True))
    Party.objects.filter(pk__in=[each.pk for each in asked if each.proposal_id in taken]).delete()
    Party.objects.filter(pk__in=[each.pk for each in asked if each.proposal_id not in taken]).update(
        unit=unit
    )
    party.unit = unit
    _record("proposal.match_party", before(proposal), by, party, settled=len(asked))
    return Settled(len(asked), is_kept)


@transaction.atomic
def drop_party(*, party: Party, by: Person, at: datetime) -> None:
    """Take a name off a proposal: it is not meant. A name that is no unit goes wherever it stands."""
    proposal = looked_at(party.proposal, by)
    same = Party.objects.filter(pk=party.pk)
    if party.unit_id is None and party.role != PartyRole.LEADER:
        same = _asked(proposal, party)
    settled, was = same.count(), before(proposal)
    same.delete()
    _settle(proposal, at)
    _record("proposal.drop_party", was, by, party, settled=settled)


def _asked(proposal: Proposal, party: Party) -> PartyQuerySet:
    """The same name as an open question, everywhere in the document."""
    same = Party.objects.filter(
        proposal__document=proposal.document, proposal__confirmed_at=None, written=party.written, unit=None
    )
    return same.exclude(role=PartyRole.LEADER)


def _refuse_twice(proposal: Proposal, party: Party) -> None:
    """A unit has one part in a matter: it leads or assists."""
    if party.unit_id and any(each.unit_id == party.unit_id for each in parties_of(proposal)):
        raise Invalid(_("%(unit)s already has a part in this task.") % {"unit": party.written})


def _settle(proposal: Proposal, at: datetime) -> None:
    settle(proposal, at)
    proposal.save(update_fields=["status"])


def _record(verb: str, was: Change, by: Person, party: Party, **more: int) -> None:
    proposal: Proposal = was.thing
    said = {"proposal": proposal.pk, "role": party.role, "written": party.written, "unit": party.unit_id}
    record(verb=verb, thing=before(proposal.document), by=by, parts=[was], payload={**said, **more})
