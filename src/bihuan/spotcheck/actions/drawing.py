"""Chance is entered by two people and gives the list; a draw is postponed once, declared void, closed."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import clock
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import words
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.spotcheck.actions.following import follow, is_refused
from bihuan.spotcheck.actions.listing import list_checks
from bihuan.spotcheck.actions.planning import NOTICE, QUORUM
from bihuan.spotcheck.actions.step import record
from bihuan.spotcheck.models import Attending, CheckState, Draw, Entry, Result, State
from bihuan.spotcheck.queries.populations import drawable
from bihuan.spotcheck.queries.witnessed import is_witnessed
from bihuan.spotcheck.rules import protocol
from bihuan.spotcheck.rules.chances import Unreadable, read_dice, read_lottery
from bihuan.spotcheck.rules.moves import DRAWS, must_extend

LONGEST_REASON = 300


def _lock(draw: Draw) -> Draw:
    row: Draw = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    return row


@transaction.atomic
def enter(*, draw: Draw, dice: str, lottery: str, present: Iterable[str], by: Person, at: datetime) -> Draw:
    """Type what was rolled and drawn. The second person's entry draws the list, or shows that they differ."""
    row = _lock(draw)
    is_second = row.status == State.ENTERED
    DRAWS.check("confirm" if is_second else "enter", row, by)
    _check_time(row, at)
    said = _entry(row, dice, lottery, present, by, at)
    if not is_second:
        was = before(row)
        row.status = State.ENTERED
        row.save(update_fields=["status"])
        said.save(force_insert=True)
        record("draw.enter", was, by, {}, [Change(said)])
        return row
    first = row.entries.get(attempt=row.attempt, is_apart=False)
    same = all(getattr(first, name) == getattr(said, name) for name in ("dice", "lottery", "present"))
    return _draw(row, said, by, at) if same else _differ(row, first, said, by)


def _check_time(row: Draw, at: datetime) -> None:
    """Nothing is entered before anybody could have objected, nor before the lottery was drawn."""
    assert row.committed_at  # noqa: S101 - a constraint of the state
    if at < row.committed_at + NOTICE:
        raise Conflict(_("Between the commitment and the dice lie 24 hours. Wait until they have passed."))
    day = date.fromisoformat(row.beacon["day"])
    if clock.day_of(at) < day:
        raise Conflict(_("The lottery is drawn on %(day)s. Its numbers are entered then.") % {"day": day})
    if not is_witnessed(row):
        raise Conflict(
            _("No witness has signed the record with this commitment yet. Hand a signature in first.")
        )


def _entry(row: Draw, dice: str, lottery: str, present: Iterable[str], by: Person, at: datetime) -> Entry:
    parts = sorted(set(present))
    if not set(parts) <= {each.part for each in row.attendees.all()}:
        raise Invalid(_("Only those who were named before attend."))
    if len(parts) < QUORUM or Attending.WITNESS not in parts:
        raise Invalid(_("At least three of the four attend, among them audit or discipline inspection."))
    try:
        rolled = read_dice(dice)
    except Unreadable as error:
        raise Invalid(
            _("Enter the twenty digits of the dice in the order in which they were rolled.")
        ) from error
    try:
        drawn = read_lottery(row.beacon["kind"], lottery)
    except Unreadable as error:
        raise Invalid(
            _("These are no numbers of this lottery. Write them like 03 11 17 20 25 31+09.")
        ) from error
    return Entry(
        draw=row, attempt=row.attempt, dice=rolled, lottery=drawn, present=" ".join(parts), by=by, at=at
    )


def _differ(row: Draw, first: Entry, said: Entry, by: Person) -> Draw:
    was, earlier = before(row), before(first)
    first.is_apart = said.is_apart = True
    first.save(update_fields=["is_apart"])
    said.save(force_insert=True)
    row.status = State.COMMITTED
    row.save(update_fields=["status"])
    record("draw.differ", was, by, {}, [earlier, Change(said)])
    return row


