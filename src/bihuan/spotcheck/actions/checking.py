"""A check: inspectors set out, the head goes through it, they say what they found, the office follows up."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.intake.models import SourceType
from bihuan.journal.rules import before
from bihuan.journal.texts import words
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.spotcheck.actions.step import record
from bihuan.spotcheck.models import Check, CheckState, Ground, Population, Result, State, Way
from bihuan.spotcheck.rules.moves import CHECKS
from bihuan.supervision import actions as supervision
from bihuan.supervision.models import DONE, SupervisionItem
from bihuan.supervision.rules.orders import NewItem

MOST_STEPS, MOST_MINUTES = 999, 100_000


@dataclass(frozen=True)
class Walk:
    """What the head went through: steps, papers asked for, visits, minutes, and how it was."""

    way: str
    steps: int
    papers: int
    visits: int
    minutes: int
    story: str


@dataclass(frozen=True)
class Finding:
    """What the inspectors found; `ground` says why something counts as failed."""

    result: str
    words: str
    ground: str = ""


def _begin(name: str, check: Check, by: Person) -> Check:
    row: Check = (
        Check.objects.select_for_update(of=("self",))
        .select_related("draw", "member", "unit")
        .get(pk=check.pk)
    )
    CHECKS.check(name, row, by)
    if row.draw.status != State.DRAWN:
        raise Conflict(_("The draw is closed or void. Nothing of it is checked any more."))
    return row


@transaction.atomic
def leave(*, check: Check, by: Person, at: datetime) -> Check:
    """The inspectors set out: from now on the unit sees that it was drawn."""
    row = _begin("leave", check, by)
    was = before(row)
    row.status, row.left_at = CheckState.UNDERWAY, at
    row.save(update_fields=["status", "left_at"])
    record("check.leave", was, by, unit_id=row.unit_id)
    return row


@transaction.atomic
def walk(*, check: Check, walk: Walk, by: Person, at: datetime, file: StoredFile | None = None) -> Check:
    """The head of the unit says what he himself went through, with evidence."""
    row = _begin("walk", check, by)
    if walk.way not in Way.values:
        raise Invalid(_("Say how it was checked."))
    if not all(0 <= each <= MOST_STEPS for each in (walk.steps, walk.papers, walk.visits)):
        raise Invalid(_("Steps, papers and visits lie between 0 and %(most)s.") % {"most": MOST_STEPS})
    if not 1 <= walk.minutes <= MOST_MINUTES:
        raise Invalid(_("Say how many minutes it took."))
    was = before(row)
    row.way, row.steps, row.papers = walk.way, walk.steps, walk.papers
    row.visits, row.minutes = walk.visits, walk.minutes
    row.story = words(walk.story, _("Say in your own words how it went."))
    row.head, row.proof, row.walked_at, row.status = by, file, at, CheckState.WALKED
    row.save()
    record("check.walk", was, by, {"text": row.story}, unit_id=row.unit_id)
    return row


@transaction.atomic
def find(
    *, check: Check, finding: Finding, by: Person, at: datetime, file: StoredFile | None = None
) -> Check:
    """Say what was found, with evidence. Nothing drawn is replaced: what cannot be checked has failed."""
    row = _begin("find", check, by)
    if finding.result not in Result.values:
        raise Invalid(_("Say what was found: A, B or C."))
    is_failed = finding.result == Result.FAILED
    if is_failed != (finding.ground in Ground.values):
        raise Invalid(_("Say why it does not hold; what holds needs no such ground."))
    if row.status == CheckState.UNDERWAY and (not is_failed or finding.ground == Ground.FALSE):
        raise Conflict(_("The head has not gone through it yet. Without that it can only count as failed."))
    if file is None and finding.ground in ("", Ground.FALSE):
        raise Invalid(_("Attach the evidence for what was found."))
    was = before(row)
    row.result, row.ground, row.file = finding.result, finding.ground, file
    row.words = words(finding.words, _("Say in words what was found."))
    row.found_by, row.found_at, row.status = by, at, CheckState.FOUND
    row.save()
    record("check.find", was, by, {"text": row.words}, unit_id=row.unit_id)
    return row


@transaction.atomic
def settle(*, check: Check, by: Person, at: datetime) -> Check:
    """Follow up what did not hold: a closed matter opens again, everything else becomes a new matter."""
    row = _begin("settle", check, by)
    was = before(row)
    row.item = _reopened(row, by, at) or _filed(row, by, at)
    row.status = CheckState.SETTLED
    row.save(update_fields=["item", "status"])
    said = {"item": row.item.pk, "number": row.item.number}
    record("check.settle", was, by, said, unit_id=row.unit_id)
    return row


def _reopened(row: Check, by: Person, at: datetime) -> SupervisionItem | None:
    if row.draw.kind != Population.TASK or row.result != Result.FAILED:
        return None
    item = SupervisionItem.objects.visible_to(by).get(pk=row.member.thing or 0)
    if item.status not in DONE:
        # Somebody was faster: it is open again already.
        return item
    text = _("Spot check %(number)s: %(words)s") % {"number": row.draw.number, "words": row.words}
    return supervision.relapse(item=item, by=by, at=at, text=text)


def _filed(row: Check, by: Person, at: datetime) -> SupervisionItem:
    title = _("Put right what spot check %(number)s found: %(label)s") % {
        "number": row.draw.number,
        "label": row.member.label,
    }
    order = NewItem(
        title=title[:200],
        requirement=row.words,
        source_type=SourceType.INSPECTION_ISSUE,
        leads=(row.unit,),
        basis=_("Spot check %(number)s") % {"number": row.draw.number},
        idem=f"spotcheck:{row.pk}",
    )
    return supervision.file_item(by=by, at=at, order=order)
