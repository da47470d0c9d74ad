"""What a reviewer's decisions teach: cues by their verdicts, names by their units; and taking it back."""

from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.intake.actions.review import record
from bihuan.intake.models import Document, HeardName, Proposal, Verdict
from bihuan.intake.queries import Directory
from bihuan.intake.rules.cues import cue_of
from bihuan.intake.rules.match import collective
from bihuan.intake.rules.names import is_whole
from bihuan.intake.rules.review import may_review
from bihuan.intake.rules.words import COLLECTIVES
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Conflict, Denied
from bihuan.people import actions as people
from bihuan.people.models import Person, Unit, UnitAlias

SHORTEST_NAME = 3
LONGEST_CUE = 40


def judge(proposal: Proposal, *, is_task: bool, by: Person, at: datetime) -> list[Change]:
    """Keep what a reviewer said of a passage under its cue; a passage without a cue teaches nothing."""
    cue = cue_of(proposal.document.text[proposal.start : proposal.end])[:LONGEST_CUE]
    if not cue:
        return []
    verdict = Verdict.objects.filter(proposal=proposal).first()
    change = before(verdict) if verdict else None
    verdict = verdict or Verdict(proposal=proposal)
    verdict.cue, verdict.is_task, verdict.by, verdict.at = cue, is_task, by, at
    verdict.forgotten_at = None
    verdict.save()
    return [change or Change(verdict)]


def unjudge(proposal: Proposal, at: datetime) -> list[Change]:
    """Let a verdict count no more, because its decision has been taken back."""
    changes = [before(verdict) for verdict in Verdict.objects.filter(proposal=proposal, forgotten_at=None)]
    for change in changes:
        change.thing.forgotten_at = at
        change.thing.save(update_fields=["forgotten_at"])
    return changes


def keep_name(*, written: str, unit: Unit, document: Document, by: Person, at: datetime) -> bool:
    """Let the register know a name from now on.

    Not a collective, not what may mean another unit, and not a piece of a name that goes on in the text.
    """
    is_general = bool(collective(written)) or written in COLLECTIVES or len(written) < SHORTEST_NAME
    if is_general or UnitAlias.objects.filter(name=written).exists():
        return False
    if Directory().match(written).how != "unknown" or not is_whole(written, document.text):
        return False
    alias = people.add_alias(unit=unit, name=written, by=by, at=at)
    HeardName.objects.create(alias=alias, document=document, by=by, at=at)
    return True


@transaction.atomic
def forget_cue(*, cue: str, by: Person, at: datetime) -> int:
    """Take back everything that was learned about a cue; return how many verdicts that were."""
    _check(by)
    rows = Verdict.objects.filter(cue=cue, forgotten_at=None).select_related("proposal__document")
    changes = [before(verdict) for verdict in rows.order_by("proposal__document", "id")]
    if not changes:
        raise Conflict(_("Nothing is kept about “%(cue)s”.") % {"cue": cue})
    for change in changes:
        change.thing.forgotten_at = at
    Verdict.objects.bulk_update([change.thing for change in changes], ["forgotten_at"])
    for document, parts in groupby(changes, lambda change: change.thing.proposal.document):
        record(verb="verdict.forget", thing=before(document), by=by, parts=parts, payload={"cue": cue})
    return len(changes)


@transaction.atomic
def forget_name(*, heard: HeardName, by: Person, at: datetime) -> None:
    """Strike a kept name from the register again."""
    _check(by)
    people.remove_alias(alias=heard.alias, by=by, at=at)


def _check(by: Person) -> None:
    if not may_review(by):
        raise Denied(_("What was learned is kept and taken back by the supervision office."))