def _draw(row: Draw, said: Entry, by: Person, at: datetime) -> Draw:
    was, commit = before(row), row.committed
    reveal = {
        "attempt": row.attempt,
        "beacon": row.beacon,
        "dice": said.dice,
        "lottery": said.lottery,
    }
    members = {each.key: each for each in row.members.all()}
    things = drawable((each.key, each.unit_id) for each in members.values())
    people = row.inspectors.splitlines()[1:]
    apart = [(who, stratum) for who, stratum in (line.split(",") for line in row.conflicts.splitlines()[1:])]
    row.seed = protocol.seed_of(commit, reveal)
    row.guest = protocol.guest(row.seed, row.candidates.splitlines()[1:])
    picks = protocol.draw(row.seed, things, commit["quota"], people, apart)
    row.reveal, row.listed = protocol.record_text(reveal), protocol.list_text(picks)
    row.reveal_sha, row.list_sha = protocol.sha256(row.reveal), protocol.sha256(row.listed)
    row.status, row.drawn_at = State.DRAWN, at
    row.save()
    said.save(force_insert=True)
    # Who attended is on record and not in the seed: whoever types it must not have seeds to choose from.
    record("draw.confirm", was, by, {**reveal, "present": said.present.split()}, [Change(said)])
    list_checks(row, [each for each in picks if each.stratum != protocol.MORE], by)
    return row


@transaction.atomic
def extend(*, draw: Draw, by: Person, at: datetime) -> Draw:
    """Go on down the list, as the plan said: too many of the base sample failed."""
    row = _lock(draw)
    DRAWS.check("extend", row, by)
    was = before(row)
    row.is_extended = True
    row.save(update_fields=["is_extended"])
    record("draw.extend", was, by)
    picks = protocol.read_list(row.listed)
    list_checks(row, [each for each in picks if each.stratum == protocol.MORE], by)
    return row


@transaction.atomic
def postpone(*, draw: Draw, by: Person, at: datetime, reason: str) -> Draw:
    """Go to the lottery in reserve, which was named at the commitment: once, publicly, with a reason.

    Never after numbers were entered: whoever knows them knows the list, and would choose between two.
    """
    row = _lock(draw)
    DRAWS.check("postpone", row, by)
    was = before(row)
    row.why = words(reason, _("Give a reason."), LONGEST_REASON)
    row.attempt = 1
    row.save(update_fields=["attempt", "why"])
    record("draw.postpone", was, by, {"reason": row.why})
    return row


@transaction.atomic
def void(*, draw: Draw, by: Person, at: datetime, reason: str) -> Draw:
    """Declare a draw void. It stays public with all that was committed and revealed."""
    row = _lock(draw)
    DRAWS.check("void", row, by)
    was = before(row)
    row.why = words(reason, _("Give a reason."), LONGEST_REASON)
    row.status, row.closed_at = State.VOID, at
    row.save(update_fields=["status", "why", "closed_at"])
    record("draw.void", was, by, {"reason": row.why})
    return row


@transaction.atomic
def close(*, draw: Draw, by: Person, at: datetime) -> Draw:
    """Close a draw when everything drawn has its result, and everything that failed was followed up.

    Where both steps failed, the full check of the worst unit is filed with it, if that unit still exists.
    """
    row = _lock(draw)
    DRAWS.check("close", row, by)
    done = row.checks.filter(status=CheckState.SETTLED).count()
    done += row.checks.filter(status=CheckState.FOUND, result=Result.HOLDS).count()
    left = row.checks.count() - done
    if left:
        raise Conflict(
            _("%(count)s checks have no result, or were not followed up. Nothing drawn is left out.")
            % {"count": left}
        )
    if must_extend(by, row):
        raise Conflict(_("More failed than the plan accepts. Go on down the list first, as it says."))
    was = before(row)
    row.status, row.closed_at = State.CLOSED, at
    said = follow(row, by, at) if is_refused(row) else {}
    row.save(update_fields=["status", "closed_at", "full_item"])
    record("draw.close", was, by, said)
    return row
