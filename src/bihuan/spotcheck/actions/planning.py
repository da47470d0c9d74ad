"""A draw is planned over a frozen population, and its plan is committed before anybody can know the seed."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import clock
from bihuan.journal.actions import once
from bihuan.journal.models import Checkpoint
from bihuan.journal.pouring import pour
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import words
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.spotcheck.actions.step import record
from bihuan.spotcheck.models import LISTED, Attendee, Attending, Draw, Member, Population, State
from bihuan.spotcheck.queries.guests import chosen_guest, guests_to_come
from bihuan.spotcheck.queries.inspectors import pool
from bihuan.spotcheck.queries.populations import Candidate, drawable, population, unit_of, weights
from bihuan.spotcheck.rules import protocol
from bihuan.spotcheck.rules.chances import LOTTERIES
from bihuan.spotcheck.rules.moves import DRAWS, need_office
from bihuan.spotcheck.rules.plans import LEAST_FLOOR, WHOLE, quotas

# Between the commitment and the dice.
NOTICE = timedelta(hours=24)
MOST_MEMBERS = 100_000
KEY = re.compile(r"[0-9A-Za-z._-]{1,40}")
ISSUE = re.compile(r"20[0-9]{5}")
QUORUM = 3


@dataclass(frozen=True)
class Plan:
    """What is stated before: the period, how many for each sample, the floor, how many bad are accepted.

    When more than `accept` fail, `more_n` more are looked at; then `accept_2` of all these are accepted.
    """

    title: str
    kind: str
    first_day: date
    last_day: date
    base_n: int
    risk_n: int
    accept: int = 0
    floor: int = LEAST_FLOOR
    more_n: int = 0
    accept_2: int = 0


@dataclass(frozen=True)
class Beacon:
    """A future draw of a national lottery, by its issue (like 2026034) and day."""

    kind: str
    issue: str
    day: date


@dataclass(frozen=True)
class Guest:
    """Somebody who will attend, in one of the four parts; with his account where he has one."""

    part: str
    name: str
    person: Person | None = None


@transaction.atomic
def plan(*, plan: Plan, by: Person, at: datetime, listed: Sequence[Candidate] = ()) -> Draw:
    """Freeze a population and state how it will be drawn from. `listed` is one that came by a list."""
    need_office(by)
    _check_plan(plan)
    is_listed = plan.kind in LISTED
    members = listed if is_listed else population(plan.kind, by, plan.first_day, plan.last_day)
    _check_members(members)
    things = drawable((each.key, each.unit_id) for each in members)
    sizes: dict[str, int] = {}
    for thing in things:
        sizes[thing.stratum] = sizes.get(thing.stratum, 0) + 1
    heavy = weights(map(unit_of, sizes), clock.day_of(at))
    base = min(plan.base_n, len(things))
    more = min(plan.more_n, len(things) - base)
    by_unit = quotas(sizes, heavy, plan.risk_n, plan.floor)
    quota = {protocol.BASE: base, protocol.MORE: more, **by_unit}
    year = clock.day_of(at).year
    number = Draw.objects.filter(number__startswith=f"{year}-").count() + 1
    row = Draw(
        **asdict(plan) | {"title": words(plan.title, _("Give the draw a name."), 120)},
        number=f"{year}-{number:03d}",
        pop_sha=protocol.sha256(protocol.population_text(things)),
        pop_size=len(things),
        weights=protocol.record_text(heavy),
        quota=protocol.record_text(quota),
        by=by,
        at=at,
    )
    with once(_("Somebody else has planned a draw at this moment. Look again.")):
        row.save(force_insert=True)
    pour(
        [
            Member(draw=row, key=each.key, unit_id=each.unit_id, label=each.label, thing=each.thing)
            for each in members
        ]
    )
    record("draw.plan", Change(row), by, {"first": plan.first_day, "last": plan.last_day})
    return row


def _check_plan(plan: Plan) -> None:
    if plan.kind not in Population.values:
        raise Invalid(_("Say what is drawn from."))
    if plan.first_day > plan.last_day:
        raise Invalid(_("The last day is not before the first."))
    if not 1 <= plan.base_n <= MOST_MEMBERS or not 0 <= plan.risk_n <= MOST_MEMBERS:
        raise Invalid(_("At least one is drawn, and at most %(most)s.") % {"most": MOST_MEMBERS})
    if not LEAST_FLOOR <= plan.floor <= WHOLE:
        raise Invalid(_("From each unit at least %(floor)s percent are drawn.") % {"floor": LEAST_FLOOR})
    if not 0 <= plan.accept < plan.base_n:
        raise Invalid(_("The acceptance number lies below the number drawn."))
    if not 0 <= plan.more_n <= MOST_MEMBERS:
        raise Invalid(_("At least one is drawn, and at most %(most)s.") % {"most": MOST_MEMBERS})
    if plan.more_n and not plan.accept < plan.accept_2 < plan.base_n + plan.more_n:
        raise Invalid(_("The second acceptance number lies above the first and below the number drawn."))


def _check_members(members: Sequence[Candidate]) -> None:
    if not members:
        raise Conflict(_("Nothing of this kind was completed in this time. Choose another period."))
    if len(members) > MOST_MEMBERS:
        raise Invalid(
            _("At most %(most)s things can be drawn from. Shorten the period.") % {"most": MOST_MEMBERS}
        )
    if len({each.key for each in members}) < len(members):
        raise Invalid(_("A number stands in the list twice. Each thing has a number of its own."))
    strange = next((each.key for each in members if not KEY.fullmatch(each.key)), None)
    if strange is not None:
        raise Invalid(
            _("“%(key)s” cannot be a number: 1 to 40 letters, digits, points and dashes.") % {"key": strange}
        )


@transaction.atomic
def commit(
    *, draw: Draw, beacon: Beacon, fallback: Beacon, guests: Iterable[Guest], by: Person, at: datetime
) -> Draw:
    """Commit the plan: from now on nothing of it changes, and the lotteries that give chance are named."""
    row: Draw = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    DRAWS.check("commit", row, by)
    _check_beacons(beacon, fallback, at)
    attendees = _attendees(row, list(guests))
    things = drawable(row.members.values_list("key", "unit"))
    people, apart = pool()
    lacking = protocol.short_of_inspectors({each.stratum for each in things}, people, apart)
    if lacking:
        raise Conflict(
            _("For %(count)s units fewer than two inspectors are free. Name more inspectors first.")
            % {"count": len(lacking)}
        )
    was = before(row)
    row.inspectors, row.conflicts = protocol.inspectors_text(people), protocol.conflicts_text(apart)
    row.candidates = protocol.candidates_text(guests_to_come())
    row.commit = protocol.record_text(_record(row, beacon, fallback))
    row.commit_sha = protocol.sha256(row.commit)
    row.status, row.committed_at = State.COMMITTED, at
    row.save()
    for each in attendees:
        each.save(force_insert=True)
    record("draw.commit", was, by, json.loads(row.commit), [Change(each) for each in attendees])
    return row


def _record(row: Draw, beacon: Beacon, fallback: Beacon) -> dict[str, object]:
    sealed = Checkpoint.objects.select_related("log").order_by("-pk").first()
    return {
        "v": protocol.VERSION,
        "draw": row.number,
        "kind": row.kind,
        "first": row.first_day.isoformat(),
        "last": row.last_day.isoformat(),
        "log_origin": sealed.log.origin if sealed else settings.LOG_ORIGIN,
        "log_size": sealed.size if sealed else 0,
        "log_root": sealed.root if sealed else "",
        "pop_sha256": row.pop_sha,
        "pop_size": row.pop_size,
        "plan": {
            "base_n": row.base_n,
            "risk_n": row.risk_n,
            "floor": row.floor,
            "accept": row.accept,
            "more_n": row.more_n,
            "accept_2": row.accept_2,
        },
        "weights": json.loads(row.weights),
        "quota": json.loads(row.quota),
        "rules_sha256": protocol.sha256(protocol.RULES[protocol.VERSION]),
        "insp_sha256": protocol.sha256(row.inspectors),
        "conf_sha256": protocol.sha256(row.conflicts),
        "cand_sha256": protocol.sha256(row.candidates),
        "guest": (chosen := chosen_guest()).code,
        "guest_of": chosen.of,
        "beacon": _named(beacon),
        "fallback": _named(fallback),
    }


def _named(beacon: Beacon) -> dict[str, str]:
    return {"kind": beacon.kind, "issue": beacon.issue, "day": beacon.day.isoformat()}


def _check_beacons(beacon: Beacon, fallback: Beacon, at: datetime) -> None:
    for each in (beacon, fallback):
        if each.kind not in LOTTERIES or not ISSUE.fullmatch(each.issue):
            raise Invalid(_("Name a lottery and its issue, like 2026034."))
    if beacon.day <= clock.day_of(at + NOTICE - timedelta(1)):
        raise Invalid(
            _("The lottery is drawn on a later day: nobody may know its numbers at the commitment.")
        )
    if fallback.day <= beacon.day:
        raise Invalid(_("The lottery in reserve is drawn on a later day than the first."))


def _attendees(row: Draw, guests: list[Guest]) -> list[Attendee]:
    parts = {each.part for each in guests}
    if not parts <= set(Attending.values) or len(parts) < len(guests):
        raise Invalid(_("Each attends in one part."))
    if len(parts) < QUORUM or Attending.WITNESS not in parts:
        raise Invalid(_("At least three of the four attend, among them audit or discipline inspection."))
    accounts = [each.person.pk for each in guests if each.person]
    if len(set(accounts)) < len(accounts) or len(accounts) < 2:  # noqa: PLR2004 - the two who type
        raise Invalid(_("Two different attendees with accounts of their own enter the numbers."))
    chosen = chosen_guest()
    if any(each.part == Attending.CITIZEN and chosen.code and each.name != chosen.name for each in guests):
        raise Invalid(
            _("Draw %(number)s chose %(name)s to attend for enterprises and citizens. Nobody comes instead.")
            % {"number": chosen.of, "name": chosen.name}
        )
    refusal = _("Give the name of each who attends.")
    return [
        Attendee(draw=row, part=each.part, name=words(each.name, refusal, 60), person=each.person)
        for each in guests
    ]
